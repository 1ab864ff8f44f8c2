/**
 * Text that the program did not write (the description of a spec, the name of a file,
 * the response of a server), made safe to print.
 *
 * @module
 */

/**
 * Removes control characters, which a terminal would execute, and marks that change
 * the direction of writing. White space of any kind and length becomes one space, so
 * that the text is one line.
 *
 * @param text Any text.
 * @returns One line of well-formed text without control characters.
 */
export function printable(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, "")
    .toWellFormed()
    .trim();
}
