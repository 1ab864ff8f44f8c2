import { assertEquals, assertLessOrEqual } from "@std/assert";
import {
  i32,
  type Locals,
  Module,
  v128,
} from "../../../../lib/engine/wasm/code/assemble.ts";
import { loop } from "../../../../lib/engine/wasm/code/control.ts";
import { address } from "../../../../lib/engine/wasm/code/memory.ts";
import {
  type Elementary,
  exp,
  expm1,
  log,
  log1p,
  normalCdf,
  sigmoid,
  tanh,
} from "../../../../lib/engine/wasm/code/elementary.ts";
import { erf } from "../../../../lib/math.ts";

const PLACE = address.free;

/** The function f of many numbers, computed like in the kernels. */
function run(
  make: (local: Locals) => Elementary,
  x: Float32Array,
): Float32Array {
  const module = new Module();
  module.fn(["i32"], [], (local, end) => {
    const p = local("i32"), f = make(local);
    return loop(
      p,
      i32.const(PLACE),
      end.get,
      16,
      v128.store(p.get, f(v128.load(p.get))),
    );
  }, "run");
  const pages = Math.ceil((PLACE + 4 * x.length + 16) / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const compiled = new WebAssembly.Module(module.assemble(pages, false));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const view = new Float32Array(memory.buffer, PLACE, x.length);
  view.set(x);
  (exports.run as (end: number) => void)(PLACE + 4 * x.length);
  return view.slice();
}

/**
 * The distance of a float32 from the exact number, in units of its last place.
 */
function ulps(found: number, truth: number): number {
  if (Object.is(found, truth) || found === Math.fround(truth)) return 0;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(truth))));
  return Math.abs(found - truth) / 2 ** (exponent - 23);
}

/**
 * 64 numbers of either sign for each exponent, with the limits of each and
 * denormals.
 */
function everywhere(): Float32Array {
  const bits = new Uint32Array(2 * 255 * 64);
  let n = 0, mixed = 1;
  for (const sign of [0, 0x80000000]) {
    for (let exponent = 0; exponent < 255; exponent++) {
      for (let k = 0; k < 64; k++) {
        mixed = (Math.imul(mixed, 1664525) + 1013904223) >>> 0;
        const mantissa = k === 0 ? 0 : k === 1 ? 0x7fffff : mixed >>> 9;
        bits[n++] = (sign | exponent << 23 | mantissa) >>> 0;
      }
    }
  }
  return new Float32Array(bits.buffer);
}

/** Closely spaced numbers in a range where a function changes its formula. */
function between(from: number, to: number, count = 40000): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, n) => from + (to - from) * n / count,
  );
}

const sigmoidOf = (x: number) =>
  x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));

const functions = [
  { name: "exp", make: exp, truth: Math.exp, bound: 2 },
  { name: "expm1", make: expm1, truth: Math.expm1, bound: 6 },
  { name: "log", make: log, truth: Math.log, bound: 2 },
  { name: "tanh", make: tanh, truth: Math.tanh, bound: 2 },
  { name: "sigmoid", make: sigmoid, truth: sigmoidOf, bound: 3 },
] as const;

for (const { name, make, truth, bound } of functions) {
  Deno.test(`${name} on vectors of four numbers is within ${bound} ulp at every exponent`, () => {
    for (
      const x of [
        everywhere(),
        between(-104, 89),
        between(-2, 2),
        between(0.3, 3),
      ]
    ) {
      const y = run(make, x);
      let worst = 0, where = 0;
      for (let n = 0; n < x.length; n++) {
        const right = truth(x[n]);
        if (Number.isNaN(right)) {
          assertEquals(y[n], NaN, `${name}(${x[n]})`);
          continue;
        }
        const far = Number.isFinite(Math.fround(right))
          ? ulps(y[n], right)
          : y[n] === Math.fround(right)
          ? 0
          : Infinity;
        if (far > worst) [worst, where] = [far, x[n]];
      }
      assertLessOrEqual(worst, bound, `${name}(${where})`);
    }
  });

  Deno.test(`${name} of infinities, zeros and NaN equals Math.${name}`, () => {
    const x = Float32Array.of(
      Infinity,
      -Infinity,
      NaN,
      0,
      -0,
      1e30,
      -1e30,
      1e-45,
    );
    const right = Float32Array.from(x, truth);
    const y = run(make, x);
    for (let n = 0; n < x.length; n++) {
      if (Number.isFinite(right[n])) {
        assertLessOrEqual(ulps(y[n], truth(x[n])), bound, `${x[n]}`);
      } else assertEquals(y[n], right[n], `${name}(${x[n]})`);
    }
  });
}

Deno.test("log1p on vectors of four numbers is within 3 ulp from 0 to 1", () => {
  const all = everywhere().filter((x) => x >= 0 && x <= 1);
  for (
    const x of [all.subarray(0, 4 * Math.floor(all.length / 4)), between(0, 1)]
  ) {
    run(log1p, x).forEach((y, n) =>
      assertLessOrEqual(ulps(y, Math.log1p(x[n])), 3, `${x[n]}`)
    );
  }
});

Deno.test("normalCdf on vectors of four numbers is within 2e-7, and within a relative bound in its tail", () => {
  const x = between(-8, 8);
  run(normalCdf, x).forEach((y, n) =>
    assertLessOrEqual(
      Math.abs(y - (1 + erf(x[n] / Math.SQRT2)) / 2),
      2e-7,
      `${x[n]}`,
    )
  );
  // Abramowitz and Stegun, table 26.1
  const tail = [[-3, 1.349898031630e-3], [-4, 3.167124183e-5], [
    -5,
    2.866515719e-7,
  ]];
  const y = run(normalCdf, Float32Array.of(-3, -4, -5, NaN));
  for (const [n, [, share]] of tail.entries()) {
    assertLessOrEqual(Math.abs(y[n] / share - 1), 2e-6);
  }
  assertEquals(y[3], NaN);
});
