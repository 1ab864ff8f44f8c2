/**
 * Images side by side, each with a caption.
 *
 * @module
 */

import { paint, styles } from "./_ansi.ts";
import { around, inkBox, pictureLines, resize } from "./picture.ts";
import { clip, padRight, widthOf } from "./_text.ts";
import { printable } from "./printable.ts";

/** Options of a gallery. */
export interface GalleryOptions {
  /** Width and height of each image in pixels. */
  readonly image: { readonly width: number; readonly height: number };
  /** The names of the classes (default: their numbers). */
  readonly classes?: readonly string[] | undefined;
  /** Whether to use ANSI colors. */
  readonly color?: boolean | undefined;
  /** The width of the terminal, in columns. */
  readonly width?: number | undefined;
}

const gap = 3;
const across = 20; // small images are enlarged to about this many columns

/** The name of a class, for a caption. */
export function className(c: number, classes: readonly string[]): string {
  return clip(printable(classes[c] ?? `${c}`), 24);
}

/**
 * Draws images side by side, in rows that fit the width. Each image is
 * centered, and the empty margin of the image is removed.
 *
 * @param captions The caption of each image, as a list of parts. If all
 *   captions are short, the parts are joined to one line; otherwise, each part
 *   has its own line.
 * @returns The lines of the text, joined by line ends; empty if there are no
 * images.
 */
export function gallery(
  pixels: readonly Uint8Array[],
  captions: readonly (readonly string[])[],
  { image, color = false, width = 80 }: GalleryOptions,
): string {
  if (pixels.length === 0) return "";
  const pictures = pixels.map((pixels) => ({ ...image, pixels }));
  const boxes = pictures.map(inkBox);
  const window = { // one size for all images: the largest drawing with a margin of one pixel
    width: 2 + Math.max(...boxes.map((box) => box.width)),
    height: 2 + Math.max(...boxes.map((box) => box.height)),
  };
  const enlarged = Math.floor(Math.min(across, width) / window.width);
  const scale = enlarged || Math.min(1, width / window.width);
  const drawn = pictures.map((picture, m) =>
    resize(picture, around(boxes[m], window), scale)
  );

  const joined = captions.map((words) => [words.join("  ")]);
  const oneLine = joined.every(([words]) => widthOf(words) <= 24);
  const texts = oneLine ? joined : captions;

  const cell = Math.min(
    width,
    Math.max(drawn[0].width, ...texts.flat().map(widthOf)),
  );
  const fit = Math.max(1, Math.floor((width + gap) / (cell + gap)));
  const rows = Math.ceil(pixels.length / fit);
  const perRow = Math.ceil(pixels.length / rows); // six images in two rows: 3 and 3, not 4 and 2
  const blocks = drawn.map((picture, m) => [
    ...pictureLines(picture, color)
      .map((line) => line + " ".repeat(cell - picture.width)),
    ...texts[m].map((text) => {
      const fitted = padRight(clip(text, cell), cell);
      return paint(fitted, styles.bold, color);
    }),
  ]);
  const lines: string[] = [];
  for (let from = 0; from < blocks.length; from += perRow) {
    const side = blocks.slice(from, from + perRow);
    if (from > 0) lines.push("");
    lines.push(
      ...side[0].map((_, line) =>
        side.map((block) => block[line]).join(" ".repeat(gap)).trimEnd()
      ),
    );
  }
  return lines.join("\n");
}
