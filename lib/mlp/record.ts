/**
 * The record of a run, `run.json`: all that is needed to resume, repeat and verify
 * the run.
 *
 * @module
 */

import type { TableRecord } from "../dataset/mod.ts";
import { planNetwork } from "../network/mod.ts";
import { checkSpec, type Spec } from "../spec/mod.ts";
import { isMapping, parseJson, sha256 } from "../format/mod.ts";
import {
  type EpochRecord,
  type ExamplesRecord,
  type FoldFigures,
  recordKinds,
  type TrialRecord,
} from "./record_parts.ts";
import type { ImageForm } from "../image/mod.ts";

/** The status of a run. */
export type RunStatus =
  | "training"
  | "interrupted"
  | "diverged"
  | "failed"
  | "done";

/** The contents of `run.json`. */
export interface RunRecord {
  /** The version of the format of `run.json`. */
  readonly version: 1;
  /** The status of the run. */
  readonly status: RunStatus;
  /** The trial, if the run is part of a sweep. */
  readonly trial?: TrialRecord | undefined;
  /** The error message, if the run failed. */
  readonly error?: string | undefined;
  /** The spec, with all defaults filled in. */
  readonly spec: Spec;
  /** The SHA-256 of the spec as JSON without spaces. */
  readonly specSha256: string;
  /** A copy of the spec's seed, for human readers. */
  readonly seed: number;
  /** The command line options that are not part of the spec. */
  readonly options: {
    /** The largest number of training examples to use, if the user gave a limit. */
    readonly limit?: number | undefined;
    /** The memory limit in bytes, if it is not the default. */
    readonly maxMemory?: number | undefined;
    /** The folder of the data set's files. */
    readonly data?: string | undefined;
    /**
     * The seed for random selections when the data is loaded, if this seed
     * differs from the seed of the spec.
     */
    readonly dataSeed?: number | undefined;
    /**
     * The folder from which the spec's relative paths start, followed by other
     * folders from which files may be read.
     */
    readonly folders?: readonly string[] | undefined;
  };
  /** The sizes and hashes of the training, test and validation examples. */
  readonly data: {
    readonly name: string;
    readonly sources: readonly string[];
    readonly train: ExamplesRecord;
    readonly test?: ExamplesRecord | undefined;
    readonly validation?: ExamplesRecord | undefined;
    /**
     * The number of rows, the hash and the test rows of a table; absent without
     * a table, and in records of earlier package versions.
     */
    readonly table?: TableRecord | undefined;
    /**
     * Properties of the training images, such as the brightness of the
     * background; absent without images, and in records of earlier versions of
     * this package.
     */
    readonly form?: ImageForm | undefined;
    /**
     * The smallest and the largest value of the training inputs before scaling;
     * absent if the inputs are bytes and the largest byte is at least 128.
     */
    readonly range?: readonly [number, number] | undefined;
    /** Whether `inputs.scale` was applied to numbers that are not bytes. */
    readonly isScaled?: true | undefined;
  };
  /** The model file whose weights the run started with, if the spec names a model file. */
  readonly initialized?: { readonly sha256: string } | undefined;
  /** The name of the engine. */
  readonly engine: string;
  /** A warning, if the engine computes results that differ between machines. */
  readonly caution?: string | undefined;
  /** The number of threads, which does not change the results. */
  readonly threads: number;
  /** The versions of this package and of the runtime. */
  readonly versions: Readonly<Record<string, string>>;
  /** The machine that ran the training. */
  readonly machine: {
    readonly os: string;
    readonly arch: string;
    readonly cores: number;
  };
  /**
   * The time when the run began, in ISO 8601; the field `ended` has the time
   * when the run most recently ended.
   */
  readonly began: string;
  readonly ended?: string | undefined;
  /** With cross-validation: the metrics of the finished folds. */
  readonly folds?: readonly FoldFigures[] | undefined;
  /** The metrics of each epoch. During training, the metrics are in `log.jsonl`. */
  readonly epochs: readonly EpochRecord[];
  /** With early stopping: the epoch whose weights are kept, counted from 1. */
  readonly best?: number | undefined;
  /** In classification: the score, and the examples that the score was computed on. */
  readonly score?: Readonly<Record<string, unknown>> | undefined;
  /**
   * In regression: RMSE and R squared of the predictions, and the examples that
   * these two scores were computed on.
   */
  readonly regression?: object | undefined;
  /**
   * The log loss and the calibration error of predicted probabilities, if the
   * outputs are probabilities.
   */
  readonly logLoss?: number | undefined;
  readonly calibrationError?: number | undefined;
  /** The confusion matrix. Rows are labels, columns are predictions. */
  readonly confusion?: readonly (readonly number[])[] | undefined;
  /** The class names, in the order of the rows and columns of `confusion`. */
  readonly classes?: readonly string[] | undefined;
  /**
   * Precision, recall and F1 of each class; the field `meanScore` has their
   * means over the classes.
   */
  readonly classScores?: readonly object[] | undefined;
  readonly meanScore?: object | undefined;
  /** The file of the trained network. */
  readonly model?: {
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
  } | undefined;
}

