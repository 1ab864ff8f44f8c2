/**
 * Small tables of CSV, each in a folder of its test's own.
 *
 * @module
 */

import type { Dataset, DatasetSpec } from "../../lib/dataset/mod.ts";
import { loadDataset, type LoadOptions } from "../../lib/disk/load_dataset.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { inTemporaryFolder } from "./_fixture.ts";
import { DISK, needing } from "../_needing.ts";

/** The spec of every table, but for its `dataset`. */
export const base: DatasetSpec = {
  inputs: { scale: [0, 1] },
  labels: { oneHot: [0, 1] },
  precision: "float64",
  loss: { type: "crossEntropy", reduction: "mean" },
};

/** Writes a table and loads it, by the spec above with what is changed in it. */
export type Load = (
  csv: string | Uint8Array,
  dataset?: Partial<CsvDataset>,
  spec?: Partial<DatasetSpec>,
  options?: LoadOptions,
) => Promise<Dataset>;

/** A test that loads tables which it writes itself. */
export function withTables(
  name: string,
  work: (load: Load, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({
    ...needing(name, DISK),
    fn: (t) =>
      inTemporaryFolder((folder) =>
        work(async (csv, dataset, spec, options) => {
          const bytes = typeof csv === "string"
            ? new TextEncoder().encode(csv)
            : csv;
          await Deno.writeFile(`${folder}/t.csv`, bytes);
          return await loadDataset({
            ...base,
            dataset: { csv: "t.csv", label: "kind", ...dataset },
            ...spec,
          }, { folders: [folder], ...options });
        }, t)
      ),
  });
}

/** Three rows of a number, a word with a comma, and a label. */
export const fruit = `size,colour,kind
1,red,apple
3,"green, or so",pear
5,red,apple
`;
