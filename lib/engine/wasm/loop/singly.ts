/**
 * The training loop for batches of one example, as WebAssembly code. The loop
 * computes the same results as `train` of the reference engine:
 *
 * ```
 * for each example:
 *   fold, if it is due
 *   list, forward, score;  sums += loss, correct
 *   stop if the loss is not finite
 *   e = -rate dz;  backward and update, layer by layer from the last
 * ```
 *
 * A network with one hidden layer and few outputs is divided among workers.
 * Each worker processes some of the hidden units, with all weights to and from
 * these units. The workers wait for each other once per example, at a barrier.
 * After the barrier, each worker computes the outputs as sums of the results of
 * all workers.
 *
 * @module
 */

import type { Plan } from "../../../network/mod.ts";
import {
  again,
  block,
  brIf,
  type Call,
  type Code,
  f32,
  f64,
  i32,
  leave,
  type Module,
  when,
} from "../code/assemble.ts";
import { plus, workerPart } from "../code/control.ts";
import { address, type Allotment } from "../code/memory.ts";
import { FOLD, fold } from "../layer/background.ts";
import type { DenseLayout } from "../layer/dense_layout.ts";
import { listRows, type Lists } from "../layer/lists.ts";
import { narrowBackward, narrowForward, narrowSums } from "../layer/narrow.ts";
import {
  scaleErrors,
  singleBackward,
  singleForward,
  singleUpdate,
} from "../layer/single.ts";
import type { Score } from "../score/score.ts";
import { barrier } from "../thread/barrier.ts";

/**
 * Worker w uses row w * `ROW` of the batch, so that two workers write to
 * different cache lines.
 */
export const ROW = 16;

/**
 * Allocates memory for lists of nonzero inputs: one list for each worker, with
 * at most `longest` pairs.
 */
export function listsFor(
  memory: Allotment,
  longest: number,
  rows: number,
): Lists {
  const stride = 8 * Math.ceil((longest + 1) / ROW);
  return {
    stride,
    pairs: memory.take((rows + ROW) * stride),
    ends: memory.take(4 * rows),
    ...{ inverse: 0, inverseStride: 0, inverseEnds: 0 },
  };
}

/**
 * A function that makes the code of one part of a training step, for a worker's
 * panels of weights. `sync` is the code of a barrier.
 */
type Part = (from: Code, to: Code, sync: Code) => Code;

/** The functions and addresses for reading and scoring an example. */
export interface Example extends Score {
  /** The lists of the nonzero inputs of the first layer. */
  readonly list: Lists;
  /** The address of the array with the order of the examples. */
  readonly order: number;
  /** `(example, row)`: makes the list of the nonzero inputs of an example. */
  readonly gather: Call;
  /**
   * `(example, row)`: if there is a background, sets the last two pairs of the
   * example's list to the values that the update needs.
   */
  readonly pairsToUpdate: Call | undefined;
}

/** The size in bytes of the partial sums of a panel, one vector for each output. */
function sumBytes(units: number): number {
  return 64 * Math.ceil(units / 4);
}

/**
 * Adds the exported functions `train(worker, workers, count)` and `derive()`.
 *
 * @param rows The number of rows: `ROW` rows for each worker.
 */
