/**
 * From a network's plan to the bytes of one WebAssembly module that learns:
 * which kernels it needs, and where in memory they find things. Every size,
 * stride and offset is a constant of the code. The module that only answers is
 * put together in `predictor.ts`.
 *
 * @module
 */

import type { Plan } from "../../network/mod.ts";
import { type Call, type Code, f64, i32, Module } from "./assemble.ts";
import { type Figures, share, train } from "./batch.ts";
import { plus } from "./control.ts";
import { denseBackward, denseUpdate, transpose } from "./dense.ts";
import { type Descent, keep, type Optimizer, optimizerFor } from "./descent.ts";
import { gatherList, gatherPairs, gatherRow, type Stored } from "./examples.ts";
import { forwardOf, type Input, inputOf } from "./forward.ts";
import { type Allotment, type Layout, layOut } from "./layout.ts";
import { listsOf, skipsZeros } from "./lists.ts";
import { score } from "./output.ts";
import { limit, norm } from "./restraint.ts";
import { right } from "./right.ts";
import { type Example, listsFor, ROW, trainSingly } from "./singly.ts";
import { invert, type Lists, sparseUpdate } from "./sparse.ts";
import { isSingle } from "./threads.ts";

/** The most examples that are in memory between forward and update. */
export const SLICE = 1024;

/** How many examples one call may be given, at least. */
const ORDER = 1024;

/** A module that learns, and where it is given its work. */
export interface Trainer extends Figures {
  /** The module. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The pages of memory it needs. */
  readonly pages: number;
  /** Where weights are. */
  readonly layout: Layout;
  /** How far from the weights the gradient is, where it is kept. */
  readonly kept?: number | undefined;
  /** How many examples make a step. */
  readonly batchSize: number;
  /** How many examples a call may be given: whole batches. */
  readonly room: number;
}

/** What decides about the kernels, beside plan and data. */
export interface Choice {
  /** How many examples make a step. */
  readonly batchSize: number;
  /** The most workers; with more than one the memory is shared. */
  readonly workers: number;
  /** Whether the gradient must reach memory. */
  readonly keeps: boolean;
  /** Whether each output is a label of its own. */
  readonly several: boolean;
}

/**
 * The module that learns; its exports are `train(worker, workers, count)` and
 * `derive()`, for after weights were set.
 *
 * @param memory Where examples already have their place.
 */
export function compileTrainer(
  memory: Allotment,
  plan: Plan,
  stored: Stored,
  { batchSize, workers, keeps, several }: Choice,
): Trainer {
  const single = isSingle(plan, { batchSize, keeps });
  const batch = single ? ROW * workers : Math.min(batchSize, SLICE);
  const module = new Module();
  const optimizer = optimizerFor(
    module,
    plan,
    () => layout.weightBytes,
    () => keptNorm!(),
  );
  const sparse = plan.layers.map((_, l) =>
    l === 0
      ? stored.numbers !== undefined
      // the norm of a gradient is summed as it lies in memory
      : skipsZeros(plan, l) && plan.clip?.norm === undefined
  );
  const layout: Layout = layOut(memory, plan, {
    batch,
    single,
    sparse,
    extra: 0,
    copies: optimizer.moments + (keeps ? 1 : 0),
    learns: true,
  });
  const kept = keeps ? (1 + optimizer.moments) * layout.weightBytes : undefined;
  const keptNorm = kept === undefined ? undefined : norm(module, layout, kept);
  const room = batchSize * Math.ceil(ORDER / batchSize);
  const targetStride = 16 * Math.ceil(plan.outputs / 4);
  const figures: Figures = {
    order: memory.take(4 * room),
    losses: memory.take(8 * batch),
    rights: memory.take(4 * batch),
    targets: memory.take(stored.rows * targetStride + 16),
    targetStride,
    classes: memory.take(4 * stored.rows),
    numbers: memory.take(4 * batch),
    keys: memory.take(4 * layout.layers.length),
  };
  if (single) {
    const list = listsFor(memory, stored.longest, batch);
    const gather = stored.numbers === undefined
      ? gatherPairs(module, stored, list)
      : gatherList(module, stored, list);
    const { order } = figures;
    const one = scoreOne(module, plan, layout, figures, several);
    const example = { list, order, gather, ...one };
    trainSingly(module, memory, plan, layout, example, batch);
  } else {
    const input = inputOf(memory, plan, stored, batch);
    const lists = layout.layers.map(({ inputs }, l) =>
      l === 0
        ? input.lists
        : sparse[l]
        ? listsOf(memory, { width: inputs, batch, learns: true })
        : undefined
    );
    const gather = input.lists
      ? gatherList(module, stored, input.lists)
      : gatherRow(module, stored, input);
    const descent = kept === undefined ? optimizer.descent : keep(kept);
    const derive = transposes(module, layout);
    const { maxNorm } = plan.regularization ?? {};
    train(
      module,
      layout,
      figures,
      {
        gather: module.fn(["i32", "i32"], [], (_, example, row) => [
          gather(example.get, row.get),
          i32.store(
            i32.mul(row.get, i32.const(4)),
            example.get,
            figures.numbers,
          ),
        ]),
        forward: forwardOf(module, layout, input, lists, figures),
        score: scoreRow(module, plan, layout, figures, several),
        backward: layout.layers.slice(1).map((layer, l) =>
          denseBackward(module, layer, layout.layers[l])
        ).reverse(),
        update: updates(module, layout, input, lists, descent, optimizer),
        limit: maxNorm === undefined
          ? []
          : layout.layers.map((layer) => limit(module, layer, maxNorm)),
        derive,
        crosses: maxNorm !== undefined || lists.slice(1).some(Boolean),
      },
      optimizer,
      { batchSize, kept },
    );
    const alone = derive.map((part) => part(i32.const(0), i32.const(1)));
    module.fn([], [], () => alone, "derive");
  }
  const { pages } = memory;
  const bytes = module.assemble(pages, workers > 1);
  return { ...figures, bytes, pages, layout, kept, batchSize, room };
}

