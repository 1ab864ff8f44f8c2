/**
 * Trains one trial of a sweep in its own folder, on one thread. The trial may
 * be new, stopped or finished. Any thread of any process can train any trial.
 *
 * @module
 */

import { type Dataset, LoadedRows, type RowsParts } from "../dataset/mod.ts";
import { findRecord, RunFolder, writeWhole } from "../disk/mod.ts";
import { engineFor, engineNamed } from "../engine/mod.ts";
import { sha256 } from "../format/mod.ts";
import {
  compile,
  encodeModel,
  type EpochRecord,
  fittedOf,
  type Mlp,
  RunError,
  type RunRecord,
} from "../mlp/mod.ts";
import { planNetwork } from "../network/mod.ts";
import { checkSpec, type ExampleFacts } from "../spec/mod.ts";
import { DivergenceError } from "../train/mod.ts";
import { failure } from "./failure.ts";
import { Interruption } from "./interrupt.ts";
import { epochsOf, learnedRows } from "./learned.ts";
import { recordOf } from "./run_record.ts";
import { otherTrial } from "./sweep_folder.ts";

/** The data and options that several trials share: plain values that can be sent to a worker. */
export interface SharedData {
  /** The data that the trials train on, without the test set. */
  readonly data: Omit<Dataset, "test" | "rows">;
  /** The rows of a table. */
  readonly rows?: RowsParts | undefined;
  /** For data in files: facts about the examples, which are used to check specs. */
  readonly examples?: ExampleFacts | undefined;
  /** The description of the data that is stored in the record of each trial. */
  readonly dataRecord: RunRecord["data"];
  readonly options: RunRecord["options"];
}

/** A trial to train. */
export interface TrialWork {
  /** The folder of the trial; without a folder, nothing is written. */
  readonly folder?: string | undefined;
  /** The spec of the trial, not yet checked. */
  readonly value: unknown;
  readonly trial: NonNullable<RunRecord["trial"]>;
  /** Whether to wait if another process is training this trial. */
  readonly waits: boolean;
}

/** The outcome of the training of a trial. */
export type TrialAnswer =
  | {
    readonly state: "finished";
    readonly record: Pick<
      RunRecord,
      "status" | "epochs" | "best" | "folds" | "model"
    >;
  }
  /** Another process is training the trial. */
  | { readonly state: "busy" }
  /** The trial was interrupted, and is saved. */
  | { readonly state: "stopped" }
  | { readonly state: "failed"; readonly message: string };

/** The prefix that is removed from error messages. */
const LEAD = "error: ";

/**
 * Whether a run is done or diverged. A run that is done or has diverged is not
 * trained again, because the result would be the same.
 */
export function isFinished({ status }: Pick<RunRecord, "status">): boolean {
  return status === "done" || status === "diverged";
}

/** Throws an error if the folder contains another trial. */
function mustBeTrial(
  folder: string,
  { trial }: RunRecord,
  wanted: TrialWork["trial"],
): void {
  if (trial?.sha256 === wanted.sha256) return;
  throw new RunError(otherTrial(folder, trial, wanted));
}

/** Trains a trial, if the trial is not finished and no other process is training it. */
export async function trainTrial(
  work: TrialWork,
  shared: SharedData,
  signal: AbortSignal,
): Promise<TrialAnswer> {
  try {
    const begun = work.folder && await findRecord(work.folder);
    if (begun && isFinished(begun)) {
      mustBeTrial(work.folder, begun, work.trial);
      return { state: "finished", record: begun };
    }
    const record = await newRecord(work, shared);
    if (work.folder === undefined) return await again(record, shared, signal);
    using folder = await RunFolder.take(work.folder, record, {
      waits: work.waits,
      signal,
    });
    if (!folder) return { state: "busy" };
    mustBeTrial(work.folder, folder.record, work.trial);
    if (!isFinished(folder.record)) await trainInFolder(folder, shared, signal);
    return { state: "finished", record: folder.record };
  } catch (error) {
    return signal.aborted
      ? { state: "stopped" }
      : { state: "failed", message: failure(error).message.replace(LEAD, "") };
  }
}

/** The record of a trial before its first epoch. */
async function newRecord(
  { value, trial }: TrialWork,
  { examples, dataRecord, options }: SharedData,
): Promise<RunRecord> {
  const { maxMemory } = options;
  const spec = checkSpec(value, { examples, maxMemory });
  const plan = planNetwork(spec, dataRecord.train.columns);
  const engine = engineFor(plan).name;
  const { seed } = spec;
  const { dataSeed, ...rest } = options;
  const own = seed === dataSeed ? rest : options;
  const record = await recordOf({ spec, engine }, dataRecord, own, 1);
  return { ...record, trial };
}

/** The untrained network of a record, and the data that it trains on. */
function prepared(record: RunRecord, { data, rows }: SharedData) {
  const { maxMemory } = record.options;
  const mlp = compile(checkSpec(record.spec, { maxMemory }), {
    engine: engineNamed(record.engine),
    threads: 1,
  });
  const whole: Dataset = {
    ...data,
    ...(rows && { rows: new LoadedRows(rows) }),
  };
  mlp.fitted = fittedOf(whole);
  return { mlp, data: whole };
}

