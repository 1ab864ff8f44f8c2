/**
 * Trains the network of a run folder, saves the model, writes the record and prints
 * the report.
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
import { type RunParts, trainFolds } from "./folds.ts";
import { Interruption } from "./interrupt.ts";
import { epochsOf, learnedRows } from "./learned.ts";
import { quoted, shownPath } from "./paths.ts";
import { neededFlags, resumeCommand } from "./run_places.ts";
import { print } from "./safe.ts";
import { EpochDisplay, look, say } from "./terminal.ts";

/**
 * Trains the network of a run, saves the model, scores the network and writes the
 * record.
 *
 * @param from The checkpoint to resume from (default: none; training starts with
 *   epoch 1).
 */
export async function trainAndSave(
  folder: RunFolder,
  parts: RunParts,
  from?: Checkpoint,
): Promise<RunReport> {
  const { mlp, data, json } = parts;
  const file = "model.safetensors", path = `${folder.path}/${file}`;
  const save = async () => {
    const bytes = await encodeModel(mlp);
    const [hash] = await Promise.all([sha256(bytes), writeWhole(path, bytes)]);
    return { file, bytes: bytes.length, sha256: hash };
  };
  let epochs = from?.figures.length ?? 0; // completed epochs
  let place = from;
  try {
    const folds = await trainFolds(folder, parts);
    const result = await learn(parts, {
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
    await folder.rewindLog(epochsOf(result)); // keeps only the lines of these epochs, because another process may also have written to the log
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
      ? interruption(folder, parts, place)
      : failure(folder, error, model && shownModel(path));
    await folder.write({
      model,
      status: statusOf(error),
      ended: new Date().toISOString(),
      error: wasInterrupted ? undefined : String((error as Error).message),
    }).catch(() => {}); // writing fails if the disk is full; the error below is still reported
    if (wasInterrupted) throw new Interruption(message);
    if (message && !json) say(message);
    throw error;
  }
}

/**
 * Trains the network of a run, saves the model and prints the report.
 *
 * @param from The checkpoint to resume from (default: none; training starts with
 *   epoch 1).
 * @returns The exit code.
 */
export async function trainAndReport(
  folder: RunFolder,
  parts: RunParts,
  from?: Checkpoint,
): Promise<number> {
  const { data, json, interrupts: { signal } } = parts;
  const report = await trainAndSave(folder, parts, from);
  print(
    json ? jsonReport(report) : textReport(report, look()),
    json,
  );
  if (parts.page) {
    const page = await writePage(folder, parts, report);
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
      `\nto see more of this run:\n${
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
  { mlp, data }: RunParts,
  evaluation: RunReport,
): Promise<string> {
  const { htmlReport } = await import("../report/page/mod.ts");
  const { name } = mlp.spec, file = `${path}/report.html`;
  const page = await htmlReport([{ name, record, evaluation, mlp, data }]);
  await writeWhole(file, new TextEncoder().encode(page));
  return shownModel(file);
}

/** Trains the network, and prints the metrics of each epoch. */
export async function learn(
  { mlp, data, json, interrupts: { signal } }: RunParts,
  { onEpoch, ...options }: Omit<TrainOptions, "onEpoch"> & {
    readonly onEpoch?: (progress: Progress) => void;
  } = {},
): Promise<TrainResult> {
  const unit = unitOf(data);
  const { rows } = data.train.inputs, { validation } = data;
  const held = rows - learnedRows(mlp.spec, rows);
  if (held > 0 && !json) {
    say(
      `validation: ${thousands(held)} of the ${
        thousands(rows)
      } training ${unit} are held out\n`,
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
 * Describes the position of a checkpoint in the training: `after epoch 2 of 5`, or
 * `in epoch 3 of 5, after 1,280 of 60,000 images`.
 */
export function placeText(
  { figures, sums }: Checkpoint,
  { mlp, data }: Pick<RunParts, "mlp" | "data">,
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

/**
 * The path of a model for messages. A path in `runs/` is unchanged; any other
 * path is converted to a path that the user can type.
 */
function shownModel(path: string): string {
  return path.startsWith("runs/") ? path : shownPath(path);
}

function interruption(
  { path, record }: RunFolder,
  parts: RunParts,
  place: Checkpoint | undefined,
): string {
  const { folds } = record;
  const all = parts.mlp.spec.validation?.folds;
  const saved = place
    ? `the run is saved ${placeText(place, parts)}`
    : folds
    ? `${folds.length} of ${all} folds are trained`
    : "training had not started";
  return `interrupted: ${saved}; to resume the run:\n  ${
    resumeCommand(path, record)
  }`;
}

/** Advice for a failed run, printed after its error message. */
function failure(
  { path, record }: RunFolder,
  error: unknown,
  saved: string | undefined,
): string | undefined {
  if (error instanceof SaveError) {
    return `when the disk has free space and you have permission to write to the folder, resume the run:\n  ${
      resumeCommand(path, record)
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
