/**
 * Prepares text of a spec for messages: escapes control characters and shortens
 * long text.
 *
 * @module
 */

import { isMapping } from "./_kinds.ts";

const unsafe =
  /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}\u00ad\u200b\u2060\ufeff]/gu;
const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
const silent = /[\p{M}\p{Cf}]/u;

/** The hint for a backslash that YAML reads as the start of an escape. */
export const ESCAPES = "in double quotes a backslash starts an escape, " +
  "so write a Windows path in single quotes, without quotes, or with / between folders";

/** The maximum number of characters of a line that are shown. */
const WIDEST = 100;

/** Replaces control characters, which a terminal would execute, by escapes such as \u001b. */
export function visible(text: string): string {
  return text.replaceAll(
    unsafe,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A whole number with thousands separators: `1,234,567`. `Intl` is not used,
 * because it takes 20 ms to load.
 */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * Formats a line of the text with a caret below the faulty part.
 *
 * @param text The line.
 * @param line The line number.
 * @param column The column of the first caret, counted from 1, in UTF-16 code units.
 * @param length The length of the faulty part, in UTF-16 code units.
 */
export function excerpt(
  text: string,
  line: number,
  column: number,
  length: number,
): [line: string, caret: string] {
  // only the part of a long line around the column is shown
  const from = text.length <= WIDEST ? 0 : Math.max(0, column - 1 - WIDEST / 2);
  const shown = text.slice(from, from + WIDEST).toWellFormed();
  const safe = shown.replaceAll("\t", " ").replaceAll(unsafe, "\ufffd");
  const start = column - 1 - from;
  const gutter = " ".repeat(String(line).length);
  const marked = safe.slice(start, start + Math.max(1, length));
  return [
    `  ${line} | ${safe.trimEnd()}`,
    `  ${gutter} | ${" ".repeat(columns(safe.slice(0, start)))}` +
    "^".repeat(Math.max(1, columns(marked.trimEnd()))),
  ];
}

/** The width of a text in columns of a terminal. */
function columns(text: string): number {
  let width = 0;
  for (const char of text) {
    width += silent.test(char) ? 0 : wide.test(char) ? 2 : 1;
  }
  return width;
}

/** A name from a file, shortened and with control characters escaped. */
export function nameText(name: string): string {
  return visible(name.length > 60 ? `${name.slice(0, 60)}...` : name);
}

/** A short description of a value, for the end of an error message. */
export function brief(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") {
    const text = JSON.stringify(value.slice(0, 40).toWellFormed());
    const cut = value.length > 40 ? `${text.slice(0, -1)}..."` : text;
    return visible(cut);
  }
  if (Array.isArray(value)) {
    const simple = value.length <= 8 &&
      value.every((item) => typeof item === "number");
    const items = value.length === 1 ? "1 item" : `${value.length} items`;
    return simple ? `[${value.join(", ")}]` : `a list of ${items}`;
  }
  if (typeof value === "object") return "a mapping";
  return typeof value === "function" ? "a function" : String(value);
}

/**
 * A value as one line of YAML, as a user would type the value; a mapping is
 * written as JSON.
 */
export function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (isMapping(value)) return JSON.stringify(value);
  if (typeof value !== "string") return String(value);
  const plain = /^\p{L}[\p{L}\p{N}_-]*( [\p{L}\p{N}_-]+)*$/u.test(value) &&
    !/^(true|false|null)$/i.test(value);
  return plain ? value : visible(JSON.stringify(value));
}

/** The first words of a list, and the number of the remaining words: `a, b and 3 more`. */
export function listed(words: readonly string[], most = 8, by = ", "): string {
  const more = words.length - most;
  return words.slice(0, most).join(by) + (more > 0 ? ` and ${more} more` : "");
}

/** Joins words as a choice: `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  const last = words.length - 1;
  return last < 1
    ? words.join("")
    : `${words.slice(0, last).join(", ")} or ${words[last]}`;
}
