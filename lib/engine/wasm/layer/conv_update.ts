/**
 * The gradient of a convolution's weights, computed by the tile function of
 * `tile.ts`. Each row of a matrix product belongs to one weight of a kernel
 * row, each column belongs to a filter, and the sums are over output positions.
 * The kernels compute
 *
 * ```
 * for each example, kernel row: dW[kernel row] += x[rows, columns] dz[rows, columns]
 * for each example, place:      dBias += dz[place]
 * ```
 *
 * @module
 */

import {
  type Call,
  type Code,
  i32,
  type Local,
  type Module,
  v128,
  when,
} from "../code/assemble.ts";
import { loop, plus, times, workerPart } from "../code/control.ts";
import { type ConvLayout, products } from "./conv_products.ts";
import { lanesOf, rowAt } from "./image.ts";
import type { Inputs } from "./kernel.ts";
import type { WeightUpdate } from "./optimizer.ts";

const three = ["i32", "i32", "i32"] as const;

/**
 * Adds a function `(half, to, examples)` that adds the gradients of `examples`
 * examples to the gradient of the four biases at address `to`, whose indices
 * start at 4 * `half`.
 */
export function biasUpdate(
  module: Module,
  { windows: { rows, columns }, filters: F, stride, dz }: ConvLayout,
  { first, last }: WeightUpdate,
): Call {
  const bytes = 4 * F * rows.output * columns.output;
  const halves = Math.ceil(F / 4), lanes = lanesOf(F, halves - 1);
  return module.fn(three, [], (local, half, to, examples) => {
    const sum = local("v128"), [b, p] = local.many("i32", 2);
    const apply = last(local);
    const from = i32.add(rowAt(b, stride, dz), times(half.get, 16));
    return [
      sum.set(first(to, 0)),
      loop(
        b,
        i32.const(0),
        examples.get,
        1,
        loop(
          p,
          from,
          plus(from, bytes),
          4 * F,
          sum.set(v128.add(sum.get, v128.load(p.get))),
        ),
      ),
      lanes
        ? when(
          i32.eq(half.get, i32.const(halves - 1)),
          sum.set(v128.andBits(sum.get, lanes)),
        )
        : [],
      apply.prepare,
      apply(to, 0, sum.get),
    ];
  });
}

/**
 * Adds a function `(worker, workers, examples)` that adds the gradients of
 * `examples` examples to the stored gradient of the weights. Each worker
 * computes the gradient of some kernel rows of some panels. The biases count as
 * one more kernel row.
 */
export function convUpdate(
  module: Module,
  layer: ConvLayout,
  x: Inputs,
  { first, last }: WeightUpdate,
): Call {
  const { windows: { rows, columns, channels: C }, filters: F } = layer;
  const { weights, panels, panelBytes, stride, dz } = layer;
  const line = 4 * C * columns.padded, run = columns.size * C;
  const within = (sum: Code, width: number, half: number) => {
    const lanes = lanesOf(width, half);
    return lanes ? v128.andBits(sum, lanes) : sum;
  };
  const tiles = products(module, F, (width = 8) => ({
    aRow: 4,
    aStep: 4 * C * columns.stride,
    bStart: 0,
    bStep: 4 * F,
    cRow: 32,
    k: columns.output,
    runs: {
      count: rows.output,
      jump: rows.stride * line - 4 * C * columns.stride * columns.output,
    },
    first: (_, c, row, column) => first(c, 32 * row + column),
    last: (local) => {
      const apply = last(local);
      return Object.assign(
        (c: Local, offset: number, sum: Code, half: number) =>
          apply(c, offset, within(sum, width, half)),
        { prepare: apply.prepare },
      );
    },
  }));
  const biases = biasUpdate(module, layer, { first, last });
  return module.fn(three, [], (local, worker, workers, examples) => {
    const [unit, end, panel, i, b, w] = local.many("i32", 6);
    const perPanel = rows.size + 1;
    const mine = workerPart(i32.const(panels * perPanel), worker, workers);
    return [
      end.set(mine.to),
      loop(unit, mine.from, end.get, 1, [
        panel.set(i32.div(unit.get, i32.const(perPanel))),
        i.set(i32.rest(unit.get, i32.const(perPanel))),
        w.set(rowAt(panel, panelBytes, weights)),
        when(
          i32.eq(i.get, i32.const(rows.size)),
          [0, 1].map((half) =>
            biases(
              plus(times(panel.get, 2), half),
              plus(w.get, 16 * half),
              examples.get,
            )
          ),
          [
            w.set(i32.add(w.get, plus(times(i.get, 32 * run), 32))),
            loop(
              b,
              i32.const(0),
              examples.get,
              1,
              tiles(
                panel,
                i32.add(rowAt(b, x.stride, x.a), times(i.get, line)),
                i32.add(rowAt(b, stride, dz), times(panel.get, 32)),
                w.get,
                i32.const(run),
                i32.const(0),
              ),
            ),
          ],
        ),
      ]),
    ];
  });
}
