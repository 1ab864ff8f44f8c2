/**
 * Seeded chance. Every use of it has a stream of its own, named by the seed, a
 * purpose and numbers such as the epoch, so that one use never moves another
 * and any epoch can be had without the ones before it.
 *
 * @module
 */

import { log } from "./math.ts";

/** A stream of random numbers, the same on every machine. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number;
  /** A number from 0 up to, but not including, 1, in steps of 2^-53. */
  uniform(): number;
  /** A whole number from 0 up to, but not including, `n`; `n` at most 2^32. */
  below(n: number): number;
  /** A number of the normal distribution, mean 0 and deviation 1. */
  normal(): number;
  /** Puts the numbers of `order` into a random order, each as likely as any. */
  shuffle(order: Uint32Array): Uint32Array;
}

/**
 * Opens the stream of a seed and a purpose.
 *
 * The generator is sfc32 of Chris Doty-Humphrey's PractRand, which passes that
 * suite; its state is hashed from the name with MurmurHash3's mixing steps.
 *
 * @param seed A whole number from 0 to 2^53 - 1.
 * @param purpose What the numbers are for, such as `"order"`.
 * @param index Numbers that tell streams of one purpose apart, such as the epoch.
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
    const whole = 2 ** 32 - 2 ** 32 % n; // past it, small answers would be likelier
    let x = uint32();
    while (x >= whole) x = uint32();
    return x % n;
  }

  /** Marsaglia's polar method, which gives two at a time. */
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

  for (let round = 0; round < 12; round++) uint32(); // mixes the state through
  return { uint32, uniform, below, normal, shuffle };
}

/** Three words that any change of the name changes throughout. */
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

/** One word taken into a MurmurHash3 hash. */
export function mix32(hash: number, word: number): number {
  word = Math.imul(word, 0xcc9e2d51);
  hash ^= Math.imul(word << 15 | word >>> 17, 0x1b873593);
  return (Math.imul(hash << 13 | hash >>> 19, 5) + 0xe6546b64) | 0;
}

/** MurmurHash3's finish: every bit of the hash reaches every bit of the word. */
export function fmix32(hash: number): number {
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return hash ^ hash >>> 16;
}

/**
 * `random` and the functions it calls, for workers whose program is the text of
 * functions. `normal` is not available there, since it also needs `log`.
 */
export const randomFunctions = [random, state, mix32, fmix32] as const;
