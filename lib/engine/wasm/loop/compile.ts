/**
 * Compiles a network's plan to the bytes of one WebAssembly module that trains
 * it: which kernels it needs, and their addresses in memory. Every size, stride
 * and offset is a constant of the code. The module for prediction is compiled in
 * `predictor.ts`.
 *
 * @module
 */

import type { Plan } from "../../../network/mod.ts";
import { type Call, i32, Module } from "../code/assemble.ts";
import { workerPart } from "../code/control.ts";
import type { Allotment } from "../code/memory.ts";
import { FOLD, fold, pairsForUpdate } from "../layer/background.ts";
import { denseBackward, denseUpdate, transpose } from "../layer/products.ts";
import type { Stored } from "../layer/examples.ts";
import { SLICE, type TrainingForm } from "../layer/form.ts";
import { forwardOf, type Input, inputOf } from "../layer/forward.ts";
import { gatherList, gatherPairs, gatherRow } from "../layer/gather.ts";
import { biasOf, sparseUpdate, transposeLists } from "../layer/inverse.ts";
import { type Layout, layOut } from "../layer/layout.ts";
import { listRows, listsOf } from "../layer/lists.ts";
import {
  keep,
  type Optimizer,
  optimizerFor,
  type WeightUpdate,
} from "../layer/optimizer.ts";
import { gradientNorm, limitNorms } from "../layer/regularization.ts";
import { type Lists, sparseBackward } from "../layer/sparse.ts";
import { type BatchAddresses, scoreOne, scoreRow } from "../score/score.ts";
import { train } from "./batch.ts";
import { listsFor, ROW, trainSingly } from "./singly.ts";

/** How many examples one call may be given, at least. */
const ORDER = 1024;

/** A module that trains, and the addresses of its inputs and results. */
export interface Trainer extends BatchAddresses {
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
  /** How many examples a call may be given: a multiple of `grain`. */
  readonly room: number;
  /**
   * How many examples, whole batches, lie between places in an epoch where
   * weights are all there is to know: who goes on there comes to the same bits.
   */
  readonly grain: number;
}

/**
 * The module that trains; its exports are `train(worker, workers, count)` and
 * `derive()`, for after weights were set.
 *
 * @param memory Where examples already have their place.
 * @param workers The most workers; with more than one the memory is shared.
 * @param cut Where outputs stand by themselves; see `isRight`.
 * @param isWeighted Whether examples have weights.
 */
export function compileTrainer(
  memory: Allotment,
  plan: Plan,
  stored: Stored,
  form: TrainingForm,
  { workers, cut, isWeighted }: {
    workers: number;
    cut: number | undefined;
    isWeighted: boolean;
  },
): Trainer {
  const { batchSize, keepsGradient, single, sparse } = form;
  const batch = single ? ROW * workers : Math.min(batchSize, SLICE);
  const module = new Module();
  const optimizer = optimizerFor(
    module,
    plan,
    () => layout.weightBytes,
    () => keptNorm!(),
  );
  const copies = optimizer.moments + (keepsGradient ? 1 : 0);
  const layout: Layout = layOut(memory, plan, form, batch, copies);
  const kept = keepsGradient
    ? (1 + optimizer.moments) * layout.weightBytes
    : undefined;
  const keptNorm = kept === undefined
    ? undefined
    : gradientNorm(module, layout, kept);
  const [{ uniform }] = layout.layers;
  const grain = batchSize * (uniform ? Math.ceil(FOLD / batchSize) : 1);
  const room = grain * Math.ceil(ORDER / grain);
  const targetStride = 16 * Math.ceil(plan.outputs / 4);
  const addresses: BatchAddresses = {
    order: memory.take(4 * room),
    losses: memory.take(8 * batch),
    rights: memory.take(4 * batch),
    targets: memory.take(stored.rows * targetStride + 16),
    targetStride,
    classes: memory.take(4 * stored.rows),
    ...(isWeighted && { weights: memory.take(4 * stored.rows) }),
    numbers: memory.take(4 * batch),
    keys: memory.take(4 * layout.layers.length),
  };
  if (single) {
    const list = listsFor(memory, stored.longest + 2, batch); // see `layer/background.ts`
    const gather = stored.numbers === undefined
      ? gatherPairs(module, stored, list)
      : gatherList(module, stored, list);
    const { order } = addresses;
    const one = scoreOne(module, plan, layout, addresses, cut);
    const toUpdate = uniform ? pairsForUpdate(module, stored, list) : undefined;
    const example = { list, order, gather, toUpdate, ...one };
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
    const weightUpdate = kept === undefined ? optimizer.update : keep(kept);
    const derive = transposes(module, layout);
    const folded = uniform ? folds(module, layout) : undefined;
    const scored = scoreRow(module, plan, layout, addresses, cut);
    const toUpdate = uniform && input.lists
      ? pairsForUpdate(module, stored, input.lists)
      : undefined;
    const { maxNorm } = plan.regularization ?? {};
    train(
      module,
      layout,
      addresses,
      {
        gather: module.fn(["i32", "i32"], [], (_, example, row) => [
          gather(example.get, row.get),
          i32.store(
            i32.mul(row.get, i32.const(4)),
            example.get,
            addresses.numbers,
          ),
        ]),
        forward: forwardOf(module, layout, input, lists, addresses),
        score: module.fn(["i32", "i32"], [], (_, row, example) => [
          scored(row.get, example.get),
          toUpdate?.(example.get, row.get) ?? [],
        ]),
        backward: backwards(module, memory, layout, form),
        update: updates(module, layout, input, lists, weightUpdate, optimizer),
        limit: maxNorm === undefined
          ? []
          : layout.layers.map((layer) => limitNorms(module, layer, maxNorm)),
        derive,
        crosses: maxNorm !== undefined || lists.slice(1).some(Boolean),
        fold: folded,
      },
      optimizer,
      { batchSize, grain, kept },
    );
    const alone = [...derive, ...folded ? [folded] : []].map((part) =>
      part(i32.const(0), i32.const(1))
    );
    module.fn([], [], () => alone, "derive");
  }
  const { pages } = memory;
  const bytes = module.assemble(pages, workers > 1);
  return { ...addresses, bytes, pages, layout, kept, batchSize, room, grain };
}

