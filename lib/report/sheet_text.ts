/**
 * Distorted training images as text: a row for each class, which begins with the
 * undistorted image.
 *
 * @module
 */

import type { Sheet } from "../dataset/mod.ts";
import { className, gallery, type GalleryOptions } from "./_gallery.ts";

/** The number of columns of one image, including the gap after the image. */
const EACH = 23;

/** The largest number of images in a row. */
const MOST = 6;

/**
 * Draws a row of images for each class, with as many images as fit the width,
 * at most six.
 */
export function sheetText(
  { rows, image }: Sheet,
  { classes = [], color, width = 80 }: Omit<GalleryOptions, "image">,
): string {
  const fit = Math.max(2, Math.min(MOST, Math.floor(width / EACH)));
  return rows.map(({ label, pixels }) => {
    const some = pixels.slice(0, fit);
    const captions = some.map((_, p) => [
      p === 0 ? className(label, classes) : `epoch ${p}`,
    ]);
    return gallery(some, captions, { image, color, width });
  }).join("\n\n");
}
