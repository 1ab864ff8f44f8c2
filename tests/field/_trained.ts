/**
 * Trains networks on small data, to test their reports.
 *
 * @module
 */

import {
  compile,
  type Dataset,
  loadDataset,
  type Mlp,
  parseSpec,
  type Spec,
} from "../../mod.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";
import { scoredOf } from "../../lib/dataset/mod.ts";
import { evaluate, type Evaluation } from "../../lib/report/mod.ts";

/** A network, its data, and its evaluation. */
export interface Trained {
  readonly mlp: Mlp;
  readonly data: Dataset;
  readonly on: Evaluation;
}

/** Trains the network of a spec in YAML whose files are in `folder`. */
export async function trained(yaml: string, folder = "."): Promise<Trained> {
  const data = await loaded(parseSpec(yaml), folder);
  const mlp = compile(parseSpec(yaml), { data });
  const { inputs, targets } = data.train;
  await mlp.train(inputs, targets);
  return { mlp, data, on: evaluate(mlp, scoredOf(data)) };
}

/** Loads the data of a spec. */
export async function loaded(spec: Spec, folder: string): Promise<Dataset> {
  return await loadDataset(spec, { folders: [folder] });
}

/** Registers a test with a table in its own folder. */
export function withTable(
  name: string,
  work: (
    write: (csv: string) => void,
    folder: string,
    t: Deno.TestContext,
  ) => Promise<void>,
): void {
  Deno.test({
    ...needing(name, DISK),
    fn: (t) =>
      inTemporaryFolder((folder) =>
        work(
          (csv) => Deno.writeTextFileSync(`${folder}/t.csv`, csv),
          folder,
          t,
        )
      ),
  });
}
