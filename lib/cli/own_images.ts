/**
 * Prints notes about the images that `predict` reads, and draws these images in the terminal.
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

/**
 * The largest number of images for which a note says how the image was
 * converted to look like the training images.
 */
const MOST_NOTES = 10;

/**
 * Prints how images were converted to look like the training images: one line
 * for each of the first images, and a summary of the other images.
 */
export class FitNotes {
  readonly #isUnknown: boolean;
  readonly #more = new Map<string, number>();
  #count = 0;

  /**
   * Finds out whether the model stores properties of its training images, such
   * as the brightness of the background.
   */
  constructor({ fitted: { image, form } }: Mlp, flags: Flags) {
    this.#isUnknown = image !== undefined && !form && !flags.has("as-is");
  }

  /** Prints the note about one file. */
  say(file: string, { kind, said, reachesEdges }: Fit): void {
    if (++this.#count === 1 && this.#isUnknown) {
      say(
        "note: images are only resized, as with --as-is, since the model does not describe its training images (the model is from an earlier version, or its images are smaller than 8 x 8)",
      );
    }
    if (this.#count <= MOST_NOTES) say(`${shownPath(file)}: ${said}`);
    else this.#more.set(kind, (this.#more.get(kind) ?? 0) + 1);
    if (reachesEdges) {
      say(
        `note: ${
          shownPath(file)
        }: the drawing reaches the edges of the image; if the prediction is wrong, crop the image to the drawing`,
      );
    }
  }

  /** Prints a summary of the images for which no note was printed. */
  end(): void {
    const more = this.#count - MOST_NOTES;
    if (more <= 0) return;
    const kinds = [...this.#more].map(([kind, count]) => `${count} ${kind}`);
    say(`${more} more image${more === 1 ? "" : "s"}: ${kinds.join("; ")}`);
  }
}

/** Draws each image after its conversion to the inputs of the network. */
export function show(
  inputs: Frame | ByteFrame,
  { fitted: { image } }: Mlp,
): void {
  if (!image || !("scale" in inputs)) return; // `run` has rejected --show
  const color = hasColor(Deno.stderr);
  for (let r = 0; r < inputs.rows; r++) {
    const { data: pixels } = rowsFrom(inputs, r, 1);
    say(pictureLines({ ...image, pixels }, color).join("\n"));
  }
}

/**
 * A view of some rows of a matrix (a `Frame` or `ByteFrame`); the data is not
 * copied.
 */
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
 * Checks that the network reads grayscale images. `--show` can draw only
 * grayscale images.
 *
 * @throws {UsageError} If the network reads color images or numbers.
 */
export function mustReadGray({ fitted, spec }: Mlp): void {
  if (fitted.image) return;
  const seen = imageOf(spec)?.[2] === 3 ? "color images" : "numbers";
  throw new UsageError(
    `--show must be used with a network that reads grayscale images: found a network that reads ${seen}`,
  );
}
