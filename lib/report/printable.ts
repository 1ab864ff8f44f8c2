/**
 * Text from elsewhere (a spec's description, a file's name, a server's words),
 * made safe to print.
 *
 * @module
 */

/**
 * Takes out what a terminal would obey: control characters, escape sequences'
 * first bytes among them, and marks that turn the direction of writing. White
 * space of any kind and length becomes one space, so that the text is one line.
 *
 * @param text Anything.
 * @returns One line of well-formed text without control characters.
 */
export function printable(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, "")
    .toWellFormed()
    .trim();
}
