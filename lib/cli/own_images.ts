/**
 * What is said and drawn of images that are predicted.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import type { Mlp } from "../mlp/mod.ts";
import { pictureLines } from "../report/mod.ts";
import type { Flags } from "./flags.ts";
import { shownPath } from "./paths.ts";
import { hasColor, say } from "./terminal.ts";

/** Of how many images it is said what was done to them. */
const MOST_NOTES = 10;

/** Says what was done to images: of many files, to the first ones. */
export class FitNotes {
  readonly #isUnknown: boolean;
  #count = 0;

  /** Whether the network knows how its images look. */
  constructor({ fitted: { image, form } }: Mlp, flags: Flags) {
    this.#isUnknown = image !== undefined && !form && !flags.has("as-is");
  }

  /** Says it of one file. */
  say(file: string, fit: string): void {
    if (++this.#count === 1 && this.#isUnknown) {
      say(
        "note: images are only resized, as with --as-is, since the model does not say how its training images look, as those trained by an earlier version or on images below 8 x 8; train it again for images to be brought to that form",
      );
    }
    if (this.#count <= MOST_NOTES) say(`${shownPath(file)}: ${fit}`);
  }

  /** Says how many images were not told of. */
  end(): void {
    const more = this.#count - MOST_NOTES;
    if (more > 0) say(`${more} more images were fitted likewise`);
  }
}

/** Draws images as the network sees them. */
export function show(
  inputs: Frame | ByteFrame,
  { fitted: { image } }: Mlp,
): void {
  if (!image || !("scale" in inputs)) return;
  const color = hasColor(Deno.stderr);
  for (let r = 0; r < inputs.rows; r++) {
    const { data: pixels } = rowsFrom(inputs, r, 1);
    say(pictureLines({ ...image, pixels }, color).join("\n"));
  }
}

/** Some rows of a frame, not copied. */
export function rowsFrom<Rows extends Frame | ByteFrame>(
  frame: Rows,
  from: number,
  most: number,
): Rows {
  const { columns } = frame, rows = Math.min(most, frame.rows - from);
  const data = frame.data.subarray(from * columns, (from + rows) * columns);
  return { ...frame, rows, data };
}
