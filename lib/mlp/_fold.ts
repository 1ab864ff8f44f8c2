/**
 * One fold of a cross-validation: a network is trained on all other folds and
 * scored on this fold. The result does not depend on the thread that trains the
 * network.
 *
 * @module
 */

import type { Split } from "../dataset/mod.ts";
import { type Engine, engineNamed, withThreads } from "../engine/mod.ts";
import type { Numbers, Task } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import type { Plan } from "../network/mod.ts";
import type { Spec } from "../spec/mod.ts";
import type { FoldFigures } from "./record_parts.ts";
import type { Fitted } from "./fitted.ts";
import { Mlp } from "./mlp.ts";
import { regressionOf } from "./regression.ts";

/**
 * One fold of a cross-validation: its training examples, its held-out examples,
 * and the network to train and score. A worker gets a copy of this object.
 */
export interface FoldWork extends Split {
  /** The fold that is held out, counted from 1. */
  readonly fold: number;
  /**
   * The spec of the network; `plan` and `parameters` are the plan and the
   * initial parameters of the network.
   */
  readonly spec: Spec;
  readonly plan: Plan;
  readonly parameters: Numbers;
  /** Width and height of the images in pixels, if the inputs are images. */
  readonly image: Fitted["image"];
  /** The class names in the order of the outputs, if known. */
  readonly classes?: Fitted["classes"];
  /** The task of the network. */
  readonly task: Task;
}

/** Options of `trainFold`. */
export interface FoldOptions {
  /** The engine to train on. */
  readonly engine: Engine;
  /** A signal that stops training; `trainFold` then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains a network on the training examples of one fold, and scores the network
 * on the held-out examples.
 */
export async function trainFold(
  { fold, spec, plan, parameters, train, held, ...fitted }: FoldWork,
  { engine, signal }: FoldOptions,
): Promise<FoldFigures> {
  const mlp = new Mlp(spec, plan, parameters, engine);
  mlp.fitted = fitted;
  const { epochs } = await mlp.train(train.inputs, train.targets, { signal });
  return {
    fold,
    held: held.targets.rows,
    learned: train.targets.rows,
    epochs: epochs.length,
    ...mlp.evaluate(held.inputs, held.targets),
    ...(fitted.task.type === "numbers" &&
      errorsOf(mlp.predict(held.inputs), held.targets)),
  };
}

/**
 * The root mean squared error (RMSE) and R squared of a regression. NaN and
 * infinite scores are omitted, since JSON cannot store them.
 */
function errorsOf(
  predictions: Frame,
  targets: Frame,
): Pick<FoldFigures, "rmse" | "rSquared"> {
  const { rmse, rSquared, outputs } = regressionOf(predictions, targets);
  const isKnown = (score = NaN) => Number.isFinite(score);
  return {
    ...(!outputs && isKnown(rmse) && { rmse }),
    ...(isKnown(rSquared) && { rSquared }),
  };
}

/** The request to a worker to train a fold. */
export interface FoldRequest {
  readonly work: FoldWork;
  /** The name of the engine. */
  readonly engine: string;
}

/** Trains and scores the network of one fold in a worker, on one thread. */
export async function answerFold(
  { work, engine }: FoldRequest,
): Promise<[FoldFigures]> {
  const single = withThreads(engineNamed(engine)!, 1);
  return [await trainFold(work, { engine: single })];
}

/**
 * The source text of a worker that trains folds, as the body of a function; see
 * `Pool`. The worker imports this file. Without permission to read this file,
 * the worker's import of the file fails immediately.
 *
 * @param url The URL of this file.
 * @returns The source text of the worker, or undefined in a bundle. In a bundle, `url` is the URL
 * of the bundle, and importing the bundle would run the caller's program again.
 */
export function foldProgram(url = import.meta.url): string | undefined {
  if (!/^[^?#]*\/mlp\/_fold\.[cm]?[jt]s([?#]|$)/.test(url)) return undefined;
  // the URL is in a variable, since Deno would type-check a URL in the import itself
  return `
const url = ${JSON.stringify(url)};
const { answerFold } = await import(url);
globalThis.Worker = undefined; // the other cores are busy with other folds
return answerFold;`;
}
