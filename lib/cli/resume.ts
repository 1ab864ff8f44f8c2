/**
 * `train RUN`: resumes a stopped run. `train RUN --verify`: trains a finished run
 * again and compares the models.
 *
 * @module
 */

import { engineNamed, engines } from "../engine/mod.ts";
import {
  compile,
  encodeModel,
  fittedOf,
  RunError,
  type RunRecord,
} from "../mlp/mod.ts";
import { checkSpec, MAX_MEMORY } from "../spec/mod.ts";
import { sha256 } from "../format/mod.ts";
import { readFile, readRecord, removeParts, RunFolder } from "../disk/mod.ts";
import { learn, placeText, trainAndReport } from "./run_training.ts";
import { type Flags, UsageError } from "./flags.ts";
import { mustBeInitial, readInitial } from "./initial_model.ts";
import type { Interrupts } from "./interrupt.ts";
import { learnedRows } from "./learned.ts";
import { load } from "./loading.ts";
import { shownPath } from "./paths.ts";
import { refusal, withMoreEpochs } from "./more_epochs.ts";
import { modelPlaces, placesOfRun, resumeCommand } from "./run_places.ts";
import { asRecorded, mustBeSame } from "./run_record.ts";
import { print } from "./safe.ts";
import { say } from "./terminal.ts";

/** The flags for settings that cannot change after the start of a run. */
const FIXED = [
  "seed",
  "set",
  "max-memory",
  "limit",
  "out",
  "engine",
];

/**
 * Resumes a run from its newest complete checkpoint. With `--epochs N`, the run is
 * trained until it has N epochs.
 *
 * @returns The exit code.
 */
export async function resume(
  path: string,
  flags: Flags,
  interrupts: Interrupts,
): Promise<number> {
  const before = await readRecord(path);
  mustNotChange(flags, before);
  const epochs = flags.whole("epochs", 1);
  if (
    epochs === undefined && before.status === "done" &&
    await modelSha256(path, before) === before.model?.sha256
  ) {
    await removeParts(path); // removes the temporary files of a process that was killed while it wrote the report
    say(`${shownPath(path)} is finished: the training is complete`);
    if (refusal(before) === undefined) {
      const command = resumeCommand(path, before);
      say(
        `to train for more epochs:\n  ${command} --epochs ${
          2 * before.spec.epochs
        }`,
      );
    }
    print(`model: ${shownPath(modelPath(path, before))}`);
    return 0;
  }
  if (before.status === "diverged") {
    throw new RunError(
      `${shownPath(path)} diverged, and would diverge again when resumed; ${
        before.error ?? "the loss must stay a finite number"
      }`,
    );
  }
  using folder = await RunFolder.open(path);
  const json = flags.has("json");
  const begun = folder.record;
  const record = epochs === undefined
    ? begun
    : await withMoreEpochs(path, begun, epochs);
  const { mlp, data } = await prepare(path, record, flags, interrupts);
  const { checkpoint, damaged } = await folder.newest(mlp.plan, {
    examples: learnedRows(mlp.spec, data.train.inputs.rows),
    epochs: begun.spec.epochs,
  });
  for (const problem of damaged) {
    say(`skipped a checkpoint: ${shownPath(problem)}`);
  }
  const page = flags.has("report");
  const threads = flags.whole("threads", 1);
  const parts = { mlp, data, json, page, threads, interrupts };
  if (!json) {
    const folds = folder.record.folds?.length;
    say(
      checkpoint
        ? `the run resumes ${placeText(checkpoint, parts)}`
        : folds
        ? `the run resumes after ${folds} of ${mlp.spec.validation?.folds} folds`
        : "no checkpoint found: training starts again from the first epoch",
    );
  }
  await folder.rewindLog(checkpoint?.figures ?? []);
  if (record === begun) await folder.write({ status: "training" });
  else await folder.extend(record, mlp.plan, checkpoint);
  return await trainAndReport(folder, parts, checkpoint);
}

/**
 * Trains a run again from its record, and compares the models.
 *
 * @returns The exit code.
 * @throws {RunError} If the models differ, or the record was changed.
 */
