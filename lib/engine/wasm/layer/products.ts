/**
 * The kernel functions of a dense layer for a batch, as three matrix products
 * that `tile.ts` computes. The index of an example is b, the index of an input
 * is i, and the index of an output is o. The kernels compute
 *
 * ```
 * forward:  z[b][o] = bias[o] + sum over i of x[b][i] W[i][o];  a = f(z)
 * backward: dzBelow[b][i] = f'(zBelow[b][i]) sum over o of dz[b][o] W[i][o]
 * update:   W[i][o] -= step * sum over b of x[b][i] dz[b][o]
 * ```
 *
 * The outer loop is over panels, which are blocks of 8 columns. The inner loop
 * is over tiles of 5 rows, so that a panel (a block of 8 columns) stays in the L1 cache. The backward
 * pass reads transposed weights of shape `[I / 8][O][8]`, for `I` inputs and
 * `O` outputs. Each update of the weights also updates the transposed weights.
 * If the backward pass skips zeros, the backward pass uses `sparse.ts` and
 * wider panels.
 *
 * @module
 */

import {
  type Call,
  i32,
  type Local,
  type Module,
  v128,
  when,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import { fusedActivation, storeDz } from "./activation.ts";
import type { DenseLayout } from "./dense_layout.ts";
import type { Inputs, LayerLayout } from "./kernel.ts";
import type { WeightUpdate } from "./optimizer.ts";
import { line, panels } from "./panels.ts";
import { type Product, product } from "./tile.ts";

/**
 * Adds a function `(row, rows)` that computes the outputs for `rows` rows of
 * the batch, starting at `row`.
 */
export function denseForward(
  module: Module,
  layer: DenseLayout,
  x: Inputs,
): Call {
  const { weights, panelBytes, stride, a, inputs } = layer;
  const activation = fusedActivation(layer);
  const shape: Product & { k: number } = {
    aRow: x.stride,
    aStep: 4,
    bStart: 32, // the weights follow the row of biases
    bStep: 32,
    cRow: stride,
    k: inputs,
    first: (b, _, __, column) => v128.load(b.get, column),
    last: (local) => {
      const f = activation.forward(local);
      return (c, offset, sum) => v128.store(c.get, f(sum), offset);
    },
  };
  const strides = { b: panelBytes, c: 32 };
  const many = panels(module, product(module, shape), strides);
  const one = line(module, shape, strides, layer.panels);
  return module.fn(["i32", "i32"], [], (_, row, rows) => {
    const places = [
      at(row, x.stride, x.a),
      i32.const(weights),
      at(row, stride, a),
    ];
    return when(
      i32.eq(rows.get, i32.const(1)),
      one(...places),
      many(...places, i32.const(layer.panels), rows.get, i32.const(0)),
    );
  });
}

/** Adds a function `(row, rows)` that computes dL/dz of the previous layer. */
export function denseBackward(
  module: Module,
  { inputs, units, stride, dz, derived, transposedBytes }: DenseLayout,
  below: LayerLayout,
): Call {
  const call = panels(
    module,
    product(module, {
      aRow: stride,
      aStep: 4,
      bStart: 0,
      bStep: 32,
      cRow: below.stride,
      k: units,
      first: () => v128.const(0),
      last: () => (c, offset, sum) => storeDz(below, c, offset, sum),
    }),
    { b: transposedBytes, c: 32 },
  );
  return module.fn(["i32", "i32"], [], (_, row, rows) =>
    call(
      at(row, stride, dz),
      i32.const(derived),
      at(row, below.stride, below.dz),
      i32.const(Math.ceil(inputs / 8)),
      rows.get,
      i32.const(0),
    ));
}

/**
 * Adds a function `(panel, panels, examples)` that updates the weights of
 * `panels` panels, starting at `panel`.
 */
export function denseUpdate(
  module: Module,
  { inputs, stride, dz, weights, panelBytes }: DenseLayout,
  x: Inputs,
  { first, last }: WeightUpdate,
): Call {
  const call = panels(
    module,
    product(module, {
      aRow: 4,
      aStep: x.stride,
      bStart: 0,
      bStep: stride,
      cRow: 32,
      first: (_, c, row, column) => first(c, 32 * row + column),
      last,
    }),
    { b: 32, c: panelBytes },
  );
  const biases = module.fn(
    ["i32", "i32", "i32"],
    [],
    (local, from, to, examples) => {
      const sums = local.many("v128", 2);
      const [b, end] = local.many("i32", 2);
      const apply = last(local);
      return [
        end.set(i32.add(from.get, i32.mul(examples.get, i32.const(stride)))),
        sums.map((sum, half) => sum.set(first(to, 16 * half))),
        loop(
          b,
          from.get,
          end.get,
          stride,
          sums.map((sum, half) =>
            sum.set(v128.add(sum.get, v128.load(b.get, 16 * half)))
          ),
        ),
        apply.prepare,
        sums.map((sum, half) => apply(to, 16 * half, sum.get)),
      ];
    },
  );
  return module.fn(
    ["i32", "i32", "i32"],
    [],
    (local, panel, count, examples) => {
      const p = local("i32");
      return [
        call(
          i32.const(x.a),
          at(panel, 32, dz),
          at(panel, panelBytes, weights + 32),
          count.get,
          i32.const(inputs),
          examples.get,
        ),
        loop(
          p,
          panel.get,
          i32.add(panel.get, count.get),
          1,
          biases(at(p, 32, dz), at(p, panelBytes, weights), examples.get),
        ),
      ];
    },
  );
}

/**
 * Adds a function `(panel, panels)` that copies `panels` panels of any width,
 * starting at `panel`, to the transposed weights, 4 rows at a time. The
 * function uses two blocks of 4 vector registers.
 */
export function transpose(
  module: Module,
  { inputs, vectors, rowBytes, transposedVectors, ...layer }: DenseLayout,
): Call {
  const { weights, panelBytes, derived, transposedBytes } = layer;
  const wide = 16 * transposedVectors;
  /** Code that transposes a 4 x 4 block. */
  const transposed4 = (rows: readonly Local[], to: Local, bytes: number) => {
    const [a, b, c, d] = rows.map((row) => row.get);
    const low = v128.shuffle(a, b, 0, 4, 1, 5),
      lower = v128.shuffle(c, d, 0, 4, 1, 5);
    const high = v128.shuffle(a, b, 2, 6, 3, 7),
      higher = v128.shuffle(c, d, 2, 6, 3, 7);
    return [
      v128.shuffle(low, lower, 0, 1, 4, 5),
      v128.shuffle(low, lower, 2, 3, 6, 7),
      v128.shuffle(high, higher, 0, 1, 4, 5),
      v128.shuffle(high, higher, 2, 3, 6, 7),
    ].map((column, n) => v128.store(to.get, column, bytes + n * wide));
  };
  const one = module.fn(["i32", "i32"], [], (local, from, to) => {
    const [panel, column] = local.many("i32", 2);
    const rows = local.many("v128", 4);
    const block = (v: number) => [
      rows.map((row, n) => row.set(v128.load(from.get, rowBytes * n + 16 * v))),
      transposed4(rows, column, 4 * v * wide),
    ];
    const blocks = Array.from({ length: vectors }, (_, v) => block(v));
    const count = Math.ceil(inputs / 4 / transposedVectors);
    return loop(panel, i32.const(0), i32.const(count), 1, [
      loop(column, to.get, plus(to.get, wide), 16, [
        blocks,
        from.set(plus(from.get, 4 * rowBytes)),
      ]),
      to.set(plus(to.get, transposedBytes)),
    ]);
  });
  return module.fn(["i32", "i32"], [], (local, panel, count) => {
    const p = local("i32");
    return loop(
      p,
      panel.get,
      i32.add(panel.get, count.get),
      1,
      one(
        at(p, panelBytes, weights + rowBytes),
        at(p, 4 * vectors * wide, derived),
      ),
    );
  });
}

/** Code that computes the address start + index * stride. */
function at(index: Local, stride: number, start: number) {
  return plus(i32.mul(index.get, i32.const(stride)), start);
}
