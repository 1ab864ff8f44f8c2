/**
 * Folds before a run: each is scored as it is done and kept in the run's record,
 * so that a run that was stopped does none of them twice.
 *
 * @module
 */

import {
  crossValidate,
  type CrossValidation,
  type FoldFigures,
  type Mlp,
} from "../mlp/mod.ts";
import { engineNamed } from "../engine/mod.ts";
import { foldLine } from "../report/mod.ts";
import type { RunFolder } from "../disk/mod.ts";
import type { Dataset } from "../dataset/mod.ts";
import type { Interrupts } from "./interrupt.ts";
import { asRecorded } from "./run_record.ts";
import { say } from "./terminal.ts";

/** What a run is carried out with. */
export interface Means {
  /** The network, at its beginning. */
  readonly mlp: Mlp;
  /** What it learns from. */
  readonly data: Dataset;
  /** Whether stdout is for one JSON document, and nothing is narrated. */
  readonly json: boolean;
  /** Whether to draw a page of it. */
  readonly page?: boolean;
  /** The most threads; as many as help unless given. */
  readonly threads?: number | undefined;
  /** What may stop it. */
  readonly interrupts: Pick<Interrupts, "signal">;
}

/** Cross-validates, where the spec has folds. */
export async function doFolds(
  folder: RunFolder,
  { mlp, data, json, threads, interrupts }: Means,
): Promise<CrossValidation | undefined> {
  const { spec } = mlp, { signal } = interrupts;
  const { train, columns, rows } = asRecorded(data, folder.record);
  const count = spec.validation?.folds;
  if (count === undefined) return undefined;
  const show = (fold: FoldFigures) => {
    if (!json) say(foldLine(fold, count));
  };
  const done = folder.record.folds ?? [];
  done.forEach(show);
  let written = Promise.resolve(); // one after another, as folds are not
  const result = await crossValidate(spec, train.inputs, train.targets, {
    columns: spec.inputs.standardize === false ? undefined : columns,
    rows,
    data,
    task: mlp.task,
    engine: engineNamed(mlp.engine),
    ...{ threads, done, signal },
    onFold(fold) {
      show(fold);
      const write = async () => {
        const folds = [...folder.record.folds ?? [], fold];
        await folder.write({ folds });
      };
      return written = written.then(write);
    },
  });
  if (!json) say("");
  return result;
}
