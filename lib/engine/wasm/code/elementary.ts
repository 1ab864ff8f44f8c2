/**
 * Elementary functions, such as exp, log, tanh and sigmoid, for vectors of four
 * float32 numbers. The functions use only operations with exactly defined
 * results, such as + and /. Therefore the results have the same bits on every
 * machine. `elementary_test.ts` tests the error bounds of the functions. The
 * polynomials and constants of exp, log and tanh are from the functions expf,
 * logf and tanhf of Stephen Moshier's Cephes library.
 *
 * Each function of this file first makes its own local variables, at most 4,
 * and then returns a second function. The function that is returned makes the
 * code, and can be called many times.
 *
 * @module
 */

import { type Code, i32, type Locals, v128 } from "./assemble.ts";

/** A function that makes code for f(x) from the code for x. */
export type Elementary = (x: Code) => Code;

const LN2_HIGH = 0.693359375; // the significand has 9 bits, so that k * LN2_HIGH is exact
const LN2_LOW = -2.12194440e-4;
const SMALLEST = 1.1754943508222875e-38; // 2^-126; smaller numbers are denormal
/** A vector with 1 in the sign bit of each lane, and 0 in all other bits. */
export const SIGN: Code = v128.wholes(-0x80000000);

/** Code that computes c0 + x (c1 + x (c2 + ...)), with the coefficients c0, c1, ... */
function polynomial(
  local: Locals,
  x: Code,
  [first, ...rest]: readonly number[],
): Code {
  const constant = local.constant(first);
  if (rest.length === 0) return constant;
  return v128.add(constant, v128.mul(x, polynomial(local, x, rest)));
}

/** Code that computes 2^k, for a vector k of integers from -126 to 127. */
function powerOfTwo(k: Code): Code {
  return v128.shiftLeft(v128.addWhole(k, v128.wholes(127)), i32.const(23));
}

/** The coefficients of the polynomial p in e^r = 1 + r + r^2 p(r), for |r| <= (ln 2) / 2. */
const EXPONENTIAL = [
  5.0000001201e-1,
  1.6666665459e-1,
  4.1665795894e-2,
  8.3334519073e-3,
  1.3981999507e-3,
  1.9875691500e-4,
];

/**
 * Code for e^x = 2^k e^r, with r = x - k ln 2. The integer k is x / ln 2,
 * rounded. The code multiplies e^r by two powers of 2 whose product is 2^k,
 * because 2^k can be too small or too large for a normal float32.
 */
export function exp(local: Locals): Elementary {
  const [x, k, r, half] = local.many("v128", 4);
  return (value) => [
    x.set(v128.max(v128.min(value, local.constant(89)), local.constant(-104))),
    k.set(v128.nearest(v128.mul(x.get, local.constant(Math.LOG2E)))),
    r.set(v128.sub(x.get, v128.mul(k.get, local.constant(LN2_HIGH)))),
    r.set(v128.sub(r.get, v128.mul(k.get, local.constant(LN2_LOW)))),
    k.set(v128.wholeFromFloat(k.get)),
    half.set(v128.shiftRight(k.get, i32.const(1))),
    v128.mul(
      v128.mul(
        v128.add(
          v128.add(
            v128.mul(
              v128.mul(r.get, r.get),
              polynomial(local, r.get, EXPONENTIAL),
            ),
            r.get,
          ),
          local.constant(1),
        ),
        powerOfTwo(half.get),
      ),
      powerOfTwo(v128.subWhole(k.get, half.get)),
    ),
  ];
}

/** Code for log x = k ln 2 + log m, with x = 2^k m and m from sqrt(1/2) to sqrt(2). */
export function log(local: Locals): Elementary {
  const [x, k, m, y] = local.many("v128", 4);
  const coefficients = [
    3.3333331174e-1,
    -2.4999993993e-1,
    2.0000714765e-1,
    -1.6668057665e-1,
    1.4249322787e-1,
    -1.2420140846e-1,
    1.1676998740e-1,
    -1.1514610310e-1,
    7.0376836292e-2,
  ];
  const denormal = v128.lt(x.get, local.constant(SMALLEST));
  const low = v128.lt(m.get, local.constant(Math.SQRT1_2));
  const bits = v128.orBits(
    v128.andBits(m.get, v128.wholes(0x007fffff)),
    v128.wholes(0x3f000000),
  );
  return (value) => [
    x.set(value),
    m.set(
      v128.select(v128.mul(x.get, local.constant(8388608)), x.get, denormal),
    ),
    k.set(v128.floatFromWhole(v128.subWhole(
      v128.subWhole(
        v128.shiftRight(m.get, i32.const(23)),
        v128.wholes(126),
      ),
      v128.andBits(denormal, v128.wholes(23)),
    ))),
    m.set(bits),
    k.set(v128.sub(k.get, v128.andBits(low, local.constant(1)))),
    m.set(v128.sub(
      v128.add(m.get, v128.andBits(low, m.get)),
      local.constant(1),
    )),
    y.set(v128.mul(
      v128.mul(m.get, v128.mul(m.get, m.get)),
      polynomial(local, m.get, coefficients),
    )),
    y.set(v128.add(y.get, v128.mul(k.get, local.constant(LN2_LOW)))),
    y.set(
      v128.sub(y.get, v128.mul(v128.mul(m.get, m.get), local.constant(0.5))),
    ),
    y.set(v128.add(
      v128.add(m.get, y.get),
      v128.mul(k.get, local.constant(LN2_HIGH)),
    )),
    // log(0) is -Infinity, and log(Infinity) is Infinity; the log of a negative
    // number or of NaN is NaN
    y.set(v128.select(y.get, x.get, v128.lt(x.get, local.constant(Infinity)))),
    v128.select(
      y.get,
      v128.div(
        local.constant(-1),
        v128.sqrt(v128.add(x.get, local.constant(0))),
      ),
      v128.gt(x.get, local.constant(0)),
    ),
  ];
}

