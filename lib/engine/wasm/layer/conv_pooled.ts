/**
 * A kernel function that computes the forward pass of a convolution together
 * with the forward pass of the max pooling layer after the convolution. Each
 * call of the tile function of `tile.ts` computes the convolution's outputs at
 * the four positions of one window of the pooling layer. Therefore the outputs
 * of the convolution stay in registers. For filter f and the positions p of a
 * window, the kernel function computes
 *
 * ```
 * out[window][f] = max over p of activation(z[p][f])
 * ```
 *
 * For the backward pass, the kernel function stores the position of each
 * window's maximum as bits. If several positions of a window have the maximum,
 * only the bit of the first position is 1. Each byte of the stored bits
 * describes four filters at the two positions, left and right, of one row of a
 * pooling window. The four lowest bits of a byte belong to the left one of the two positions, with one bit for each filter. The four highest bits of a byte belong to the
 * right position. The array that stores the positions of the maxima has the
 * shape `[rows of windows][top, bottom][filters / 4][columns of windows]`. With
 * this shape, the bits of one filter are in the order of the convolution's
 * output positions, row by row.
 *
 * @module
 */

import { isElementwise } from "../code/activations.ts";
import {
  type Call,
  type Code,
  i32,
  type Local,
  type Module,
  v128,
  when,
} from "../code/assemble.ts";
import { loop, plus, times } from "../code/control.ts";
import { fusedActivation } from "./activation.ts";
import type { ConvLayout } from "./conv_products.ts";
import { eachRow, rowAt, storeWithin } from "./image.ts";
import type { Inputs } from "./kernel.ts";
import { tile, type WholeTile } from "./tile.ts";

/** The number of positions in a window of the pooling layer. */
const PLACES = 4;

/** The size in bytes of the stored positions of the maxima, for one example. */
export function winnerBytes(windows: number, filters: number): number {
  const more = 4; // kernels can read this number of bytes after the stored positions
  return 16 * Math.ceil((2 * windows * Math.ceil(filters / 4) + more) / 16);
}

/**
 * Adds a function `(row, rows)` that computes the outputs of the pooling layer
 * for `rows` rows of the batch, starting at `row`.
 */
export function pooledForward(
  module: Module,
  layer: ConvLayout,
  x: Inputs,
): Call {
  const { windows: { rows, columns }, filters: F, learns } = layer;
  const { weights, panels, panelBytes, stride, a } = layer;
  const [high, wide] = layer.pooling!.output, fours = Math.ceil(F / 4);
  const line = 4 * layer.windows.channels * columns.padded;
  const whole = Math.floor(F / 8);
  const all = whole > 0 ? pooledTile(module, layer, 8) : undefined;
  const last = F % 8 > 0 ? pooledTile(module, layer, F % 8) : undefined;
  const tiles = (panel: Local, ...operands: Code[]) =>
    all && last
      ? when(
        i32.lt(panel.get, i32.const(whole)),
        all(...operands),
        last(...operands),
      )
      : (all ?? last!)(...operands);
  const right = 4 * layer.windows.channels * columns.stride * 2;
  return module.fn(["i32", "i32"], [], (local, row, rowCount) => {
    const [panel, r, c, from, w, to, winner, at] = local.many("i32", 8);
    return eachRow(local, row, rowCount, (b) => [
      w.set(i32.const(weights)),
      loop(panel, i32.const(0), i32.const(panels), 1, [
        from.set(rowAt(b, x.stride, x.a)),
        to.set(i32.add(rowAt(b, stride, a), times(panel.get, 32))),
        learns
          ? winner.set(i32.add(
            rowAt(b, layer.keptStride, layer.kept + layer.winners),
            times(panel.get, 2 * wide),
          ))
          : [],
        loop(r, i32.const(0), i32.const(high), 1, [
          at.set(from.get),
          loop(c, i32.const(0), i32.const(wide), 1, [
            tiles(panel, at.get, w.get, to.get, winner.get),
            at.set(plus(at.get, right)),
            to.set(plus(to.get, 4 * F)),
            learns ? winner.set(plus(winner.get, 1)) : [],
          ]),
          from.set(plus(from.get, 2 * rows.stride * line)),
          learns ? winner.set(plus(winner.get, (2 * fours - 1) * wide)) : [],
        ]),
        w.set(plus(w.get, panelBytes)),
      ]),
    ]);
  });
}

/**
 * Adds a function `(a, b, c, winner)` that computes the outputs of one window of
 * the pooling layer for `width` filters. The function reads inputs at address
 * `a` and weights at address `b`, and writes the outputs to address `c` and the
 * positions of the maxima to address `winner`.
 */
function pooledTile(module: Module, layer: ConvLayout, width: number): Call {
  const { windows: { rows, columns, channels: C }, panels, learns } = layer;
  const line = 4 * C * columns.padded, right = 4 * C * columns.stride;
  const [, wide] = layer.pooling!.output;
  const fours = Math.ceil(layer.filters / 4);
  const activation = fusedActivation(layer);
  // pmax is shorter code than max; without NaN and -0, pmax and max have the
  // same result
  const larger = isElementwise(layer.activation) && layer.activation.isPositive
    ? v128.pmax
    : v128.max;
  const shape: WholeTile = {
    aRow: [0, right, rows.stride * line, rows.stride * line + right],
    aStep: 4,
    bStart: 32, // the weights follow the row of biases
    bStep: 32,
    k: columns.size * C,
    runs: { count: rows.size, jump: line - 4 * C * columns.size },
    skipsZeros: layer.skipsBlanks,
    first: (b, _, __, column) => v128.load(b.get, column),
    together(local) {
      const f = activation.forward(local);
      const most = local("v128"), bits = local("i32");
      return (c, winner, sums) =>
        [0, 1].filter((half) => 4 * half < width).map((half) => {
          const places = sums.map((pair) => pair[half]);
          const lanes = Math.min(4, width - 4 * half);
          return [
            places.map((z) => z.set(f(z.get))),
            most.set(
              places.map(({ get }) => get).reduce((a, b) => larger(a, b)),
            ),
            width === 8 || panels === 1 // numbers written after the last filter are overwritten later
              ? v128.store(c.get, most.get, 16 * half)
              : storeWithin(width, half, c.get, most.get, 16 * half),
            learns
              ? [
                bits.set(firstOf(
                  bits,
                  places.map(({ get }) => v128.eq(get, most.get)),
                )),
                [0, 1].map((bottom) =>
                  i32.store8(
                    winner.get,
                    i32.and(
                      i32.shiftRight(bits.get, i32.const(8 * bottom)),
                      i32.const(0x11 * ((1 << lanes) - 1)),
                    ),
                    (bottom * fours + half) * wide,
                  )
                ),
              ]
              : [],
          ];
        });
    },
  };
  return tile(module, shape, PLACES);
}

/**
 * Code that packs four masks, with four bits each, into one integer. A mask has
 * one bit for each lane of a vector. If the bit of a lane is 1 in several
 * masks, only the bit of the first of these masks is 1 in the result.
 */
function firstOf(bits: Local, masks: readonly Code[]): Code {
  const before = [4, 8, 12]
    .map((shift) => i32.shiftLeft(bits.get, i32.const(shift)))
    .reduce((a, b) => i32.or(a, b));
  return [
    bits.set(
      masks
        .map((mask, n) => i32.shiftLeft(v128.signs(mask), i32.const(4 * n)))
        .reduce((a, b) => i32.or(a, b)),
    ),
    i32.and(bits.get, i32.xor(before, i32.const(-1))),
  ];
}
