/**
 * Cross-validation: how well networks do on examples that they never saw, each
 * example being held out once.
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
import type { FoldFigures } from "./run_record.ts";
import { Pool } from "../pool/mod.ts";
import {
  foldProgram,
  type FoldRequest,
  type FoldWork,
  learnFold,
} from "./_fold.ts";
import { type Fitted, knownTask } from "./fitted.ts";
import { mustTeach } from "./_shapes.ts";
import { compile, type CompileOptions } from "./compile.ts";

/** What may be said of a cross-validation beside its spec. */
export interface CrossValidationOptions extends CompileOptions {
  /** How many folds; the spec's `validation.folds`, or 5, unless given. */
  readonly folds?: number | undefined;
  /** The most threads, and so folds at a time; as many as there are cores unless given. */
  readonly threads?: number | undefined;
  /** The rows of a table, as `loadDataset` gives them: each fold is fitted on its own. */
  readonly rows?: TableRows | undefined;
  /** Without `rows`, what the columns of standardized inputs are: each fold standardizes anew. */
  readonly columns?: readonly Column[] | undefined;
  /** Width and height in pixels, where inputs are pictures that the spec distorts. */
  readonly image?: Fitted["image"];
  /** What the outputs stand for; default: decided from the loss and all labels. */
  readonly task?: Task | undefined;
  /** Called with each fold that is done, in any order; it is waited for. */
  readonly onFold?:
    | ((figures: FoldFigures) => void | Promise<void>)
    | undefined;
  /** Folds that are done already: what `onFold` was given. */
  readonly done?: readonly FoldFigures[] | undefined;
  /** Ends it with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A figure over the folds. */
export interface Spread {
  /** Its mean, each fold as much as another. */
  readonly mean: number;
  /** Its sample standard deviation: the root of the squares' sum over folds - 1. */
  readonly deviation: number;
}

/** What a cross-validation comes to. */
export interface CrossValidation {
  /** Every fold, in order. */
  readonly folds: readonly FoldFigures[];
  /** The loss of the examples that were held out. */
  readonly loss: Spread;
  /** The share of them that was predicted right; absent where labels are numbers. */
  readonly accuracy?: Spread;
}

/**
 * Cross-validates a spec. Each fold is a network of its own from the same first
 * weights; its examples are scored and never learned from.
 *
 * Folds run in parallel, one per core, where a worker can import the library's own
 * files: in Deno with the permission to read them, and in a web page that loads
 * the library as modules. In a bundle, in Node.js, without that permission, or on
 * an engine of the caller's own, they run one after another on the calling thread,
 * and the engine may use several threads for each. The figures are the same
 * everywhere.
 *
 * @param spec A spec that `parseSpec` read, or one written in the program.
 * @param inputs `[examples][inputs]`.
 * @param labels The targets, `[examples][outputs]`.
 * @throws {ShapeError} If rows or widths do not fit.
 * @throws {DatasetError} If there are fewer examples than folds.
 * @throws {RangeError} If `folds` is no whole number from 2, or `threads` none from 1.
 * @throws {DivergenceError} If a loss stops being a number.
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
  mustTeach(plan, { inputs, targets: labels });
  const task = options.task ??
    knownTask(checked, plan.outputs, fitted, [labels]);
  const folds = options.folds ?? checked.validation?.folds ?? 5;
  if (!Number.isSafeInteger(folds) || folds < 2) {
    throw new RangeError(
      `folds must be a whole number from 2: found ${folds}`,
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
    : undefined; // workers do not have the caller's own engine
  const count = program ? Math.min(left.length, cores) - 1 : 0;
  const pool = new Pool<FoldRequest, FoldFigures>(program ?? "", count);
  try {
    const results = pool.begin({
      count: left.length,
      request: (index) => [{ work: workOf(index), engine: chosen.name }],
      run: (index, done) =>
        learnFold(workOf(index), {
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

/** The figures of folds, in order, and over them. */
export function crossValidationOf(
  figures: readonly FoldFigures[],
): CrossValidation {
  const folds = figures.toSorted((a, b) => a.fold - b.fold);
  const accuracies = folds.flatMap(({ accuracy }) => accuracy ?? []);
  return {
    folds,
    loss: spread(folds.map(({ loss }) => loss)),
    ...(accuracies.length > 0 && { accuracy: spread(accuracies) }),
  };
}

/** A fold whose labels are numbers; 0.1.0 counted right ones all the same. */
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
