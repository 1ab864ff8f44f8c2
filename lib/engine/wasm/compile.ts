/**
 * From a network's plan to the bytes of one WebAssembly module: which kernels it
 * needs, and where in memory they find things. Every size, stride and offset is
 * a constant of the code.
 *
 * @module
 */

import type { Plan } from "../../network/mod.ts";
import { activateRows } from "./activation.ts";
import { type Call, f64, i32, Module } from "./assemble.ts";
import { type Figures, share, train } from "./batch.ts";
import { loop, plus } from "./control.ts";
import {
  denseBackward,
  denseForward,
  denseUpdate,
  transpose,
} from "./dense.ts";
import { keep, sgd } from "./descent.ts";
import { gatherList, gatherRow, type Stored } from "./examples.ts";
import { type Allotment, type Layout, layOut } from "./layout.ts";
import { answer, classOf, score } from "./output.ts";
import { invert, type Lists, sparseForward, sparseUpdate } from "./sparse.ts";

/** The most examples that are in memory between forward and update. */
export const SLICE = 1024;

/** How many examples one call may be given, at least. */
const ORDER = 1024;

/** A module and where its memory holds what. */
export interface Compiled {
  /** The module. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The pages of memory it needs. */
  readonly pages: number;
  /** Where weights are. */
  readonly layout: Layout;
  /** How far from the weights the gradient is, where it is kept. */
  readonly kept?: number | undefined;
}

/** A module that learns, and where it is given its work. */
export interface Trainer extends Compiled, Figures {
  /** How many examples a call may be given: whole batches. */
  readonly room: number;
  /** Where targets are, and the bytes of each. */
  readonly targets: number;
  /** The bytes from one target to the next. */
  readonly targetStride: number;
  /** Where the class of each target is. */
  readonly classes: number;
}

/** How examples reach the first layer: whole rows or lists. */
type Input = { a: number; stride: number; lists?: Lists };

function inputOf(
  memory: Allotment,
  plan: Plan,
  stored: Stored,
  batch: number,
  learns: boolean,
): Input {
  if (stored.numbers === undefined) {
    const stride = 4 * plan.inputs + (plan.inputs % 256 ? 0 : 64);
    return { a: memory.take(batch * stride + 64), stride };
  }
  const stride = 8 * stored.longest + 8;
  const inverseStride = learns ? 8 * batch + (batch % 128 ? 0 : 64) : 0;
  const lists = {
    stride,
    pairs: memory.take(batch * stride),
    ends: memory.take(4 * batch),
    inverseStride,
    inverse: memory.take(inverseStride * (plan.inputs + 1)),
    inverseEnds: memory.take(4 * (plan.inputs + 1)),
  };
  return { a: 0, stride: 0, lists };
}

/** The kernels of forward, from a gathered batch to weighted sums at the end. */
function forwardOf(module: Module, layout: Layout, input: Input): Call[] {
  return layout.layers.flatMap((layer, l) => {
    const below = l === 0 ? input : layout.layers[l - 1];
    const product = l === 0 && input.lists
      ? sparseForward(module, layer, input.lists)
      : denseForward(module, layer, below);
    const last = l === layout.layers.length - 1;
    const activate = last ? undefined : activateRows(module, layer);
    return activate ? [product, activate] : [product];
  });
}

/**
 * The module that learns.
 *
 * @param memory Where examples already have their place.
 * @param batchSize How many examples make a step.
 * @param keeps Whether the gradient must reach memory.
 */
