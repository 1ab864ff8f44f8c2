/**
 * Options that a caller of the library gives, held to what they must be before any
 * work: TypeScript checks their types, but no ranges, and nothing in JavaScript.
 *
 * @module
 */

/** The numbers that an option may have. */
export interface NumberRange {
  /** The smallest; without it, any. */
  readonly from?: number | undefined;
  /** The largest; without it, any, infinity too. */
  readonly to?: number | undefined;
  /** Whether it must be a whole number; infinity is none. */
  readonly isWhole?: boolean | undefined;
}

/**
 * Refuses an option that is given and is no number of a range.
 *
 * @throws {RangeError} Such as `threads must be a whole number from 1: found NaN`.
 */
export function mustBeNumber(
  name: string,
  value: unknown,
  { from, to, isWhole = false }: NumberRange,
): void {
  if (value === undefined) return;
  const fits = typeof value === "number" && !Number.isNaN(value) &&
    value >= (from ?? -Infinity) && value <= (to ?? Infinity) &&
    (!isWhole || Number.isSafeInteger(value));
  if (fits) return;
  const range = (from === undefined ? "" : ` from ${from}`) +
    (to === undefined ? "" : ` to ${to}`);
  throw new RangeError(
    `${name} must be a ${isWhole ? "whole " : ""}number${range}: found ${
      foundText(value)
    }`,
  );
}

/**
 * Refuses options that are given and are no functions.
 *
 * @throws {TypeError} Such as `onEpoch must be a function: found "log"`.
 */
export function mustBeFunctions(options: Readonly<Record<string, unknown>>) {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || typeof value === "function") continue;
    throw new TypeError(
      `${name} must be a function: found ${foundText(value)}`,
    );
  }
}

/**
 * Refuses options that are given and are no strings.
 *
 * @throws {TypeError} Such as `cache must be a string: found 5`.
 */
export function mustBeStrings(options: Readonly<Record<string, unknown>>) {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || typeof value === "string") continue;
    throw new TypeError(`${name} must be a string: found ${foundText(value)}`);
  }
}

/**
 * Refuses an argument that is not of the kind it must be.
 *
 * @param must What it must be, and where the caller gets it.
 * @throws {TypeError} Such as `inputs must be a frame, as frame() makes: found a list`.
 */
export function mustBe(
  isRight: boolean,
  name: string,
  must: string,
  value: unknown,
): void {
  if (isRight) return;
  throw new TypeError(`${name} must be ${must}: found ${foundText(value)}`);
}

/** A value as messages show it: numbers and text as in JavaScript, others by their type. */
export function foundText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 80));
  if (typeof value === "number" || value === null) return `${value}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  return Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}