/** The score of an example that is learned from singly. */
function scoreOne(
  module: Module,
  plan: Plan,
  { layers }: Layout,
  places: Figures,
  several: boolean,
): Pick<Example, "loss" | "right"> {
  const last = layers[layers.length - 1];
  const cost = score(module, plan, last),
    isRight = right(module, last, several);
  const { targets, targetStride, classes } = places;
  const target = (example: Code) =>
    plus(i32.mul(example, i32.const(targetStride)), targets);
  const label = (example: Code) =>
    i32.load(i32.mul(example, i32.const(4)), classes);
  return {
    loss: (example, row) =>
      cost(
        plus(i32.mul(row, i32.const(last.stride)), last.dz),
        target(example),
      ),
    right: (example, row) =>
      isRight(
        plus(i32.mul(row, i32.const(last.stride)), last.a),
        target(example),
        label(example),
      ),
  };
}

/** Adds `(row, example)`: the score of a row of the batch into its place. */
function scoreRow(
  module: Module,
  plan: Plan,
  { layers }: Layout,
  places: Figures,
  several: boolean,
): Call {
  const last = layers[layers.length - 1];
  const cost = score(module, plan, last),
    isRight = right(module, last, several);
  const { targets, targetStride, classes, losses, rights } = places;
  return module.fn(["i32", "i32"], [], (_, row, example) => {
    const at = i32.mul(row.get, i32.const(last.stride));
    const target = plus(i32.mul(example.get, i32.const(targetStride)), targets);
    const label = i32.load(i32.mul(example.get, i32.const(4)), classes);
    return [
      f64.store(
        i32.mul(row.get, i32.const(8)),
        cost(plus(at, last.dz), target),
        losses,
      ),
      i32.store(
        i32.mul(row.get, i32.const(4)),
        isRight(plus(at, last.a), target, label),
        rights,
      ),
    ];
  });
}

/** Adds each layer's `(worker, workers, examples)`: a worker's share of its weights. */
function updates(
  module: Module,
  { layers }: Layout,
  input: Input,
  lists: readonly (Lists | undefined)[],
  descent: Descent,
  { untouched }: Optimizer,
): Call[] {
  return layers.map((layer, l) => {
    const list = lists[l];
    if (list) {
      const turn = invert(module, layer, list);
      const update = sparseUpdate(module, layer, list, descent, untouched);
      return module.fn(["i32", "i32", "i32"], [], (_, worker, workers, n) => {
        const { from, to } = share(
          i32.const(layer.inputs + 1),
          worker,
          workers,
        );
        return [turn(from, to, n.get), update(from, to)];
      });
    }
    const update = denseUpdate(
      module,
      layer,
      l ? layers[l - 1] : input,
      descent,
    );
    return module.fn(["i32", "i32", "i32"], [], (_, worker, workers, n) => {
      const { from, to } = share(i32.const(layer.panels), worker, workers);
      return update(from, i32.sub(to, from), n.get);
    });
  });
}

/** Adds each layer's `(worker, workers)`: a worker's share of W transposed. */
function transposes(module: Module, { layers }: Layout): Call[] {
  return layers.slice(1).map((layer) => {
    const turn = transpose(module, layer);
    return module.fn(["i32", "i32"], [], (local, worker, workers) => {
      const first = local("i32");
      const { from, to } = share(i32.const(layer.panels), worker, workers);
      return [first.set(from), turn(first.get, i32.sub(to, first.get))];
    });
  });
}
