/**
 * What is said beside a value that is not of its kind: how it may have been meant.
 *
 * @module
 */

import type { Kind } from "./_kinds.ts";
import { ESCAPES, visible } from "./_excerpt.ts";
import { nearest } from "./nearest.ts";

/** Whether a value is a number that is not beyond what a float64 counts in ones. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" &&
    Math.abs(value) <= Number.MAX_SAFE_INTEGER; // NaN is not
}

/** The word that a person may have meant. */
export function meant(value: unknown, words: readonly string[]): string {
  const near = typeof value === "string"
    ? nearest(value, words.filter((word) => word.length > 1))
    : undefined;
  return near === undefined ? "" : `, did you mean "${near}"?`;
}

/** The words from which one must be chosen, where they are few. */
export function choicesOf(kind: Kind): string {
  return kind.kind === "words" && kind.words.length <= 8
    ? `, one of ${kind.words.join(", ")}`
    : "";
}

/** What to do about text that looks like a number. */
export function unquoted(value: unknown): string {
  if (typeof value !== "string") return "";
  const number = value.trim() === "" ? NaN : Number(value.replaceAll("_", ""));
  return isNumber(number)
    ? `, which is text and never read as a number: write ${number}`
    : "";
}

/** What to say of a number that is larger than any may be. */
export function beyond(value: unknown): string {
  return Number.isFinite(value) && !isNumber(value)
    ? ", which is beyond 2^53 - 1"
    : "";
}

/** What to do about a number or the like that should be text. */
export function quoted(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean"
    ? `, which is no text: write "${value}"`
    : "";
}

/** What to do about text with a tab or the like, which an escape may have made. */
export function escaped(value: unknown): string {
  const control = /[\p{Cc}\p{Zl}\p{Zp}]/u.exec(String(value))?.[0];
  if (control === undefined) return "";
  const escape = visible(JSON.stringify(control).slice(1, -1));
  return `, where ${escape} is a control character: ${ESCAPES}`;
}

/** What to do about a word that is no longer true or false in YAML. */
export function instead(value: unknown): string {
  if (typeof value !== "string") return "";
  if (/^(yes|on|true|y)$/i.test(value)) return ", write true";
  return /^(no|off|false|n)$/i.test(value) ? ", write false" : "";
}
