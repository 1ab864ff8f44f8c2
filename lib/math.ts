/**
 * Math functions whose results have the same bits on every machine. In
 * JavaScript, the results of `Math.exp` and similar functions can differ
 * between machines. The functions in this file use only +, -, *, / and square
 * roots, whose results are the same on every machine. The algorithms and
 * constants are from FreeBSD's msun library. The error of each function is at
 * most one unit in the last place, unless the comment of the function states
 * another limit.
 *
 * @module
 */

const LN2_HIGH = 6.93147180369123816490e-1; // the high bits of ln 2; the low 21 bits of this number are zero
const LN2_LOW = 1.90821492927058770002e-10; // ln 2 - LN2_HIGH
const INVERSE_LN2 = 1.44269504088896338700;

/**
 * e to the power of x.
 *
 * x is written as k ln 2 + r, where k is an integer and |r| is at most (ln 2) /
 * 2. A rational approximation computes e^r.
 *
 * @see FreeBSD msun, e_exp.c
 */
export function exp(x: number): number {
  if (x !== x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c = r -
    t * (1.66666666666666019037e-1 +
        t * (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 +
                t *
                  (-1.65339022054652515390e-6 +
                    t * 4.13813679705723846039e-8))));
  const power = 1 - (low - r * c / (2 - c) - high);
  return scale(power, k);
}

/**
 * The natural logarithm of x.
 *
 * x is written as 2^k m, where k is an integer and m is between the square
 * roots of 1/2 and 2. For x = 2^k m, a polynomial in s = (m - 1) / (m + 1)
 * computes log(m).
 *
 * @see FreeBSD msun, e_log.c
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const isDenormal = x < 2 ** -1022; // a denormal has no implicit leading 1
  view.setFloat64(0, isDenormal ? x * 2 ** 54 : x);
  const high = view.getUint32(0);
  view.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let m = view.getFloat64(0), k = (high >>> 20) - (isDenormal ? 1077 : 1023);
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  if (f === 0) return k * LN2_HIGH + k * LN2_LOW;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 +
    w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd = z * (6.666666666666735130e-1 +
    w * (2.857142874366239149e-1 +
        w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  const rest = s * (half + even + odd);
  return k * LN2_HIGH - (half - (rest + k * LN2_LOW) - f);
}

/**
 * The natural logarithm log(1 + x), accurate also for x near 0. The error is at
 * most two units in the last place if x >= -1/2.
 *
 * @see Kahan's algorithm, in Goldberg, What Every Computer Scientist (1991), theorem 4
 */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1 || u === Infinity) return x;
  return log(u) * (x / (u - 1));
}

/**
 * The hyperbolic tangent of x. The error is at most three units in the last place.
 *
 * @see FreeBSD msun, s_tanh.c
 */
export function tanh(x: number): number {
  const a = Math.abs(x);
  if (a !== a || a === 0) return x;
  if (a > 22) return Math.sign(x); // 1 - tanh(22) is less than half a unit in the last place of 1
  if (a >= 1) return Math.sign(x) * (1 - 2 / (expm1(2 * a) + 2));
  const t = expm1(-2 * a);
  return Math.sign(x) * -t / (t + 2);
}

/**
 * exp(x) - 1, accurate also for x near 0.
 *
 * @see FreeBSD msun, s_expm1.c
 */
export function expm1(x: number): number {
  if (x !== x || x === 0) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -38) return -1;
  const k = Math.abs(x) < 0.34657359 ? 0 : Math.floor(x * INVERSE_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = high - r - low; // the rounding error of r
  const half = 0.5 * r;
  const h = r * half;
  const q = 1 +
    h * (-3.33333333333331316428e-2 +
        h * (1.58730158725481460165e-3 +
            h * (-7.93650757867487942473e-5 +
                h *
                  (4.00821782732936239552e-6 -
                    h * 2.01099218183624371326e-7))));
  const t = 3 - q * half;
  const e = h * ((q - t) / (6 - r * t));
  if (k === 0) return r - (r * e - h);
  const error = r * (e - c) - c - h;
  if (k === -1) return 0.5 * (r - error) - 0.5;
  if (k <= -2 || k > 56) return scale(1 - (error - r), k) - 1;
  const small = scale(1, -k);
  return k < 20
    ? scale(1 - small - (error - r), k)
    : scale(r - (error + small) + 1, k);
}

/**
 * The error function erf(x), computed by a series whose terms all have the same
 * sign. The error is at most 16 units in the last place.
 *
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 7.1.6
 */
export function erf(x: number): number {
  if (!(Math.abs(x) < 6)) return Math.sign(x); // 1 - erf(6) is 2e-17
  let term = x, sum = x;
  for (let n = 1; Math.abs(term) > 2 ** -54 * Math.abs(sum); n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * exp(-x * x) * sum;
}

/**
 * The cosine of x. The absolute error is at most 2e-16 for |x| up to 1000.
 *
 * |x| is written as k pi / 2 + r, where k is an integer and |r| is at most pi /
 * 4. For |x| = k pi / 2 + r, a polynomial computes the cosine or sine of r.
 *
 * @see FreeBSD msun, s_cos.c
 */
export function cos(x: number): number {
  const k = Math.floor(Math.abs(x) * 2 / Math.PI + 0.5);
  const r = Math.abs(x) - k * 1.57079632673412561417 -
    k * 6.07710050650619224932e-11;
  const z = r * r;
  if (k % 2 === 0) {
    const even = 1 - (z / 2 - z * z *
        (4.16666666666666019037e-2 +
          z * (-1.38888888888741095749e-3 +
              z * (2.48015872894767294178e-5 +
                  z * (-2.75573143513906633035e-7 +
                      z * (2.08757232129817482790e-9 -
                          z * 1.13596475577881948265e-11))))));
    return k % 4 === 0 ? even : -even;
  }
  const odd = r + r * z *
      (-1.66666666666666324348e-1 +
        z * (8.33333333332248946124e-3 +
            z * (-1.98412698298579493134e-4 +
                z * (2.75573137070700676789e-6 +
                    z * (-2.50507602534068634195e-8 +
                        z * 1.58969099521155010221e-10)))));
  return k % 4 === 1 ? -odd : odd;
}

const view = new DataView(new ArrayBuffer(8));

/**
 * x times 2^k. If 2^k is too large or too small for a normal float64, x is
 * multiplied by two powers of 2, one after the other.
 */
function scale(x: number, k: number): number {
  if (k > 1023) return x * 2 ** 1023 * powerOfTwo(k - 1023);
  if (k < -1022) return x * powerOfTwo(k + 54) * 2 ** -54;
  return x * powerOfTwo(k);
}

function powerOfTwo(k: number): number {
  view.setUint32(0, (k + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}
