/**
 * A seeded random generator with named streams. Each use of random numbers has
 * a separate stream. The seed, a purpose and numbers such as the epoch identify
 * the stream. Therefore the use of one stream does not change the numbers of
 * another stream. The numbers of an epoch can be computed without the numbers
 * of earlier epochs.
 *
 * @module
 */

import { log } from "./math.ts";

/**
 * A stream of random numbers. Streams with the same seed, name and index give
 * the same random numbers on every machine.
 */
export interface Random {
  /** The next random integer from 0 to 2^32 - 1. */
  uint32(): number;
  /** The next random number of the uniform distribution over [0, 1), a multiple of 2^-53. */
  uniform(): number;
  /** A random integer from 0 to `n - 1`, each equally likely. `n` is at most 2^32. */
  below(n: number): number;
  /** A random number of the normal distribution with mean 0 and standard deviation 1. */
  normal(): number;
  /** Shuffles `order` in place and returns it. Every order is equally likely. */
  shuffle(order: Uint32Array): Uint32Array;
}

/**
 * Creates the random stream for a seed, the name of a purpose such as
 * `"order"`, and index numbers.
 *
 * The generator is sfc32 of Chris Doty-Humphrey's PractRand, which passes
 * PractRand's statistical tests. The generator's initial state is a MurmurHash3
 * hash of the seed, the purpose and the index.
 *
 * @param seed An integer from 0 to 2^53 - 1.
 * @param purpose The name of the stream, such as `"order"`.
 * @param index Numbers that distinguish streams of one purpose, such as the epoch.
 */
export function random(
  seed: number,
  purpose: string,
  ...index: readonly number[]
): Random {
  let [a, b, c] = state(seed, purpose, index);
  let counter = 1;
  let spare: number | undefined;

  function uint32(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21 | c >>> 11) + sum | 0;
    return sum >>> 0;
  }

  function uniform(): number {
    const high = uint32() >>> 5, low = uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  function below(n: number): number {
    const whole = 2 ** 32 - 2 ** 32 % n; // larger values are rejected, because they would make small results more likely
    let x = uint32();
    while (x >= whole) x = uint32();
    return x % n;
  }

  /**
   * Marsaglia's polar method. The function computes two random numbers at a
   * time, and stores the second number in the variable `spare` for the next
   * call.
   */
  function normal(): number {
    if (spare !== undefined) {
      const z = spare;
      spare = undefined;
      return z;
    }
    for (;;) {
      const x = 2 * uniform() - 1, y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt(-2 * log(square) / square);
      spare = y * factor;
      return x * factor;
    }
  }

  function shuffle(order: Uint32Array): Uint32Array {
    for (let last = order.length - 1; last > 0; last--) {
      const other = below(last + 1);
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  }

  for (let round = 0; round < 12; round++) uint32(); // skips the first outputs, which are not random enough
  return { uint32, uniform, below, normal, shuffle };
}

/** The generator's initial state: three hashes of the seed, the purpose and the index. */
function state(
  seed: number,
  purpose: string,
  index: readonly number[],
): [number, number, number] {
  const words = [seed, ...index].flatMap((
    n,
  ) => [n | 0, Math.floor(n / 2 ** 32)]);
  const name = [...new TextEncoder().encode(purpose), purpose.length, ...words];
  const hash = (salt: number) => fmix32(name.reduce(mix32, salt));
  return [hash(0x9e3779b9), hash(0x243f6a88), hash(0xb7e15162)];
}

/** Adds one 32-bit word to a MurmurHash3 hash. */
export function mix32(hash: number, word: number): number {
  word = Math.imul(word, 0xcc9e2d51);
  hash ^= Math.imul(word << 15 | word >>> 17, 0x1b873593);
  return (Math.imul(hash << 13 | hash >>> 19, 5) + 0xe6546b64) | 0;
}

/**
 * The finalizer of MurmurHash3: every bit of `hash` affects every bit of the
 * result.
 */
export function fmix32(hash: number): number {
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return hash ^ hash >>> 16;
}

/**
 * The function `random` and the functions that it calls. A worker program
 * without imports contains the source text of the functions in this list. A
 * worker without imports cannot call the method `normal`, because `normal`
 * needs the function `log`, which is not in this list.
 */
export const randomFunctions = [random, state, mix32, fmix32] as const;
