/**
 * The epoch's loop where every example is a step. It equals `train` of the
 * reference engine with batches of one:
 *
 * ```
 * for each example:
 *   list, forward, score;  sums += loss, right answer
 *   stop if the loss is not finite
 *   e = -rate dz;  backward and update, layer by layer from the last
 * ```
 *
 * One worker runs it: an example is done before another could be woken.
 *
 * @module
 */

import type { Plan } from "../../network/mod.ts";
import { keepsSlopes } from "./activation.ts";
import {
  again,
  block,
  brIf,
  type Call,
  f32,
  f64,
  i32,
  type Module,
} from "./assemble.ts";
import { plus } from "./control.ts";
import { address, type Allotment, type Layout } from "./layout.ts";
import {
  activateOne,
  listOutputs,
  lower,
  narrowForward,
  narrowLearn,
  raise,
  scaleErrors,
} from "./single.ts";
import { type Lists, sparseForward } from "./sparse.ts";

/**
 * Whether a plan's examples are learned from by these kernels: one to a step,
 * straight down the slope, and no slope to be kept on the way back.
 */
export function isSingle(
  { optimizer, layers }: Plan,
  { batchSize, keeps }: { readonly batchSize: number; readonly keeps: boolean },
): boolean {
  return batchSize === 1 && !keeps && optimizer.type === "sgd" &&
    !layers.slice(0, -1).some(keepsSlopes);
}

/** A list of at most so many pairs. */
export function listFor(memory: Allotment, longest: number): Lists {
  return {
    pairs: memory.take(8 * longest + 8),
    ends: memory.take(4),
    ...{ stride: 0, inverse: 0, inverseStride: 0, inverseEnds: 0 },
  };
}

/**
 * Adds `train(worker, workers, count)`.
 *
 * @param list The first layer's.
 * @param order Where the order of examples is.
 * @param gather How an example becomes the list, `(example, row)`.
 * @param score What it costs and whether it is right, `(example)` each.
 */
export function trainSingly(
  module: Module,
  memory: Allotment,
  plan: Plan,
  { layers }: Layout,
  list: Lists,
  order: number,
  gather: Call,
  score: { readonly loss: Call; readonly right: Call },
): void {
  const step = module.global("f32");
  const forward: (Call | undefined)[] = [], backward: (Call | undefined)[] = [];
  for (const [l, layer] of layers.entries()) {
    const below = layers[l - 1];
    const activate = activateOne(module, layer, l === layers.length - 1);
    if (layer.narrow) {
      forward.push(narrowForward(module, layer, below), activate);
      backward.unshift(narrowLearn(module, layer, below));
      continue;
    }
    const own = l === 0 ? list : listFor(memory, plan.layers[l].inputs);
    const product = sparseForward(module, layer, own);
    const whole = module.fn([], [], () => product(i32.const(0), i32.const(1)));
    if (l > 0) forward.push(listOutputs(module, below, own));
    forward.push(whole, activate);
    backward.unshift(raise(module, layer, own));
    if (l > 0) backward.unshift(lower(module, layer, below));
  }
  const scale = scaleErrors(module, layers[layers.length - 1]);
  const run = (calls: readonly (Call | undefined)[]) =>
    calls.map((call) => call?.() ?? []);
  module.fn(["i32", "i32", "i32"], [], (local, _worker, _workers, count) => {
    const [at, example] = [local("i32"), local("i32")];
    const [loss, correct] = [local("f64"), local("f64")];
    const here = i32.const(0);
    return [
      loss.set(f64.load(here, address.loss)),
      correct.set(f64.load(here, address.correct)),
      step.set(
        f32.fromF64(f64.sub(f64.const(0), f64.load(here, address.rate))),
      ),
      block([
        brIf(0, i32.eqz(count.get)),
        again([
          example.set(i32.load(i32.mul(at.get, i32.const(4)), order)),
          at.set(plus(at.get, 1)),
          gather(example.get, here),
          run(forward),
          loss.set(f64.add(loss.get, score.loss(example.get))),
          correct.set(
            f64.add(correct.get, f64.fromI32(score.right(example.get))),
          ),
          brIf(
            1,
            i32.eqz(f64.lt(f64.abs(loss.get), f64.const(Infinity))),
          ),
          scale(step.get),
          run(backward),
          brIf(0, i32.lt(at.get, count.get)),
        ]),
      ]),
      f64.store(here, loss.get, address.loss),
      f64.store(here, correct.get, address.correct),
      f64.store(
        here,
        f64.add(f64.load(here, address.examples), f64.fromI32(at.get)),
        address.examples,
      ),
    ];
  }, "train");
}