/** Thrown when a folder is not the folder of a run, or when the run cannot be used as requested. */
export class RunError extends TypeError {
  /** The name of the error class, shown in stack traces. */
  override readonly name = "RunError";
}

/** The SHA-256 of a spec, which identifies the spec. */
export async function specSha256(spec: Spec): Promise<string> {
  return await sha256(JSON.stringify(spec));
}

/**
 * Decodes the record of a run. The function checks each field except scores,
 * and checks whether the fields agree with the spec in the record. Scores are
 * not checked.
 *
 * @param bytes The record as JSON in UTF-8.
 * @param path The path of the file, for messages.
 * @throws {RunError} If the bytes are not a record, or the record was changed.
 * @throws {SpecError} If the spec in the record is invalid.
 */
export async function decodeRecord(
  bytes: Uint8Array,
  path: string,
): Promise<RunRecord> {
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (cause) {
    throw new RunError(`${path} ${(cause as Error).message}`, { cause });
  }
  const record = isMapping(value) ? value : {};
  if (record.version !== 1) {
    throw new RunError(
      `${path} must be the record of a run in format version 1: found ${
        typeof record.version === "number"
          ? `version ${record.version}`
          : "no version"
      }`,
    );
  }
  const wrong = Object.keys(recordKinds).find((key) =>
    !recordKinds[key](record[key])
  );
  if (wrong !== undefined) {
    throw new RunError(
      `${path} must have a valid field "${wrong}": the field is missing or damaged`,
    );
  }
  const hash = await sha256(JSON.stringify(record.spec));
  const { spec, seed, options } = record as unknown as RunRecord;
  if (hash !== record.specSha256 || seed !== spec.seed) {
    throw new RunError(
      `${path} must have the spec and the seed of the start of the run: the spec or the seed was changed`,
    );
  }
  const { maxMemory } = options;
  checkSpec(spec, { source: path, maxMemory }); // only checked; the record keeps the spec as written, since the hash is of this spec
  mustAgree(record as unknown as RunRecord, path);
  return record as unknown as RunRecord;
}

/** Checks that the record agrees with its spec and its training examples. */
function mustAgree(
  { spec, epochs, best, folds = [], data, classes, initialized }: RunRecord,
  path: string,
): void {
  const { rows, columns } = data.train, count = spec.validation?.folds ?? 0;
  const known = new Set(folds.map(({ fold }) => fold));
  const facts: Readonly<Record<string, boolean>> = {
    [`at most the ${spec.epochs} epochs of its spec`]:
      epochs.length <= spec.epochs,
    "the SHA-256 of an initial model if, and only if, the record's spec has the field initialize":
      (initialized !== undefined) === (spec.initialize !== undefined),
    "a best epoch that is at most the number of epochs in the record":
      best === undefined ||
      epochs.length === 0 || best <= epochs.length,
    [`at most one entry for each of the ${count} folds of its spec, and ${rows} rows in each entry`]:
      known.size === folds.length &&
      folds.every(({ fold, held, learned, epochs }) =>
        fold <= count && held + learned === rows && epochs <= spec.epochs
      ),
    [`examples with ${spec.inputs.units} inputs, the number in the record's spec`]:
      spec.inputs.units === undefined || spec.inputs.units === columns,
    "at most as many classes as the network has outputs, or at most two classes if it has one output":
      !classes ||
      classes.length <= Math.max(2, planNetwork(spec, columns).outputs),
  };
  const wrong = Object.keys(facts).find((fact) => !facts[fact]);
  if (wrong !== undefined) {
    throw new RunError(`${path} must have ${wrong}: found other values`);
  }
}
