/**
 * Networks trained on small data, for tests of what is said of them.
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

/** A network, its data, and what a report says of it. */
export interface Trained {
  readonly mlp: Mlp;
  readonly data: Dataset;
  readonly on: Evaluation;
}

/** Trains from a spec in YAML whose files are in a folder. */
export async function trained(yaml: string, folder = "."): Promise<Trained> {
  const data = await loaded(parseSpec(yaml), folder);
  const mlp = compile(parseSpec(yaml), { data });
  const { inputs, targets } = data.train;
  await mlp.train(inputs, targets);
  return { mlp, data, on: evaluate(mlp, scoredOf(data)) };
}

/** Loads what a spec learns from. */
export async function loaded(spec: Spec, folder: string): Promise<Dataset> {
  return await loadDataset(spec, { folders: [folder] });
}

/** A test in a folder that has a table. */
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
