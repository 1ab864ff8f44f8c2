/**
 * Numbers that YAML may read as a different number than the user means, such as
 * 010.
 *
 * @module
 */

import { parse } from "@std/yaml";

const leadingZero = /^[-+]?0[0-9_][0-9_.]*(e[-+]?[0-9]+)?$/i;
const otherBase = /^[-+]?0[xbo][0-9a-f_]+$/i;
const grouped = /^[-+]?[0-9][0-9_.]*(e[-+]?[0-9]+)?$/i;

/** Whether an unquoted scalar looks like a number but is ambiguous, such as 010 or 1_000. */
export function isOddNumber(text: string): boolean {
  return leadingZero.test(text) || otherBase.test(text) ||
    grouped.test(text) && text.includes("_");
}

/** The error message for an ambiguous number. */
export function oddNumber(text: string): string {
  const value = parse(text, { schema: "core" });
  const reading = typeof value === "number" ? value : "text";
  return `must be a plain decimal number, or text in quotes: found ` +
    `${
      text.length > 40 ? `${text.slice(0, 40)}...` : text
    }, which YAML reads as ${reading}`;
}