export async function verify(
  path: string,
  flags: Flags,
  interrupts: Interrupts,
): Promise<number> {
  const record = await readRecord(path);
  mustNotChange(flags, record);
  const shown = shownPath(path);
  if (record.model === undefined) {
    throw new RunError(
      `${shown} must have a trained model for --verify: found no model; to finish the run, type\n  ${
        resumeCommand(path, record)
      }`,
    );
  }
  const { sha256: recorded } = record.model;
  const file = shownPath(modelPath(path, record));
  const kept = await modelSha256(path, record);
  if (kept !== recorded) {
    throw new RunError(
      `${file} must have the SHA-256 in the record of the run, ${recorded}: found ${
        kept ?? "no such file"
      }`,
    );
  }
  const json = flags.has("json");
  const { mlp, data } = await prepare(path, record, flags, interrupts);
  await learn({ mlp, data, json, interrupts });
  const found = await sha256(await encodeModel(mlp));
  if (found !== recorded) {
    throw new RunError(
      `training ${shown} again must produce a model with the SHA-256 in the record, ${recorded}: found ${found}${
        record.caution
          ? `; with the engine ${record.engine}, ${record.caution}`
          : ""
      }`,
    );
  }
  print(
    json
      ? JSON.stringify({ verified: true, model: file, sha256: found }, null, 2)
      : `verified: training again produced the same model, SHA-256 ${found}${
        record.caution
          ? `; with the engine ${record.engine}, ${record.caution}`
          : ""
      }`,
    json,
  );
  return 0;
}

/** Compiles the network of a record and loads its data. */
async function prepare(
  path: string,
  record: RunRecord,
  flags: Flags,
  { signal }: Interrupts,
) {
  const engine = engineNamed(record.engine);
  if (!engine) {
    throw new RunError(
      `the engine of ${shownPath(path)} must be one of ${
        engines.map(({ name }) => name).join(", ")
      }: found ${record.engine}`,
    );
  }
  const maxMemory = flags.bytes("max-memory"); // the limit in the record is ignored, because the record may come from someone else
  const spec = checkSpec(record.spec, { maxMemory });
  const initial = await readInitial(
    spec,
    await modelPlaces(path, record, flags),
    maxMemory,
  );
  mustBeInitial(initial, record);
  const mlp = compile(spec, {
    engine,
    threads: flags.whole("threads", 1),
    initialize: initial?.mlp,
  });
  const data = await load(mlp.spec, {
    ...await placesOfRun(path, record, flags),
    maxBytes: maxMemory,
    limit: record.options.limit,
    isScaled: record.data.isScaled,
    seed: record.options.dataSeed,
    quiet: flags.has("json"),
    signal,
  });
  await mustBeSame(data, record);
  mlp.fitted = fittedOf(asRecorded(data, record));
  return { mlp, data };
}

function modelPath(path: string, { model }: RunRecord): string {
  return `${path}/${model?.file ?? "model.safetensors"}`;
}

/**
 * The SHA-256 of the model file. If the size of the file differs from the size
 * in the record, the result is a text such as `a file of 8 bytes`. If there is
 * no file, the result is `undefined`.
 */
async function modelSha256(
  path: string,
  record: RunRecord,
): Promise<string | undefined> {
  try {
    const { model } = record, file = modelPath(path, record);
    const { size } = await Deno.stat(file);
    if (size !== (model?.bytes ?? size)) return `a file of ${size} bytes`;
    return await sha256(
      await readFile(file, size, (fault) => new RunError(fault)),
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Checks that no flag changes a setting that is fixed when a run starts. */
function mustNotChange(flags: Flags, { options }: RunRecord): void {
  const fixed = flags.has("verify") ? ["epochs", ...FIXED] : FIXED;
  const given = fixed.find((name) => flags.texts(name).length > 0);
  if (given === undefined) return;
  const isLarge = (options.maxMemory ?? 0) > MAX_MEMORY; // the limit in the record has no effect, so --max-memory is allowed
  if (given === "max-memory" && isLarge) return;
  throw new UsageError(
    `--${given} must be omitted, since the settings of a run cannot change after its start; remove --${given}`,
  );
}
