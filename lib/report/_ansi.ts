/**
 * Colours and weights of terminal text, as SGR codes (ECMA-48, section 8.3.117).
 *
 * @module
 */

/** Codes by what they mean here, so that every report means the same by a colour. */
export const styles = {
  bold: "1",
  dim: "2",
  right: "1;32", // bold green
  wrong: "31", // red
} as const;

/** Text in a style that ends with it, or as it is where colour is not wanted. */
export function paint(text: string, code: string, color: boolean): string {
  return color && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
}

/** The code of a grey as `38;5;n` (ink) or `48;5;n` (ground): 26 levels of 256 colours. */
export function grey(plane: "38" | "48", byte: number): string {
  const step = Math.round((byte - 8) / 10); // 232 is grey 8, 233 is grey 18, ...
  const index = step < 0 ? 16 : step > 23 ? 231 : 232 + step;
  return `${plane};5;${index}`;
}
