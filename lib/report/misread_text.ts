/**
 * Misread pictures side by side, each with what it is, what it was taken for,
 * and how surely.
 *
 * @module
 */

import { className, gallery, type GalleryOptions } from "./_gallery.ts";
import type { Misread } from "./misreads.ts";

/** How misread pictures are drawn. */
export type MisreadTextOptions = GalleryOptions;

/**
 * Draws misread pictures in rows of as many as fit, each centred and without the
 * empty margin that it came with.
 *
 * @param misreads The mistakes, as `misreads` picks them.
 * @returns Lines without a line end after the last; nothing for no mistakes.
 */
export function misreadText(
  misreads: readonly Misread[],
  options: MisreadTextOptions,
): string {
  const name = (c: number) => className(c, options.classes ?? []);
  return gallery(
    misreads.map(({ pixels }) => pixels),
    misreads.map(({ label, guess, confidence }) => [
      `label ${name(label)}`,
      `guess ${name(guess)}  ${confidence.toFixed(2)}`,
    ]),
    options,
  );
}
