/**
 * One fold: a network learns from all others and is scored on it. Any thread
 * may do it, with the same result.
 *
 * @module
 */

import type { Split } from "../dataset/mod.ts";
import { type Engine, engineNamed, withThreads } from "../engine/mod.ts";
import type { Numbers, Task } from "../formula/mod.ts";
import type { Plan } from "../network/mod.ts";
import type { Spec } from "../spec/mod.ts";
import type { FoldFigures } from "./run_record.ts";
import type { Fitted } from "./fitted.ts";
import { Mlp } from "./mlp.ts";

/** One fold to learn; a worker gets a copy of all of it. */
export interface FoldWork extends Split {
  /** The fold that is held out, from 1. */
  readonly fold: number;
  /** The network, at its beginning. */
  readonly spec: Spec;
  readonly plan: Plan;
  readonly parameters: Numbers;
  /** Width and height in pixels, where the inputs are pictures. */
  readonly image: Fitted["image"];
  /** The classes in the order of the outputs, where they have names. */
  readonly classes?: Fitted["classes"];
  /** What the outputs stand for. */
  readonly task: Task;
}

/** How it is done. */
export interface FoldMeans {
  /** What does the arithmetic. */
  readonly engine: Engine;
  /** Ends it with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Does it. */
export async function learnFold(
  { fold, spec, plan, parameters, train, held, ...fitted }: FoldWork,
  { engine, signal }: FoldMeans,
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
  };
}

/** The request to a worker. */
export interface FoldRequest {
  readonly work: FoldWork;
  /** The name of the engine. */
  readonly engine: string;
}

/** Does a fold in a worker, on one thread. */
export async function answerFold(
  { work, engine }: FoldRequest,
): Promise<[FoldFigures]> {
  const single = withThreads(engineNamed(engine)!, 1);
  return [await learnFold(work, { engine: single })];
}

/**
 * The program of a worker that does folds, as the body of a function; see `Pool`.
 * It imports this file, which fails at once without the permission to read it.
 *
 * @param url The URL of this file.
 * @returns Nothing in a bundle: there, the URL is that of the bundle, and to import
 *   it would run the program of the caller again.
 */
export function foldProgram(url = import.meta.url): string | undefined {
  if (!/^[^?#]*\/mlp\/_fold\.[cm]?[jt]s([?#]|$)/.test(url)) return undefined;
  // Deno would type-check a URL that is written in the import itself
  return `
const url = ${JSON.stringify(url)};
const { answerFold } = await import(url);
globalThis.Worker = undefined; // other cores have folds of their own
return answerFold;`;
}
