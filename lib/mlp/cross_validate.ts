/**
 * Cross-validation: trains one network per fold, and scores the network on the
 * examples of the fold, which are held out.
 *
 * @module
 */

import {
  type Column,
  foldRows,
  scaledAgain,
  splitRows,
  standardizedAgain,
  type TableRows,
} from "../dataset/mod.ts";
import { engineFor, engineNamed, withThreads } from "../engine/mod.ts";
import type { Task } from "../formula/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { Spec, SpecInput } from "../spec/mod.ts";
import type { FoldFigures } from "./record_parts.ts";
import { Pool } from "../pool/mod.ts";
import {
  foldProgram,
  type FoldRequest,
  type FoldWork,
  trainFold,
} from "./_fold.ts";
import { type Fitted, knownTask } from "./fitted.ts";
import { mustBeTrainable } from "./_shapes.ts";
import { compile, type CompileOptions } from "./compile.ts";

/** Options of `crossValidate`. */
export interface CrossValidationOptions extends CompileOptions {
  /** The number of folds (default: the spec's `validation.folds`, or else 5). */
  readonly folds?: number | undefined;
  /**
   * The largest number of threads (default: the number of cores). At most
   * `threads` folds are trained at a time.
   */
  readonly threads?: number | undefined;
  /**
   * The rows of a table, as returned by `loadDataset`. If `rows` is given, the
   * means and standard deviations of the columns are computed for each fold,
   * from the training rows of the fold.
   */
  readonly rows?: TableRows | undefined;
  /**
   * The columns of a table with standardized inputs; not used if `rows` is
   * given. For each fold, the inputs are standardized again, with the means and
   * deviations of the training examples of this fold.
   */
  readonly columns?: readonly Column[] | undefined;
  /** The width and height of the images in pixels, for data augmentation. */
  readonly image?: Fitted["image"];
  /** The task of the network (default: decided from the loss function and all labels). */
  readonly task?: Task | undefined;
  /**
   * Called with the metrics of each finished fold, in any order. A promise that the
   * callback returns is awaited.
   */
  readonly onFold?:
    | ((figures: FoldFigures) => void | Promise<void>)
    | undefined;
  /**
   * The metrics of finished folds: the objects that `onFold` received. The
   * folds in this list are not trained again.
   */
  readonly done?: readonly FoldFigures[] | undefined;
  /**
   * A signal that stops the cross-validation; `crossValidate` then rejects with the
   * reason of the signal.
   */
  readonly signal?: AbortSignal | undefined;
}

/** The mean and the standard deviation of a metric over the folds. */
export interface Spread {
  /** The mean over the folds; small and large folds count equally. */
  readonly mean: number;
  /** The sample standard deviation over the folds, with `folds - 1` in the denominator. */
  readonly deviation: number;
}

/** The result of a cross-validation. */
export interface CrossValidation {
  /** The metrics of each fold, in order. */
  readonly folds: readonly FoldFigures[];
  /** The loss on the held-out examples. */
  readonly loss: Spread;
  /** The accuracy on the held-out examples. The accuracy is absent in regression. */
  readonly accuracy?: Spread;
  /** The root of the mean squared error on the held-out examples, in regression with one label. */
  readonly rmse?: Spread;
  /** R squared on the held-out examples, in regression. */
  readonly rSquared?: Spread;
}

/**
 * Cross-validates a spec. For each fold, a new network is trained on all other
 * folds and scored on this fold; all these networks start with equal weights.
 *
 * Folds run in parallel, one per core, if a worker can import the files of this
 * library. A worker can import the files of this library in Deno with
 * permission to read the files, and in a web page that loads the library as
 * modules. In a bundle, in Node.js, without permission to read the files, or on
 * a custom engine, the folds run one after another on the calling thread. If
 * the folds run one after another, the engine can use several threads for each
 * fold. The results are the same, whether the folds run in parallel or one
 * after another.
 *
 * @param spec A spec from `parseSpec`, or a spec written as an object.
 * @param inputs The inputs, a frame of `[examples][inputs]`.
 * @param labels The targets, a frame of `[examples][outputs]`.
 * @throws {ShapeError} If the number of rows or columns is wrong.
 * @throws {DatasetError} If there are fewer examples than folds.
 * @throws {RangeError} If `folds` is not an integer of at least 2, or `threads` is
 *   not an integer of at least 1.
 * @throws {DivergenceError} If a loss becomes NaN or infinite.
 * @example Four folds of a line
 * ```ts
 * import { crossValidate, frame } from "@percept/nn";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const { folds, loss } = await crossValidate(
 *   {
 *     name: "double",
 *     layers: [{ units: 1, activation: "identity" }],
 *     learningRate: 0.1,
 *     epochs: 100,
 *   },
 *   frame([[-2], [-1], [0], [1]]),
 *   frame([[-4], [-2], [0], [2]]),
 *   { inputs: 1, folds: 4 },
 * );
 * assertEquals(folds.map(({ held, learned }) => [held, learned]), Array(4).fill([1, 3]));
 * assert(loss.mean < 0.1);
 * ```
 */
