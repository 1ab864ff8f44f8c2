/**
 * Runs the training of a run folder to its end: trains the network, saves the
 * model, prints the report and writes the record.
 *
 * @module
 */

import type { Dataset } from "../dataset/mod.ts";
import { encodeModel } from "../mlp/mod.ts";
import {
  evaluationJson,
  jsonReport,
  reportRun,
  type RunReport,
  textReport,
} from "../report/mod.ts";
import {
  type Checkpoint,
  DivergenceError,
  type Progress,
  type TrainOptions,
  type TrainResult,
} from "../train/mod.ts";
import { sha256 } from "../format/mod.ts";
import { type RunFolder, SaveError, writeWhole } from "../disk/mod.ts";
import { thousands } from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import { doFolds, type Means } from "./folds.ts";
import { Interruption } from "./interrupt.ts";
import { epochsOf, learnedRows } from "./learned.ts";
import { quoted, shownPath } from "./paths.ts";
import { goOnCommand, neededFlags } from "./run_places.ts";
import { print } from "./safe.ts";
import { EpochDisplay, look, say } from "./terminal.ts";

/**
 * Trains a run's network, saves the model, scores it and writes the record.
 *
 * @param from The checkpoint to resume from; default: a new training.
 */
export async function complete(
  folder: RunFolder,
  means: Means,
  from?: Checkpoint,
): Promise<RunReport> {
  const { mlp, data, json } = means;
  const file = "model.safetensors", path = `${folder.path}/${file}`;
  const save = async () => {
    const bytes = await encodeModel(mlp);
    const [hash] = await Promise.all([sha256(bytes), writeWhole(path, bytes)]);
    return { file, bytes: bytes.length, sha256: hash };
  };
  let epochs = from?.figures.length ?? 0; // completed epochs
  let place = from;
  try {
    const folds = await doFolds(folder, means);
    const result = await learn(means, {
      from,
      onEpoch({ epoch, loss, accuracy, validation, elapsedMs }) {
        const at = new Date().toISOString();
        folder.log({ epoch, loss, accuracy, validation, elapsedMs, at });
        epochs = epoch;
      },
      async onCheckpoint(checkpoint) {
        await folder.saveCheckpoint(checkpoint, mlp.plan);
        place = checkpoint;
      },
    });
    if (!json) say("");
    const model = await save();
    await folder.rewindLog(epochsOf(result)); // another process may have written, too
    const report = reportRun(mlp, data, {
      ...{ result, folds },
      model: shownModel(path),
    });
    await folder.write({
      status: "done",
      error: undefined,
      ended: new Date().toISOString(),
      epochs: epochsOf(result),
      best: result.best,
      ...evaluationJson(report),
      model,
    });
    return report;
  } catch (error) {
    const wasInterrupted = error instanceof Interruption;
    const hasLearned = error instanceof DivergenceError && epochs > 0;
    const model = hasLearned ? await save().catch(() => undefined) : undefined;
    const message = wasInterrupted
      ? interruption(folder, means, place)
      : failure(folder, error, model && shownModel(path));
    await folder.write({
      model,
      status: statusOf(error),
      ended: new Date().toISOString(),
      error: wasInterrupted ? undefined : String((error as Error).message),
    }).catch(() => {}); // the error may be a full disk
    if (wasInterrupted) throw new Interruption(message);
    if (message && !json) say(message);
    throw error;
  }
}

/**
 * Trains, saves and reports.
 *
 * @param from The checkpoint to resume from (default: the start of the training).
 * @returns The exit code.
 */
export async function carryOut(
  folder: RunFolder,
  means: Means,
  from?: Checkpoint,
): Promise<number> {
  const { data, json, interrupts: { signal } } = means;
  const report = await complete(folder, means, from);
  print(
    json ? jsonReport(report) : textReport(report, look()),
    json,
  );
  if (means.page) {
    const page = await writePage(folder, means, report);
    if (!json) print(`report: ${page}`);
  }
  if (!json) {
    const run = `${quoted(shownPath(folder.path))}${
      neededFlags(folder.record)
    }`;
    const verbs = [
      "explain",
      ...data.image ? ["explain --layers"] : [],
      "evaluate",
    ];
    say(
      `\nto look closer:\n${
        verbs.map((verb) => `  ${COMMAND} ${verb} ${run}`).join("\n")
      }`,
    );
  }
  if (!signal.aborted) return 0;
  say("interrupted after training: the run is complete and saved");
  return 130;
}