export function trainSingly(
  module: Module,
  memory: Allotment,
  plan: Plan,
  layers: readonly DenseLayout[],
  { list, order, gather, pairsToUpdate, loss: lossOf, right }: Example,
  rows: number,
): void {
  const step = module.global("f32");
  const [row, half] = [module.global("i32"), module.global("i32")];
  const { enter, wait } = barrier(module, plan.work);
  const scale = scaleErrors(module, layers[layers.length - 1]);
  const forward: Part[] = [], backward: Part[] = [];
  const halfBytes = Math.max(
    0,
    ...layers.filter(({ narrow }) => narrow)
      .map(({ panels, units }) => panels * sumBytes(units)),
  );
  for (const [l, layer] of layers.entries()) {
    const below = layers[l - 1], last = l === layers.length - 1;
    const { panels, inputs, units, narrow } = layer;
    /**
     * Makes code that runs `call` for the panels of the worker if `isFirst` is
     * true, else for all panels.
     */
    const panelsOf = (call: Call, isFirst: boolean): Part => (from, to) =>
      isFirst ? call(from, to) : call(i32.const(0), i32.const(panels));
    if (narrow) {
      const bytes = sumBytes(units);
      const partial = { sums: memory.take(2 * halfBytes), bytes, half };
      const ends = narrowForward(module, layer, partial, row, last);
      forward.push(
        panelsOf(narrowSums(module, layer, below, partial), l === 1),
        (_from, _to, sync) => [sync, ends()],
      );
      backward.unshift(
        panelsOf(narrowBackward(module, layer, below, row), l === 1),
      );
      continue;
    }
    const lists = l === 0 ? list : listsFor(memory, inputs, rows);
    if (l > 0) {
      const { a: from, stride, units: count } = below;
      const listed = listRows(module, { from, stride, count }, lists);
      forward.push(() => listed(i32.const(0), i32.const(1)));
    }
    forward.push(
      panelsOf(singleForward(module, layer, lists, row, last), l === 0),
    );
    backward.unshift(
      panelsOf(singleUpdate(module, layer, lists, row), l === 0),
    );
    const errors = l > 0 ? singleBackward(module, layer, below) : undefined;
    if (errors) backward.unshift(() => errors());
  }
  const folds = layers[0].hasBackground ? fold(module, layers[0]) : undefined;
  const derive = folds?.(i32.const(0), i32.const(layers[0].panels)) ?? [];
  module.fn([], [], () => derive, "derive");
  module.fn(["i32", "i32", "i32"], [], (local, worker, workers, count) => {
    const [at, example, from, to, before] = local.many("i32", 5);
    const [loss, correct] = local.many("f64", 2);
    const here = i32.const(0);
    const mine = workerPart(i32.const(layers[0].panels), worker, workers);
    const sync = when(wait(worker.get, workers.get), leave());
    const run = (parts: readonly Part[]) =>
      parts.map((part) => part(from.get, to.get, sync));
    return [
      loss.set(f64.load(here, address.loss)),
      correct.set(f64.load(here, address.correct)),
      before.set(i32.fromF64(f64.load(here, address.examples))),
      step.set(
        f32.fromF64(f64.sub(f64.const(0), f64.load(here, address.rate))),
      ),
      row.set(i32.mul(worker.get, i32.const(ROW))),
      half.set(here),
      from.set(mine.from),
      to.set(mine.to),
      enter(worker),
      block([
        brIf(0, i32.eqz(count.get)),
        again([
          example.set(i32.load(i32.mul(at.get, i32.const(4)), order)),
          folds === undefined ? [] : when(
            i32.eqz(i32.rest(i32.add(before.get, at.get), i32.const(FOLD))),
            folds(from.get, to.get),
          ),
          at.set(plus(at.get, 1)),
          gather(example.get, row.get),
          run(forward),
          loss.set(f64.add(loss.get, lossOf(example.get, row.get))),
          correct.set(
            f64.add(correct.get, f64.fromI32(right(example.get, row.get))),
          ),
          brIf(
            1,
            i32.eqz(f64.lt(f64.abs(loss.get), f64.const(Infinity))),
          ),
          pairsToUpdate?.(example.get, row.get) ?? [],
          scale(step.get, row.get),
          run(backward),
          half.set(i32.sub(i32.const(halfBytes), half.get)),
          brIf(0, i32.lt(at.get, count.get)),
        ]),
      ]),
      sync,
      when(i32.eqz(worker.get), [
        f64.store(here, loss.get, address.loss),
        f64.store(here, correct.get, address.correct),
        f64.store(
          here,
          f64.add(f64.load(here, address.examples), f64.fromI32(at.get)),
          address.examples,
        ),
      ]),
    ];
  }, "train");
}