export async function crossValidate(
  spec: Spec | SpecInput,
  inputs: Frame | ByteFrame,
  labels: Frame,
  options: CrossValidationOptions = {},
): Promise<CrossValidation> {
  const { engine, threads, columns, rows, onFold, signal } = options;
  const { spec: checked, plan, parameters, fitted } = compile(spec, options);
  const { image = fitted.image } = options, { classes, scales } = fitted;
  mustBeTrainable(plan, { inputs, targets: labels });
  const task = options.task ??
    knownTask(checked, plan.outputs, fitted, [labels]);
  const folds = options.folds ?? checked.validation?.folds ?? 5;
  if (!Number.isSafeInteger(folds) || folds < 2) {
    throw new RangeError(
      `folds must be a whole number of at least 2: found ${folds}`,
    );
  }
  const { seed } = checked;
  const parts = foldRows(labels, { folds, seed, groups: rows?.groups });
  const splitOf = (held: Uint32Array) => {
    if (rows) return rows.split(held);
    const split = splitRows({ inputs, targets: labels }, held);
    if (columns) return standardizedAgain(split, columns);
    return checked.inputs.standardize && scales
      ? scaledAgain(split, scales.length)
      : split;
  };
  const done = (options.done ?? []).map((fold) =>
    task.type === "numbers" ? withoutAccuracy(fold) : fold
  );
  const figures = [...done];
  const left = parts.map((_, index) => index + 1)
    .filter((fold) => !done.some((other) => other.fold === fold));
  const workOf = (index: number): FoldWork => {
    const fold = left[index], split = splitOf(parts[fold - 1]);
    const network = { spec: checked, plan, parameters };
    return { fold, ...network, image, classes, task, ...split };
  };

  const chosen = engine ?? engineFor(plan);
  const single = withThreads(chosen, 1);
  const multi = threads === undefined ? chosen : withThreads(chosen, threads);
  const cores = threads ?? globalThis.navigator?.hardwareConcurrency ?? 1;
  const program = engineNamed(chosen.name) === chosen
    ? foldProgram()
    : undefined; // workers have only the built-in engines
  const count = program ? Math.min(left.length, cores) - 1 : 0;
  const pool = new Pool<FoldRequest, FoldFigures>(program ?? "", count);
  try {
    const results = pool.begin({
      count: left.length,
      request: (index) => [{ work: workOf(index), engine: chosen.name }],
      run: (index, done) =>
        trainFold(workOf(index), {
          engine: pool.size > 0 ? single : multi,
          signal: signal ? AbortSignal.any([done, signal]) : done,
        }),
    });
    for await (const { answer } of results) {
      figures.push(answer);
      await onFold?.(answer);
    }
  } finally {
    pool.close();
  }
  signal?.throwIfAborted();
  return crossValidationOf(figures);
}

/** Sorts the metrics of folds, and computes their means and standard deviations. */
export function crossValidationOf(
  figures: readonly FoldFigures[],
): CrossValidation {
  const folds = figures.toSorted((a, b) => a.fold - b.fold);
  return {
    folds,
    loss: spread(folds.map(({ loss }) => loss)),
    ...spreadOf("accuracy", folds),
    ...spreadOf("rmse", folds),
    ...spreadOf("rSquared", folds),
  };
}

/** The mean and the standard deviation of a metric that all folds have. */
function spreadOf(
  metric: "accuracy" | "rmse" | "rSquared",
  folds: readonly FoldFigures[],
) {
  const found = folds.flatMap((fold) => fold[metric] ?? []);
  return found.length === folds.length ? { [metric]: spread(found) } : {};
}

/**
 * Removes the accuracy that version 0.1.0 recorded for each fold of a
 * regression.
 */
function withoutAccuracy({ accuracy: _, ...fold }: FoldFigures): FoldFigures {
  return fold;
}

function spread(numbers: readonly number[]): Spread {
  const sum = (numbers: readonly number[]) =>
    numbers.reduce((sum, n) => sum + n, 0);
  const mean = sum(numbers) / numbers.length;
  const squares = sum(numbers.map((n) => (n - mean) * (n - mean)));
  return { mean, deviation: Math.sqrt(squares / (numbers.length - 1)) };
}