/** Writes the HTML report into the run's folder, and returns its path. */
async function writePage(
  { path, record }: RunFolder,
  { mlp, data }: Means,
  evaluation: RunReport,
): Promise<string> {
  const { htmlReport } = await import("../report/page/mod.ts");
  const { name } = mlp.spec, file = `${path}/report.html`;
  const page = await htmlReport([{ name, record, evaluation, mlp, data }]);
  await writeWhole(file, new TextEncoder().encode(page));
  return shownModel(file);
}

/** Trains the network, and shows each epoch. */
export async function learn(
  { mlp, data, json, interrupts: { signal } }: Means,
  { onEpoch, ...options }: Omit<TrainOptions, "onEpoch"> & {
    readonly onEpoch?: (progress: Progress) => void;
  } = {},
): Promise<TrainResult> {
  const unit = unitOf(data);
  const { rows } = data.train.inputs, { validation } = data;
  const held = rows - learnedRows(mlp.spec, rows);
  if (held > 0 && !json) {
    say(
      `validation: ${thousands(held)} of the ${thousands(rows)} are held out\n`,
    );
  }
  const display = new EpochDisplay(mlp.spec.epochs, unit, json);
  try {
    return await mlp.train(data.train.inputs, data.train.targets, {
      ...options,
      ...(validation && {
        validation: { inputs: validation.inputs, labels: validation.targets },
      }),
      signal,
      now: () => performance.now(),
      onProgress: (progress) => display.progress(progress),
      onEpoch(progress) {
        display.epoch(progress);
        onEpoch?.(progress);
      },
    });
  } finally {
    display.clear();
  }
}

/**
 * Describes how far a checkpoint got: `epoch 3 of 5, after 1,280 of 60,000
 * images`.
 */
export function placeText(
  { figures, sums }: Checkpoint,
  { mlp, data }: Pick<Means, "mlp" | "data">,
): string {
  const { epochs } = mlp.spec;
  const learned = learnedRows(mlp.spec, data.train.inputs.rows);
  if (sums.examples === 0) return `after epoch ${figures.length} of ${epochs}`;
  return `in epoch ${figures.length + 1} of ${epochs}, after ${
    thousands(sums.examples)
  } of ${thousands(learned)} ${unitOf(data)}`;
}

function unitOf({ image }: Dataset): string {
  return image ? "images" : "examples";
}

/** Shows a path in `runs/` unchanged, and another path as the user typed it. */
function shownModel(path: string): string {
  return path.startsWith("runs/") ? path : shownPath(path);
}

function interruption(
  { path, record }: RunFolder,
  means: Means,
  place: Checkpoint | undefined,
): string {
  const { folds } = record;
  const all = means.mlp.spec.validation?.folds;
  const saved = place
    ? `saved ${placeText(place, means)}`
    : folds
    ? `${folds.length} of ${all} folds are trained`
    : "training had not started";
  return `interrupted: ${saved}; to resume:\n  ${goOnCommand(path, record)}`;
}

/** Advice for a failed run, printed after its error message. */
function failure(
  { path, record }: RunFolder,
  error: unknown,
  saved: string | undefined,
): string | undefined {
  if (error instanceof SaveError) {
    return `once there is free space and permission to write, resume with:\n  ${
      goOnCommand(path, record)
    }`;
  }
  if (saved === undefined) return undefined;
  return `the last finite weights are saved in ${saved}; to evaluate them:\n  ${COMMAND} evaluate ${
    quoted(shownPath(path))
  }`;
}

function statusOf(error: unknown): "interrupted" | "diverged" | "failed" {
  if (error instanceof Interruption) return "interrupted";
  return error instanceof DivergenceError ? "diverged" : "failed";
}
