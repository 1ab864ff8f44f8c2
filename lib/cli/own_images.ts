/**
 * What is said and drawn of images that are predicted.
 *
 * @module
 */

import type { Fit } from "../dataset/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { Mlp } from "../mlp/mod.ts";
import { pictureLines } from "../report/mod.ts";
import { imageOf } from "../spec/mod.ts";
import { type Flags, UsageError } from "./flags.ts";
import { shownPath } from "./paths.ts";
import { hasColor, say } from "./terminal.ts";

/** Of how many images it is said what was done to them. */
const MOST_NOTES = 10;

/** Says what was done to images: of many files, to the first ones. */
export class FitNotes {
  readonly #isUnknown: boolean;
  readonly #more = new Map<string, number>();
  #count = 0;

  /** Whether the network knows how its images look. */
  constructor({ fitted: { image, form } }: Mlp, flags: Flags) {
    this.#isUnknown = image !== undefined && !form && !flags.has("as-is");
  }

  /** Says it of one file. */
  say(file: string, { kind, said, reachesEdges }: Fit): void {
    if (++this.#count === 1 && this.#isUnknown) {
      say(
        "note: images are only resized, as with --as-is, since the model does not say how its training images look, as those trained by an earlier version or on images below 8 x 8; train it again for images to be brought to that form",
      );
    }
    if (this.#count <= MOST_NOTES) say(`${shownPath(file)}: ${said}`);
    else this.#more.set(kind, (this.#more.get(kind) ?? 0) + 1);
    if (reachesEdges) {
      say(
        `note: ${
          shownPath(file)
        }: the drawing reaches the edges of the image; crop it to the drawing alone if the answer is wrong`,
      );
    }
  }

  /** Says how many images of each kind were not told of. */
  end(): void {
    const more = this.#count - MOST_NOTES;
    if (more <= 0) return;
    const kinds = [...this.#more].map(([kind, count]) => `${count} ${kind}`);
    say(`${more} more image${more === 1 ? "" : "s"}: ${kinds.join("; ")}`);
  }
}

/** Draws images as the network sees them. */
export function show(
  inputs: Frame | ByteFrame,
  { fitted: { image } }: Mlp,
): void {
  if (!image || !("scale" in inputs)) return; // `run` refuses --show then
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

/**
 * Refuses to draw what a network sees that reads no gray images.
 *
 * @throws {UsageError} If it does not.
 */
export function mustReadGray({ fitted, spec }: Mlp): void {
  if (fitted.image) return;
  const seen = imageOf(spec)?.[2] === 3 ? "color images" : "numbers";
  throw new UsageError(
    `--show must be with a network that reads gray images: found one that reads ${seen}`,
  );
}