/** Adds each layer's `(row, rows)`, from the last: dL/dz of the one below. */
function backwards(
  module: Module,
  memory: Allotment,
  { layers, batch }: Layout,
  { sparseBackward: isSparse }: TrainingForm,
): Call[] {
  return layers.slice(1).map((layer, l) => {
    if (!isSparse[l + 1]) return [denseBackward(module, layer, layers[l])];
    const { dz: from, stride, units: count } = layer;
    const lists = listsOf(memory, { width: count, batch, learns: false });
    return [
      listRows(module, { from, stride, count }, lists),
      sparseBackward(module, layer, layers[l], lists),
    ];
  }).reverse().flat();
}

/** Adds each layer's `(worker, workers, examples)`: a worker's part of its weights. */
function updates(
  module: Module,
  { layers }: Layout,
  input: Input,
  lists: readonly (Lists | undefined)[],
  weightUpdate: WeightUpdate,
  { movesAlways }: Optimizer,
): Call[] {
  return layers.map((layer, l) => {
    const list = lists[l];
    if (list) {
      const invert = transposeLists(module, layer, list);
      const update = sparseUpdate(
        module,
        layer,
        list,
        weightUpdate,
        movesAlways,
      );
      return module.fn(["i32", "i32", "i32"], [], (_, worker, workers, n) => {
        const { from, to } = workerPart(
          i32.const(biasOf(layer) + 1),
          worker,
          workers,
        );
        return [invert(from, to, n.get), update(from, to)];
      });
    }
    const update = denseUpdate(
      module,
      layer,
      l ? layers[l - 1] : input,
      weightUpdate,
    );
    return module.fn(["i32", "i32", "i32"], [], (_, worker, workers, n) => {
      const { from, to } = workerPart(i32.const(layer.panels), worker, workers);
      return update(from, i32.sub(to, from), n.get);
    });
  });
}

/** Adds each layer's `(worker, workers)`: a worker's part of W transposed. */
function transposes(module: Module, { layers }: Layout): Call[] {
  return layers.slice(1).map((layer) => {
    const part = transpose(module, layer);
    return module.fn(["i32", "i32"], [], (local, worker, workers) => {
      const first = local("i32");
      const { from, to } = workerPart(i32.const(layer.panels), worker, workers);
      return [first.set(from), part(first.get, i32.sub(to, first.get))];
    });
  });
}

/** Adds `(worker, workers)`: folds a worker's part of the first layer. */
function folds(module: Module, { layers: [layer] }: Layout): Call {
  const folded = fold(module, layer);
  return module.fn(["i32", "i32"], [], (_, worker, workers) => {
    const { from, to } = workerPart(i32.const(layer.panels), worker, workers);
    return folded(from, to);
  });
}
