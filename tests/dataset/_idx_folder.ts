/**
 * IDX files in a temporary folder.
 *
 * @module
 */

import type { DatasetSpec } from "../../lib/dataset/mod.ts";
import { encodeIdx, type Idx } from "../../lib/format/idx.ts";
import { loadDataset, type LoadOptions } from "../../lib/disk/load_dataset.ts";
import { inTemporaryFolder } from "./_fixture.ts";
import { DISK, needing } from "../_needing.ts";

const base = {
  inputs: { scale: [0, 1] },
  labels: { oneHot: [0, 1] },
  precision: "float32",
} as const;

/** The names of the files. */
export const train = { images: "a", labels: "b" };
const test = { images: "c", labels: "d" };

/**
 * Three training images of two by one, and one test image. There are three
 * classes, one of which has no training image.
 */
export const files: Record<string, Idx> = {
  a: { shape: [3, 2, 1], data: Uint8Array.of(0, 1, 2, 3, 4, 255) },
  b: { shape: [3], data: Uint8Array.of(0, 1, 0) },
  c: { shape: [1, 2, 1], data: Uint8Array.of(9, 8) },
  d: { shape: [1], data: Uint8Array.of(2) },
};

/** Registers a test whose folder has the files above, with changes. */
export function inFolder(
  name: string,
  work: (load: Load, folder: string, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({
    ...needing(name, DISK),
    fn: (t) =>
      inTemporaryFolder(async (folder) => {
        await work(
          async (changed, spec, options) => {
            for (
              const [file, idx] of Object.entries({ ...files, ...changed })
            ) {
              Deno.writeFileSync(
                `${folder}/${file}`,
                idx instanceof Uint8Array ? idx : encodeIdx(idx),
              );
            }
            return await loadDataset(
              { ...base, dataset: { idx: { train, test } }, ...spec },
              { folders: [folder], ...options },
            );
          },
          folder,
          t,
        );
      }),
  });
}

/** Writes the files and loads them with a changed spec. */
export type Load = (
  changed?: Record<string, Idx | Uint8Array>,
  spec?: Partial<DatasetSpec>,
  options?: LoadOptions,
) => ReturnType<typeof loadDataset>;
