/**
 * Trains a network with the best settings of a sweep on all training examples,
 * and scores the network once on the test set.
 *
 * @module
 */

import { exampleFacts } from "../dataset/mod.ts";
import { findRecord, RunFolder } from "../disk/mod.ts";
import { compile, fittedOf, type RunRecord } from "../mlp/mod.ts";
import { medianEpochs, type Ranked } from "../report/mod.ts";
import { trainAndSave } from "./run_training.ts";
import type { Interrupts } from "./interrupt.ts";
import { learnedRows } from "./learned.ts";
import { isOnDisk, load, loadExact, withLabelsOf } from "./loading.ts";
import { newRecord } from "./run_record.ts";
import type { SweepFolder } from "./sweep_folder.ts";
import type { SweepLoading } from "./sweep_run.ts";

/**
 * Trains a network with the best settings of a sweep, in the folder `best/` of
 * the sweep. If `best/` already contains a finished run with these settings,
 * the function only returns the record of that run.
 *
 * @param best The settings with the best metric.
 * @returns The record of the run in the folder `best/`.
 */
export async function refit(
  sweep: SweepFolder,
  best: Ranked,
  { loading, interrupts }: {
    readonly loading: SweepLoading;
    readonly interrupts: Interrupts;
  },
): Promise<RunRecord> {
  const { trials, bestPath: path } = sweep, { maxMemory } = loading;
  const epochs = medianEpochs(best), { index, settings } = best;
  const sha256 = await sweep.hash(["best", settings, epochs]);
  const known = await findRecord(path);
  const isDone = (record: RunRecord) =>
    record.status === "done" && record.trial?.sha256 === sha256;
  if (known && isDone(known)) return known;
  const first = trials.refitSpec(index, epochs, { maxMemory });
  const { folders } = loading, options = { ...loading.options, quiet: true };
  const onDisk = isOnDisk(first);
  const isScaled = trials.isWritten(index, ["inputs", "scale"]);
  const whole = onDisk
    ? await loadExact(first, {
      ...options,
      ...{ folders, isScaled, maxBytes: maxMemory },
    })
    : await load(first, options);
  const examples = onDisk ? exampleFacts(whole) : undefined;
  const spec = trials.refitSpec(index, epochs, { maxMemory, examples });
  const data = onDisk ? withLabelsOf(spec, whole) : whole;
  const mlp = compile(spec);
  mlp.fitted = fittedOf(data);
  const record = {
    ...await newRecord(mlp, data, {
      ...{ maxMemory, data: options.data },
      ...(onDisk && { folders }),
    }, navigator.hardwareConcurrency),
    trial: { index, settings, sha256 },
  };
  const { signal } = interrupts;
  using folder = (await RunFolder.take(path, record, { waits: true, signal }))!;
  if (isDone(folder.record)) return folder.record;
  if (folder.record.trial?.sha256 !== sha256) await folder.beginAnew(record);
  const { checkpoint } = await folder.newest(mlp.plan, {
    examples: learnedRows(spec, data.train.inputs.rows),
    epochs,
  });
  await folder.rewindLog(checkpoint?.figures ?? []);
  await folder.write({ status: "training" });
  await trainAndSave(folder, { mlp, data, json: true, interrupts }, checkpoint);
  return folder.record;
}