/** Trains a trial in its folder until the trial is finished, and writes its record. */
async function trainInFolder(
  folder: RunFolder,
  shared: SharedData,
  signal: AbortSignal,
): Promise<void> {
  const { record } = folder;
  if (record.data.train.sha256 !== shared.dataRecord.train.sha256) {
    throw new RunError(
      `the training examples must be the same as at the start of the trial ${folder.path}: found other examples; restore the data, or remove the folder ${folder.path} and type the command again`,
    );
  }
  const { mlp, data } = prepared(record, shared);
  const { checkpoint } = await folder.newest(mlp.plan, {
    examples: learnedRows(mlp.spec, data.train.inputs.rows),
    epochs: mlp.spec.epochs,
  });
  await folder.rewindLog(checkpoint?.figures ?? []);
  await folder.write({ status: "training", threads: 1 });
  const epochs: EpochRecord[] = [...checkpoint?.figures ?? []];
  const ended = () => new Date().toISOString();
  try {
    if (mlp.spec.validation?.folds !== undefined) {
      const { trainFolds } = await import("./folds.ts");
      const interrupts = { signal };
      await trainFolds(folder, {
        mlp,
        data,
        json: true,
        threads: 1,
        interrupts,
      });
    }
    const { best } = await train(mlp, data, {
      from: checkpoint,
      signal,
      onEpoch({ epoch, loss, accuracy, validation, elapsedMs }) {
        const figures = { loss, accuracy, validation, elapsedMs };
        epochs.push(figures);
        folder.log({ epoch, ...figures, at: ended() });
      },
      onCheckpoint: (place) => folder.saveCheckpoint(place, mlp.plan),
    });
    const model = await save(folder.path, mlp);
    await folder.rewindLog(epochs); // keeps only the lines of these epochs, because another process may have written to the log
    await folder.write({ status: "done", ended: ended(), epochs, best, model });
  } catch (error) {
    const isDiverged = error instanceof DivergenceError;
    const model = isDiverged && epochs.length > 0
      ? await save(folder.path, mlp)
      : undefined;
    const status = isDiverged
      ? "diverged"
      : signal.aborted
      ? "interrupted"
      : "failed";
    await folder.write({
      ...{ status, model, ended: ended() },
      ...(isDiverged && { epochs, error: error.message }),
    }).catch(() => {}); // if writing has failed, the error below is still reported
    if (!isDiverged) throw error;
  }
}

/** Trains a finished trial again, and writes no files. */
async function again(
  record: RunRecord,
  shared: SharedData,
  signal: AbortSignal,
): Promise<TrialAnswer> {
  const { mlp, data } = prepared(record, shared);
  let count = 0;
  const onEpoch = () => void count++;
  try {
    const result = await train(mlp, data, { signal, onEpoch });
    const model = await modelOf(await encodeModel(mlp));
    const epochs = epochsOf(result), { best } = result;
    return {
      state: "finished",
      record: { status: "done", epochs, best, model },
    };
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    const model = count > 0 ? await modelOf(await encodeModel(mlp)) : undefined;
    return {
      state: "finished",
      record: { status: "diverged", epochs: [], model },
    };
  }
}

async function train(
  mlp: Mlp,
  { train, validation }: Dataset,
  options: Parameters<Mlp["train"]>[2],
) {
  return await mlp.train(train.inputs, train.targets, {
    ...options,
    ...(validation && {
      validation: { inputs: validation.inputs, labels: validation.targets },
    }),
    now: () => performance.now(),
  });
}

async function save(folder: string, mlp: Mlp) {
  const bytes = await encodeModel(mlp);
  const model = await modelOf(bytes);
  await writeWhole(`${folder}/${model.file}`, bytes);
  return model;
}

async function modelOf(bytes: Uint8Array) {
  const hash = await sha256(bytes);
  return { file: "model.safetensors", bytes: bytes.length, sha256: hash };
}

/**
 * The request to a worker to train a trial. The worker receives the message to
 * stop from `port`, and posts a message to `port` after the training.
 */
export interface TrialRequest {
  readonly work: TrialWork;
  readonly shared: SharedData;
  readonly port: MessagePort;
}

/** Trains a trial in a worker. */
export async function answerTrial(
  { work, shared, port }: TrialRequest,
): Promise<[TrialAnswer]> {
  const controller = new AbortController();
  port.onmessage = () =>
    controller.abort(new Interruption("interrupted: the trial is saved"));
  try {
    return [await trainTrial(work, shared, controller.signal)];
  } finally {
    port.postMessage("ended");
    port.close();
  }
}

/** The program of a worker that trains trials, as the body of a function; see `Pool`. */
export function trialProgram(url: string = import.meta.url): string {
  // Deno would type-check the module if its URL were written in the import
  return `
const url = ${JSON.stringify(url)};
const { answerTrial } = await import(url);
globalThis.Worker = undefined; // one thread per trial: the other cores train other trials
return answerTrial;`;
}
