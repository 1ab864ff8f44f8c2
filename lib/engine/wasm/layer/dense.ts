/**
 * The kernel functions of `dense`: those of `products.ts` or, if zeros are
 * skipped, those of `sparse.ts` and `inverse.ts`. The weights are divided among
 * workers either by panels, which are blocks of neighboring outputs, or by
 * inputs.
 *
 * @module
 */

import { i32, type Module } from "../code/assemble.ts";
import { workerPart } from "../code/control.ts";
import { fold } from "./background.ts";
import { copyDense, type DenseLayout, denseSizes } from "./dense_layout.ts";
import { biasOf, sparseUpdate, transposeLists } from "./inverse.ts";
import type { LayerKernels } from "./kernel.ts";
import { listRows, listsOf } from "./lists.ts";
import {
  denseBackward,
  denseForward,
  denseUpdate,
  transpose,
} from "./products.ts";
import { limitNorms } from "./max_norm.ts";
import { sparseBackward, sparseForward } from "./sparse.ts";

/** The kernel functions of `dense` layers. */
export const dense: LayerKernels<DenseLayout> = {
  takesLists: true,
  takesSingleExamples: true,
  fusesUpdate: true,
  layOut: denseSizes,
  copyParameters: copyDense,
  forward: (module, layer, inputs, lists) => [{
    run: lists
      ? sparseForward(module, layer, lists)
      : denseForward(module, layer, inputs),
  }],
  backward(module, memory, layer, below, batch) {
    if (!layer.sparseBackward) {
      return [{ run: denseBackward(module, layer, below) }];
    }
    const { dz: from, stride, units: count } = layer;
    const lists = listsOf(memory, { width: count, batch, learns: false });
    return [
      { run: listRows(module, { from, stride, count }, lists) },
      { run: sparseBackward(module, layer, below, lists) },
    ];
  },
  update(module, layer, inputs, lists, weightUpdate, movesAlways) {
    const parts = ["i32", "i32", "i32"] as const;
    if (lists) {
      const invert = transposeLists(module, layer, lists);
      const update = sparseUpdate(
        module,
        layer,
        lists,
        weightUpdate,
        movesAlways,
      );
      const count = i32.const(biasOf(layer) + 1);
      return module.fn(parts, [], (_, worker, workers, examples) => {
        const { from, to } = workerPart(count, worker, workers);
        return [invert(from, to, examples.get), update(from, to)];
      });
    }
    const update = denseUpdate(module, layer, inputs, weightUpdate);
    return module.fn(parts, [], (_, worker, workers, examples) => {
      const { from, to } = workerPart(
        i32.const(layer.panels),
        worker,
        workers,
      );
      return update(from, i32.sub(to, from), examples.get);
    });
  },
  derive(module: Module, layer) {
    const part = transpose(module, layer);
    return module.fn(["i32", "i32"], [], (local, worker, workers) => {
      const first = local("i32");
      const { from, to } = workerPart(i32.const(layer.panels), worker, workers);
      return [first.set(from), part(first.get, i32.sub(to, first.get))];
    });
  },
  limitNorms,
  fold(module, layer) {
    const folded = fold(module, layer);
    return module.fn(["i32", "i32"], [], (_, worker, workers) => {
      const { from, to } = workerPart(i32.const(layer.panels), worker, workers);
      return folded(from, to);
    });
  },
};
