/**
 * SGR codes (ECMA-48, section 8.3.117) for the colors of terminal text, and for
 * bold and dim text.
 *
 * @module
 */

/** The style of each kind of text, the same in every report. */
export const styles = {
  bold: "1",
  dim: "2",
  right: "1;32", // bold green
  wrong: "31", // red
} as const;

/** Text in a style. Without `color`, the text is returned unchanged. */
export function paint(text: string, code: string, color: boolean): string {
  return color && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
}

/**
 * The color code of the gray nearest to `byte`, one of 26 grays. The code is
 * `38;5;n` for text, and `48;5;n` for the background of text.
 */
export function gray(plane: "38" | "48", byte: number): string {
  const step = Math.round((byte - 8) / 10); // 232 is gray 8, 233 is gray 18, ...
  const index = step < 0 ? 16 : step > 23 ? 231 : 232 + step;
  return `${plane};5;${index}`;
}
