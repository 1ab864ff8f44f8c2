/**
 * Misread images side by side, each with its label, its prediction and the
 * confidence.
 *
 * @module
 */

import { className, gallery, type GalleryOptions } from "./_gallery.ts";
import type { Misread } from "./misreads.ts";

/** Options of the text. */
export type MisreadTextOptions = GalleryOptions;

/**
 * Draws misread images side by side, in rows that fit the width. Each image is
 * centered, and the empty margin of the image is removed.
 *
 * @param misreads The misread images, as `misreads` returns them.
 * @returns The lines of the text, joined by line ends; empty if there are no
 * misread images.
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
