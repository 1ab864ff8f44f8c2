/**
 * One fold: a network learns from all others and is scored on it. It is work
 * that a worker can be handed, and that comes to the same in any thread.
 *
 * @module
 */

import type { Split } from "../dataset/mod.ts";
import type { Engine } from "../engine/mod.ts";
import type { Numbers, Task } from "../formula/mod.ts";
import type { Plan } from "../network/mod.ts";
import type { Spec } from "../spec/mod.ts";
import type { FoldFigures } from "./record.ts";
import type { Fitted } from "./fitted.ts";
import { Mlp } from "./mlp.ts";

/** What is to be done; a worker gets a copy of all of it. */
export interface FoldWork extends Split {
  /** The fold that is held out, from 1. */
  readonly fold: number;
  /** The network, at its beginning. */
  readonly spec: Spec;
  readonly plan: Plan;
  readonly parameters: Numbers;
  /** Width and height in pixels, where the inputs are pictures. */
  readonly image: Fitted["image"];
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
  { fold, spec, plan, parameters, image, task, train, held }: FoldWork,
  { engine, signal }: FoldMeans,
): Promise<FoldFigures> {
  const mlp = new Mlp(spec, plan, parameters, engine);
  mlp.fitted = { image, task };
  const { epochs } = await mlp.train(train.inputs, train.targets, { signal });
  return {
    fold,
    held: held.targets.rows,
    learned: train.targets.rows,
    epochs: epochs.length,
    ...mlp.evaluate(held.inputs, held.targets),
  };
}