export function compileTrainer(
  memory: Allotment,
  plan: Plan,
  stored: Stored,
  batchSize: number,
  shared: boolean,
  keeps = batchSize > SLICE,
): Trainer {
  const batch = Math.min(batchSize, SLICE);
  const moments = 0;
  const layout = layOut(memory, plan, {
    batch,
    sparse: stored.numbers !== undefined,
    copies: moments + (keeps ? 1 : 0),
    learns: true,
  });
  const kept = keeps ? (1 + moments) * layout.weightBytes : undefined;
  const input = inputOf(memory, plan, stored, batch, true);
  const room = batchSize * Math.ceil(ORDER / batchSize);
  const targetStride = 16 * Math.ceil(plan.outputs / 4);
  const figures = {
    order: memory.take(4 * room),
    losses: memory.take(8 * batch),
    rights: memory.take(4 * batch),
    targets: memory.take(stored.rows * targetStride + 16),
    classes: memory.take(4 * stored.rows),
  };
  const module = new Module();
  const optimizer = sgd(module);
  const descent = kept === undefined ? optimizer.descent : keep(kept);
  const { layers } = layout;
  const last = layers[layers.length - 1];
  const rowScore = score(module, plan, last), rowClass = classOf(module, last);
  const transposes = layers.slice(1).map((layer) => transpose(module, layer));
  const parts = {
    gather: input.lists
      ? gatherList(module, stored, input.lists)
      : gatherRow(module, stored, input),
    forward: forwardOf(module, layout, input),
    score: module.fn(["i32", "i32"], [], (_, row, example) => [
      f64.store(
        i32.mul(row.get, i32.const(8)),
        rowScore(
          plus(i32.mul(row.get, i32.const(last.stride)), last.dz),
          plus(i32.mul(example.get, i32.const(targetStride)), figures.targets),
        ),
        figures.losses,
      ),
      i32.store(
        i32.mul(row.get, i32.const(4)),
        i32.eq(
          rowClass(plus(i32.mul(row.get, i32.const(last.stride)), last.a)),
          i32.load(i32.mul(example.get, i32.const(4)), figures.classes),
        ),
        figures.rights,
      ),
    ]),
    backward: layers.slice(1).map((layer, l) =>
      denseBackward(module, layer, layers[l])
    )
      .reverse(),
    update: layers.map((layer, l) => {
      if (l === 0 && input.lists) {
        const turn = invert(module, layer, input.lists);
        const update = sparseUpdate(module, layer, input.lists, descent, false);
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
        l === 0 ? input : layers[l - 1],
        descent,
      );
      return module.fn(["i32", "i32", "i32"], [], (_, worker, workers, n) => {
        const { from, to } = share(i32.const(layer.panels), worker, workers);
        return update(from, i32.sub(to, from), n.get);
      });
    }),
    derive: layers.slice(1).map(({ panels }, l) =>
      module.fn(["i32", "i32"], [], (_, worker, workers) => {
        const { from, to } = share(i32.const(panels), worker, workers);
        return transposes[l](from, i32.sub(to, from));
      })
    ),
  };
  module.fn(
    [],
    [],
    () =>
      layers.slice(1).map(({ panels }, l) =>
        transposes[l](i32.const(0), i32.const(panels))
      ),
    "derive",
  );
  train(module, layout, figures, parts, optimizer, batchSize, kept);
  const { pages } = memory;
  return {
    ...figures,
    bytes: module.assemble(pages, shared),
    pages,
    layout,
    kept,
    room,
    targetStride,
  };
}

/** The module that answers; `predict(rows)` answers the rows in `stored`. */
export function compilePredictor(
  memory: Allotment,
  plan: Plan,
  stored: Stored,
): Compiled {
  const layout = layOut(memory, plan, {
    batch: stored.rows,
    sparse: stored.numbers !== undefined,
    copies: 0,
    learns: false,
  });
  const input = inputOf(memory, plan, stored, stored.rows, false);
  const module = new Module();
  const gather = input.lists
    ? gatherList(module, stored, input.lists)
    : gatherRow(module, stored, input);
  const forward = forwardOf(module, layout, input);
  const last = layout.layers[layout.layers.length - 1];
  const answers = answer(module, last);
  module.fn(["i32"], [], (local, rows) => {
    const row = local("i32");
    return [
      loop(row, i32.const(0), rows.get, 1, gather(row.get, row.get)),
      forward.map((part) => part(i32.const(0), rows.get)),
      loop(
        row,
        i32.const(0),
        rows.get,
        1,
        answers(plus(i32.mul(row.get, i32.const(last.stride)), last.a)),
      ),
    ];
  }, "predict");
  const { pages } = memory;
  return { bytes: module.assemble(pages, false), pages, layout };
}
