/**
 * Cross-validation before a run. The score of each finished fold is written to the
 * run's record, so a resumed run does not repeat the fold.
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

/** The network, data and settings of a run. */
export interface RunParts {
  /** The network before training. */
  readonly mlp: Mlp;
  /** The data set. */
  readonly data: Dataset;
  /** Whether stdout is one JSON document, without progress messages. */
  readonly json: boolean;
  /** Whether to write report.html. */
  readonly page?: boolean;
  /** The largest number of threads (default: the number that is expected to be fastest). */
  readonly threads?: number | undefined;
  /**
   * An object with the abort signal that stops the run when the user interrupts
   * it, for example with Ctrl-C.
   */
  readonly interrupts: Pick<Interrupts, "signal">;
}

/** Trains and scores the folds of the spec; returns `undefined` if the spec has no folds. */
export async function trainFolds(
  folder: RunFolder,
  { mlp, data, json, threads, interrupts }: RunParts,
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
  let written = Promise.resolve(); // the record is written by one fold at a time
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
