/**
 * A sheet of augmented images: each row has one original image of a class, then
 * the augmented versions of this image in the first epochs.
 *
 * @module
 */

import type { AugmentSpec } from "../spec/mod.ts";
import { distorter } from "./augment.ts";
import type { Dataset } from "./examples.ts";
import { encodePng, type Picture } from "../image/mod.ts";

/** The number of augmented images beside each original image. */
const BESIDE = 9;

/** The factor by which the sheet is enlarged. */
const ENLARGED = 2;

/** Rows of images of the same size, with a label for each row. */
export interface Sheet {
  readonly rows: readonly {
    readonly label: number;
    readonly pixels: readonly Uint8Array[];
  }[];
  readonly image: { readonly width: number; readonly height: number };
}

/**
 * Makes a sheet from a data set of images.
 *
 * @param seed The random seed; training with this seed uses the augmented
 *   images that the sheet shows.
 */
export function sheetOf(
  { train: { inputs, targets }, image }: Dataset,
  spec: AugmentSpec,
  seed: number,
): Sheet {
  const { columns } = inputs, distort = distorter(image!, spec);
  const labels = Array.from({ length: targets.columns }, (_, label) => label);
  const rows = labels.map((label) => {
    const first = firstOf(targets, label), from = first * columns;
    const source = inputs.data.slice(from, from + columns) as Uint8Array;
    const distorted = Array.from(
      { length: BESIDE },
      (_, e) => distort({ source, first, seed, epoch: e + 1 }),
    );
    return { label, pixels: [source, ...distorted] };
  });
  return { rows, image: image! };
}

/** The index of the first example of a class. */
function firstOf(
  { data, columns }: Dataset["train"]["targets"],
  label: number,
): number {
  const largest = Math.max(...data.subarray(0, columns));
  for (let b = 0; b * columns < data.length; b++) {
    if (data[b * columns + label] === largest) return b;
  }
  return 0;
}

/** Encodes a sheet as a PNG file, with a gap after the first column. */
export async function sheetPng({ rows, image }: Sheet): Promise<Uint8Array> {
  const { width, height } = image, gap = ENLARGED * 4;
  const across = rows[0].pixels.length;
  const size = {
    width: across * width * ENLARGED + gap,
    height: rows.length * height * ENLARGED,
  };
  const pixels = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const row = Math.floor(y / (height * ENLARGED));
    const from = Math.floor(y / ENLARGED) % height * width;
    for (let x = 0; x < size.width; x++) {
      const inGap = x >= width * ENLARGED && x < width * ENLARGED + gap;
      const at = x < width * ENLARGED ? x : x - gap;
      const column = Math.floor(at / (width * ENLARGED));
      pixels[y * size.width + x] = inGap ? 255 : rows[row]
        .pixels[column][from + Math.floor(at / ENLARGED) % width];
    }
  }
  return await encodePng({ ...size, pixels } satisfies Picture);
}
