/**
 * Checks of the options and arguments that a caller passes to the library.
 * TypeScript checks only types, not ranges. JavaScript does not check
 * arguments.
 *
 * @module
 */

/** The range of numbers that an option allows. */
export interface NumberRange {
  /** The smallest number allowed (default: no limit). */
  readonly from?: number | undefined;
  /** The largest number allowed (default: no limit; infinity is allowed). */
  readonly to?: number | undefined;
  /** Whether the number must be an integer (default: false). Infinity is not an integer. */
  readonly isWhole?: boolean | undefined;
}

/**
 * Checks that an option, if it is given, is a number within a range.
 *
 * @throws {RangeError} With a message such as `threads must be a whole number
 * of at least 1: found NaN`.
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
  const range = from !== undefined && to !== undefined
    ? ` from ${from} to ${to}`
    : (from === undefined ? "" : ` of at least ${from}`) +
      (to === undefined ? "" : ` of at most ${to}`);
  throw new RangeError(
    `${name} must be a ${isWhole ? "whole " : ""}number${range}: found ${
      foundText(value)
    }`,
  );
}

/**
 * Checks that options, if they are given, are functions.
 *
 * @throws {TypeError} With a message such as `onEpoch must be a function: found
 * "log"`.
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
 * Checks that options, if they are given, are strings.
 *
 * @throws {TypeError} With a message such as `cache must be a string: found 5`.
 */
export function mustBeStrings(options: Readonly<Record<string, unknown>>) {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || typeof value === "string") continue;
    throw new TypeError(`${name} must be a string: found ${foundText(value)}`);
  }
}

/**
 * Throws an error that describes a wrong argument, if `isRight` is false.
 *
 * @param must A description of a valid argument, such as
 *   `a frame (frame() makes one)`.
 * @throws {TypeError} With a message such as `inputs must be a frame (frame()
 *   makes one): found a list`.
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

/**
 * Formats a value for an error message: numbers and strings as in JavaScript;
 * for most other values only the type, such as `a list`.
 */
export function foundText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 80));
  if (typeof value === "number" || value === null) return `${value}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  return Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}
