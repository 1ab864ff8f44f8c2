/**
 * Compiles the plan of a network to a WebAssembly module that trains this
 * network. This file chooses the kernel functions and allocates memory. Every
 * size, stride and offset is a constant in the code. `predictor.ts` compiles
 * the module for prediction.
 *
 * @module
 */

import type { Plan } from "../../../network/mod.ts";
import { i32, Module } from "../code/assemble.ts";
import type { Allotment } from "../code/memory.ts";
import { FOLD, pairsForUpdate } from "../layer/background.ts";
import type { DenseLayout } from "../layer/dense_layout.ts";
import type { Stored } from "../layer/examples.ts";
import type { TrainingForm } from "../layer/form.ts";
import { forwardOf, inputOf } from "../layer/forward.ts";
import { gatherList, gatherPairs, gatherRow } from "../layer/gather.ts";
import { kernelsOf } from "../layer/kernels.ts";
import { type Layout, layOut } from "../layer/layout.ts";
import { listsOf } from "../layer/lists.ts";
import { optimizerFor, storeGradient } from "../layer/optimizer.ts";
import { gradientNorm } from "../layer/regularization.ts";
import { type BatchAddresses, scoreOne, scoreRow } from "../score/score.ts";
import { train } from "./batch.ts";
import { listsFor, ROW, trainSingly } from "./singly.ts";

/**
 * One call of `train` can process at least this number of examples; the exact
 * limit is `callSize`.
 */
const ORDER = 1024;

/** A compiled WebAssembly module for training, with its memory addresses. */
export interface Trainer extends BatchAddresses {
  /** The bytes of the module. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The number of memory pages that the module needs. */
  readonly pages: number;
  /** The memory layout of the network. */
  readonly layout: Layout;
  /**
   * The distance in bytes from the weights to the stored gradient, if the
   * gradient is stored.
   */
  readonly gradientDistance?: number | undefined;
  /** The number of examples per optimizer step. */
  readonly batchSize: number;
  /** The largest number of examples in one call of `train`, a multiple of `grain`. */
  readonly callSize: number;
  /**
   * The number of examples between two points where training can resume, a
   * multiple of the batch size. After a multiple of `grain` examples, training
   * can resume from only the weights and moments, and computes the same bits as
   * training without a pause.
   */
  readonly grain: number;
}

/**
 * Compiles the module that trains. The module exports `train(worker, workers,
 * count)`, and `derive()`, which must be called after weights are written.
 *
 * @param memory The memory, in which the examples are already allocated.
 * @param workers The largest number of workers. With more than one worker,
 *   the memory is shared.
 * @param cut The threshold of binary outputs; see `isRight`.
 * @param isWeighted Whether the examples have weights.
 * @param fuses Whether the module multiplies and adds in one instruction.
 */
export function compileTrainer(
  memory: Allotment,
  plan: Plan,
  stored: Stored,
  form: TrainingForm,
  { workers, cut, isWeighted, fuses }: {
    workers: number;
    fuses: boolean | undefined;
    cut: number | undefined;
    isWeighted: boolean;
  },
): Trainer {
  const { batchSize, slice, storesGradient, single } = form;
  const batch = single ? ROW * workers : slice;
  const module = new Module(fuses);
  const optimizer = optimizerFor(
    module,
    plan,
    form.hasPlainStep,
    () => layout.weightBytes,
    () => storedNorm!(),
  );
  const copies = optimizer.moments + (storesGradient ? 1 : 0);
  const layout: Layout = layOut(memory, form, batch, copies);
  const gradientDistance = storesGradient
    ? (1 + optimizer.moments) * layout.weightBytes
    : undefined;
  const storedNorm = gradientDistance === undefined
    ? undefined
    : gradientNorm(module, layout, gradientDistance);
  const [{ hasBackground }] = layout.layers;
  const grain = batchSize * (hasBackground ? Math.ceil(FOLD / batchSize) : 1);
  const callSize = grain * Math.ceil(ORDER / grain);
  const targetStride = 16 * Math.ceil(plan.outputs / 4);
  const addresses: BatchAddresses = {
    order: memory.take(4 * callSize),
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
    const list = listsFor(memory, stored.longest + 2, batch); // 2 more pairs for a background; see `layer/background.ts`
    const gather = stored.numbers === undefined
      ? gatherPairs(module, stored, list)
      : gatherList(module, stored, list);
    const { order } = addresses;
    const one = scoreOne(module, plan, layout, addresses, cut);
    const pairsToUpdate = hasBackground
      ? pairsForUpdate(module, stored, list)
      : undefined;
    const example = { list, order, gather, pairsToUpdate, ...one };
    const layers = layout.layers as readonly DenseLayout[]; // `single` networks have only dense layers
    trainSingly(module, memory, plan, layers, example, batch);
  } else {
    const input = inputOf(memory, plan, stored, batch);
    const { layers } = layout;
    const lists = layers.map(({ inputs, isFirst, sparse }) =>
      isFirst
        ? input.lists
        : sparse
        ? listsOf(memory, { width: inputs, batch, learns: true })
        : undefined
    );
    const gather = input.lists
      ? gatherList(module, stored, input.lists)
      : gatherRow(module, stored, input);
    const weightUpdate = gradientDistance === undefined
      ? optimizer.update
      : storeGradient(gradientDistance);
    const derive = layers.filter(({ derived }) => derived > 0)
      .flatMap((layer) => kernelsOf(layer).derive?.(module, layer) ?? []);
    const folded = hasBackground
      ? kernelsOf(layers[0]).fold?.(module, layers[0])
      : undefined;
    const scored = scoreRow(module, plan, layout, addresses, cut);
    const pairsToUpdate = hasBackground && input.lists
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
          pairsToUpdate?.(example.get, row.get) ?? [],
        ]),
        backward: layers.slice(1).map((layer, l) =>
          kernelsOf(layer).backward(module, memory, layer, layers[l], batch)
        ).reverse().flat(),
        update: layers.flatMap((layer, l) =>
          kernelsOf(layer).update?.(
            module,
            layer,
            l === 0 ? input : layers[l - 1],
            lists[l],
            weightUpdate,
            optimizer.movesAlways,
          ) ?? []
        ),
        learn: layers.flatMap((layer) =>
          kernelsOf(layer).learn?.(module, layer) ?? []
        ),
        limit: maxNorm === undefined
          ? []
          : layers.flatMap((layer) =>
            kernelsOf(layer).limitNorms?.(module, layer, maxNorm) ?? []
          ),
        derive,
        needsBarrier: maxNorm !== undefined || lists.slice(1).some(Boolean),
        fold: folded,
      },
      optimizer,
      { batchSize, grain, gradientDistance, work: plan.work },
    );
    const alone = [...derive, ...folded ? [folded] : []].map((part) =>
      part(i32.const(0), i32.const(1))
    );
    module.fn([], [], () => alone, "derive");
  }
  const { pages } = memory;
  const bytes = module.assemble(pages, workers > 1);
  return {
    ...addresses,
    bytes,
    pages,
    layout,
    gradientDistance,
    batchSize,
    callSize,
    grain,
  };
}
