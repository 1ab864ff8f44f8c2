/**
 * The axis of a chart: the positions of values, and ticks at round numbers.
 *
 * @module
 */

import { log } from "../../math.ts";
import { thousands } from "../_text.ts";

/** Options of an axis. */
export interface AxisOptions {
  /** The name of the quantity in the singular, such as `epoch`. */
  readonly label: string;
  /** The scale (by default, `linear`). A `log` axis takes only values over 0. */
  readonly scale?: "linear" | "log";
  /**
   * The first and last value of the axis. By default, the axis contains all
   * data, and its first and last value are round numbers.
   */
  readonly domain?: readonly [min: number, max: number];
  /**
   * Whether the values are whole numbers, such as epochs. For whole numbers, the
   * axis starts at the first value and ends at the last value, and all ticks are
   * whole numbers.
   */
  readonly whole?: boolean;
}

/** A tick of an axis: a round number such as 50, and its text. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** A computed axis, which converts values to positions and has ticks. */
export interface Axis {
  /** The position of a value: 0 at the first value of the axis, 1 at the last value. */
  readonly position: (value: number) => number;
  /** The ticks, in ascending order. */
  readonly ticks: readonly Tick[];
}

/**
 * Values are drawn as equal if their range is at most this fraction of the
 * largest absolute value.
 */
const LEAST_RANGE = 1e-10;

/** Above HUGE, arithmetic overflows; below TINY, numbers lose digits. */
const HUGE = 1e300, TINY = 1e-300;

/**
 * Whether a value can be drawn: the value is finite, and its absolute value is
 * at most 1e300.
 */
export function isDrawn(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= HUGE;
}

/**
 * Computes the range and the ticks of an axis.
 *
 * @param values The values along the axis; values that cannot be drawn are ignored.
 * @param most The largest number of ticks, at least 2. A linear axis can have
 *   up to two ticks more than `most`.
 * @throws {RangeError} If a value on a `log` axis is not over 0.
 */
export function axis(
  values: Iterable<number>,
  { scale = "linear", domain, whole = false, label }: AxisOptions,
  most: number,
): Axis {
  let [min, max] = domain ?? [Infinity, -Infinity];
  for (const value of values) {
    if (!isDrawn(value)) continue;
    if (scale === "log" && value <= 0) {
      throw new RangeError(
        `${label} on a log axis must be over 0: found ${value}`,
      );
    }
    if (domain) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (min > max) [min, max] = [1, 1]; // there are no values
  if (scale === "log") return logAxis(min, max, most);
  return linearAxis(min, max, most, { rounded: !domain && !whole, whole });
}

function linearAxis(
  min: number,
  max: number,
  most: number,
  { rounded, whole }: { readonly rounded: boolean; readonly whole: boolean },
): Axis {
  const size = Math.max(Math.abs(min), Math.abs(max));
  if (max - min <= Math.max(TINY, LEAST_RANGE * size)) {
    if (whole) [min, max] = [min - 0.5, max + 0.5];
    else if (size <= TINY) [min, max] = [0, 1];
    else [min, max] = [Math.min(0, min), Math.max(0, max)];
  }
  let { digit, exponent } = roundStep(max / most - min / most);
  if (whole && exponent < 0) [digit, exponent] = [1, 0];
  const step = decimal(digit, exponent);
  const [first, last] = rounded
    ? [multiple(min / step, Math.floor), multiple(max / step, Math.ceil)]
    : [multiple(min / step, Math.ceil), multiple(max / step, Math.floor)];
  const ticks = Array.from(
    { length: last - first + 1 },
    (_, n) => decimal((first + n) * digit, exponent),
  );
  if (rounded) [min, max] = [ticks[0], ticks[ticks.length - 1]];
  if (whole && Number.isInteger(min)) { // adds ticks at both ends, if the range allows it
    if (ticks[0] - min >= step / 2) ticks.unshift(min);
    if (max - ticks[ticks.length - 1] >= step / 2) ticks.push(max);
  }
  const largest = Math.max(...ticks.map(Math.abs));
  const powers = largest >= 1e6 || largest < 1e-3;
  return {
    position: (value) => (value - min) / (max - min),
    ticks: ticks.map((value) => ({
      value,
      text: tickText(value, exponent, powers),
    })),
  };
}

function logAxis(min: number, max: number, most: number): Axis {
  [min, max] = [Math.max(TINY, min), Math.max(TINY, max)];
  const ends = roundEnds(min, max, [1, 2, 5]);
  const marks = ends.marks.length > most
    ? ends.marks.filter(isPowerOfTen)
    : ends.marks;
  const apart = Math.ceil(marks.length / most);
  const ticks = marks.filter((_, n) => n % apart === 0);
  const start = log(ends.min), range = log(ends.max) - start;
  return {
    position: (value) => (log(Math.max(TINY, value)) - start) / range,
    ticks: ticks.map((value) => ({
      value,
      text: tickText(value, exponentOf(value), value >= 1e6 || value < 1e-3),
    })),
  };
}

/**
 * The possible ticks of a log axis: Each tick is one of the numbers in
 * `digits`, multiplied by a power of ten; the first tick is at most `min`, the
 * last tick is at least `max`.
 */
function roundEnds(min: number, max: number, digits: readonly number[]) {
  const all: number[] = [];
  for (let e = exponentOf(min) - 1; e <= exponentOf(max) + 1; e++) {
    all.push(...digits.map((digit) => decimal(digit, e)));
  }
  let first = all.findLastIndex((mark) => mark <= min);
  let last = all.findIndex((mark) => mark >= max);
  if (first === last) [first, last] = [first - 1, last + 1];
  const marks = all.slice(first, last + 1);
  return { min: all[first], max: all[last], marks };
}

/** Whether a tick is a power of ten. */
function isPowerOfTen(mark: number): boolean {
  return mark.toExponential().startsWith("1e");
}

/** The smallest number that is at least `least` and is 1, 2 or 5 times a power of ten. */
function roundStep(least: number): { digit: number; exponent: number } {
  const [mantissa, exponent] = least.toExponential(9).split("e").map(Number);
  const digit = [1, 2, 5].find((digit) => digit >= mantissa);
  return digit ? { digit, exponent } : { digit: 1, exponent: exponent + 1 };
}

/** Rounds a quotient with `round`. A quotient within 1e-9 of a whole number becomes that whole number. */
function multiple(quotient: number, round: (x: number) => number): number {
  const nearest = Math.round(quotient);
  return Math.abs(quotient - nearest) < 1e-9 ? nearest : round(quotient);
}

/** The float that is nearest to `digits` times 10 to the power of `exponent`. */
function decimal(digits: number, exponent: number): number {
  return Number(`${digits}e${exponent}`);
}

/**
 * The exponent of the first significant digit as a power of ten, such as -2 for
 * 0.02.
 */
function exponentOf(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/**
 * The text of a tick. With `power`, the text has an exponent, such as `1e3`.
 * Without `power`, the text has `-exponent` decimals if `exponent` is negative,
 * and no decimals otherwise.
 */
function tickText(value: number, exponent: number, power: boolean): string {
  if (value === 0) return "0";
  if (power) return value.toExponential().replace("e+", "e");
  return exponent < 0 ? value.toFixed(-exponent) : thousands(value);
}
