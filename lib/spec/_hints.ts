/**
 * Hints for error messages about a value of the wrong kind.
 *
 * @module
 */

import type { Kind } from "./_kinds.ts";
import { ESCAPES, visible } from "./_excerpt.ts";
import { nearest } from "./nearest.ts";

/**
 * Whether a value is a number with an absolute value of at most 2^53 - 1.
 * Float64 represents every whole number up to 2^53 - 1.
 */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" &&
    Math.abs(value) <= Number.MAX_SAFE_INTEGER; // false for NaN
}

/** A hint with the word that was probably meant. */
export function meant(value: unknown, words: readonly string[]): string {
  const near = typeof value === "string"
    ? nearest(value, words.filter((word) => word.length > 1))
    : undefined;
  return near === undefined ? "" : `, did you mean "${near}"?`;
}

/** A hint with the allowed words, if there are at most 8. */
export function choicesOf(kind: Kind): string {
  return kind.kind === "words" && kind.words.length <= 8
    ? `, one of ${kind.words.join(", ")}`
    : "";
}

/** A hint for text that looks like a number. */
export function unquoted(value: unknown): string {
  if (typeof value !== "string") return "";
  const number = value.trim() === "" ? NaN : Number(value.replaceAll("_", ""));
  return isNumber(number)
    ? `, which is text; write ${number} without quotes`
    : "";
}

/** A hint for a number that is too large. */
export function beyond(value: unknown): string {
  return Number.isFinite(value) && !isNumber(value)
    ? ", which is larger than 2^53 - 1"
    : "";
}

/** A hint for a number or a boolean that should be text. */
export function quoted(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean"
    ? `, which is not text; write "${value}"`
    : "";
}

/** A hint for text with a control character, such as a tab from the escape \t. */
export function escaped(value: unknown): string {
  if (typeof value !== "string") return "";
  const control = /[\p{Cc}\p{Zl}\p{Zp}]/u.exec(value)?.[0];
  if (control === undefined) return "";
  const escape = visible(JSON.stringify(control).slice(1, -1));
  return `, in which ${escape} is a control character; ${ESCAPES}`;
}

/** A hint for words such as yes and off, which YAML 1.2 reads as text. */
export function instead(value: unknown): string {
  if (typeof value !== "string") return "";
  if (/^(yes|on|true|y)$/i.test(value)) return ", write true";
  return /^(no|off|false|n)$/i.test(value) ? ", write false" : "";
}
