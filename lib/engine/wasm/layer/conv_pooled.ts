/**
 * The forward pass of a convolution and the max pooling layer after it, computed
 * together. The rows of a tile are the four positions of a window of the pooling
 * layer, so that the outputs of the convolution stay in registers:
 *
 * ```
 * out[window][f] = max over the four places of the window of f(z[place][f])
 * ```
 *
 * For the backward pass, the kernel stores which position has the maximum. Each
 * byte belongs to four filters and two neighboring positions of a row. The four
 * lowest bits are 1 for the filters whose first maximum is at the left
 * position. The four highest bits are 1 for the filters whose first maximum is
 * at the right position. The bytes are stored as `[rows of windows][top,
 * bottom][filters / 4][columns of windows]`, so that the bits of one filter are
 * in the order of the positions.
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

/** The number of positions of a window of the pooling layer. */
const PLACES = 4;

/** The number of bytes that say, for one example, which positions have the maximum. */
export function winnerBytes(windows: number, filters: number): number {
  const more = 4; // the number of bytes after the end that kernels read
  return 16 * Math.ceil((2 * windows * Math.ceil(filters / 4) + more) / 16);
}

/**
 * Adds a function `(row, rows)` that computes the outputs for `rows` rows of
 * the batch, from `row`.
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
 * Adds a function `(a, b, c, winner)` that computes one window of the pooling layer for
 * `width` filters. `winner` is the address of the first byte that says which position
 * has the maximum.
 */
function pooledTile(module: Module, layer: ConvLayout, width: number): Call {
  const { windows: { rows, columns, channels: C }, panels, learns } = layer;
  const line = 4 * C * columns.padded, right = 4 * C * columns.stride;
  const [, wide] = layer.pooling!.output;
  const fours = Math.ceil(layer.filters / 4);
  const activation = fusedActivation(layer);
  // without NaN and -0, the shorter pmax gives the same bits as max
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
            width === 8 || panels === 1 // numbers after the last column are overwritten later
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
 * Code that computes four bits for each of four masks. If several masks have a
 * bit for the same lane, only the bit of the first of these masks is set in the
 * result.
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