/**
 * Code for tanh x. If |x| < 0.625, the result is x + x^3 p(x^2), with a
 * polynomial p. Otherwise, the result is 1 - 2 / (e^(2|x|) + 1), with the sign
 * of x.
 */
export function tanh(local: Locals): Elementary {
  const [x, a, square, far] = local.many("v128", 4);
  const e = exp(local);
  const coefficients = [
    -3.33332819422e-1,
    1.33314422036e-1,
    -5.37397155531e-2,
    2.06390887954e-2,
    -5.70498872745e-3,
  ];
  return (value) => [
    x.set(value),
    a.set(v128.abs(x.get)),
    far.set(v128.sub(
      local.constant(1),
      v128.div(
        local.constant(2),
        v128.add(e(v128.add(a.get, a.get)), local.constant(1)),
      ),
    )),
    square.set(v128.mul(x.get, x.get)),
    v128.select(
      v128.add(
        x.get,
        v128.mul(
          v128.mul(square.get, x.get),
          polynomial(local, square.get, coefficients),
        ),
      ),
      v128.orBits(far.get, v128.andBits(x.get, SIGN)),
      v128.lt(a.get, local.constant(0.625)),
    ),
  ];
}

/**
 * Code for the sigmoid 1 / (1 + e^-x). For negative x, the code computes
 * e^x / (1 + e^x), because e^-x could overflow.
 */
export function sigmoid(local: Locals): Elementary {
  const [x, e] = local.many("v128", 2);
  const power = exp(local);
  return (value) => [
    x.set(value),
    e.set(power(v128.orBits(x.get, SIGN))),
    v128.div(
      v128.select(e.get, local.constant(1), v128.lt(x.get, local.constant(0))),
      v128.add(e.get, local.constant(1)),
    ),
  ];
}

/**
 * Code for e^x - 1. If |x| < (ln 2) / 2, the result is x + x^2 p(x), with the
 * polynomial p of `exp`.
 */
export function expm1(local: Locals): Elementary {
  const [x, near] = local.many("v128", 2);
  const power = exp(local), one = local.constant(1);
  return (value) => [
    x.set(value),
    near.set(v128.add(
      x.get,
      v128.mul(v128.mul(x.get, x.get), polynomial(local, x.get, EXPONENTIAL)),
    )),
    v128.select(
      near.get,
      v128.sub(power(x.get), one),
      v128.lt(v128.abs(x.get), local.constant(Math.LN2 / 2)),
    ),
  ];
}

/** Code for log(1 + x) with x >= 0. The code corrects the rounding error of 1 + x. */
export function log1p(local: Locals): Elementary {
  const [x, more] = local.many("v128", 2);
  const logarithm = log(local), one = local.constant(1);
  return (value) => [
    x.set(value),
    more.set(v128.sub(v128.add(x.get, one), one)),
    v128.select(
      v128.mul(
        logarithm(v128.add(more.get, one)),
        v128.div(x.get, more.get),
      ),
      x.get,
      v128.gt(more.get, local.constant(0)),
    ),
  ];
}

/**
 * Code for the cumulative distribution function of the standard normal
 * distribution. For negative x, the result is 0.5 t e^(p(t) - x^2 / 2), with
 * t = 1 / (1 + |x| / sqrt(8)) and a polynomial p. For positive x, the result is
 * 1 minus the result for -x.
 *
 * @see Press and others, Numerical Recipes in C (1992), section 6.2, erfcc
 */
export function normalCdf(local: Locals): Elementary {
  const [x, t, below] = local.many("v128", 3);
  const power = exp(local), one = local.constant(1);
  const coefficients = [
    -1.26551223,
    1.00002368,
    0.37409196,
    0.09678418,
    -0.18628806,
    0.27886807,
    -1.13520398,
    1.48851587,
    -0.82215223,
    0.17087277,
  ];
  return (value) => [
    x.set(value),
    t.set(v128.div(
      one,
      v128.add(
        one,
        v128.mul(v128.abs(x.get), local.constant(Math.SQRT1_2 / 2)),
      ),
    )),
    below.set(v128.mul(
      v128.mul(local.constant(0.5), t.get),
      power(v128.sub(
        polynomial(local, t.get, coefficients),
        v128.mul(v128.mul(x.get, x.get), local.constant(0.5)),
      )),
    )),
    v128.select(
      below.get,
      v128.sub(one, below.get),
      v128.lt(x.get, local.constant(0)),
    ),
  ];
}
