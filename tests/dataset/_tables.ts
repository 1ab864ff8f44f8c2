/**
 * Small CSV tables, each in a temporary folder.
 *
 * @module
 */

import type { Dataset, DatasetSpec } from "../../lib/dataset/mod.ts";
import { loadDataset, type LoadOptions } from "../../lib/disk/load_dataset.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { inTemporaryFolder } from "./_fixture.ts";
import { DISK, needing } from "../_needing.ts";

/** The spec of all tables, without its `dataset`. */
export const base: DatasetSpec = {
  inputs: { scale: [0, 1] },
  labels: { oneHot: [0, 1] },
  precision: "float64",
  loss: { type: "crossEntropy", reduction: "mean" },
};

/** Writes a table and loads it with the spec above and its changes. */
export type Load = (
  csv: string | Uint8Array,
  dataset?: Partial<CsvDataset>,
  spec?: Partial<DatasetSpec>,
  options?: LoadOptions,
) => Promise<Dataset>;

/** Registers a test that writes and loads tables. */
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

/** Three rows of a number, a name with a comma, and a label. */
export const fruit = `size,colour,kind
1,red,apple
3,"green, or so",pear
5,red,apple
`;
