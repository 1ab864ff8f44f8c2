/**
 * Text in columns: widths, padding, wrapping, and the format of numbers in all
 * reports.
 *
 * @module
 */

export { thousands } from "../spec/mod.ts";

const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
const silent = /[\p{M}\p{Cf}]/u;

/**
 * The width of text in columns of a terminal. Most characters take one column;
 * Chinese, Japanese and Korean characters take two columns.
 */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += silent.test(character) ? 0 : wide.test(character) ? 2 : 1;
  }
  return width;
}

/** Adds spaces after a text, so that it is at least `width` columns wide. */
export function padRight(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Adds spaces before a text, so that it is at least `width` columns wide. */
export function padLeft(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - widthOf(text))) + text;
}

/** Shortens a text to at most `width` columns. A shortened text ends with an ellipsis. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return width > 0 ? `${kept}…` : "";
}

/**
 * Breaks a text between words into lines of at most `width` columns. A word
 * that is longer than a line is shortened.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    const joined = last < 0 ? word : `${lines[last]} ${word}`;
    if (last >= 0 && widthOf(joined) <= width) lines[last] = joined;
    else lines.push(clip(word, width));
  }
  return lines;
}

/** A loss with four decimals, or with a power of ten if it is very small or large. */
export function lossText(loss: number): string {
  if (!Number.isFinite(loss)) return "-";
  const size = Math.abs(loss);
  return size === 0 || size >= 0.001 && size < 1000
    ? loss.toFixed(4)
    : loss.toExponential(2);
}

/** Milliseconds in one or two units, such as `12 s` or `3 min 20 s`. */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
