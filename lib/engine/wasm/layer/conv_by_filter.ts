/**
 * The weights or the gradient of a convolution, stored filter by filter for the
 * kernel functions that read lists of nonzero gradients. The array has the
 * shape `[F][kernel rows][numbers of a row]`: `F` is the number of filters, and
 * rows are padded with zeros to a multiple of 4 numbers. Each window is divided
 * into pieces that are so small that registers can hold one sum for each number
 * of a piece.
 *
 * @module
 */

import { type Call, i32, type Module, v128 } from "../code/assemble.ts";
import { loop, plus, times, workerPart } from "../code/control.ts";
import type { ConvLayout } from "./conv_products.ts";
import type { WeightUpdate } from "./optimizer.ts";

/**
 * The largest number of vectors of sums that a kernel function keeps in
 * registers.
 */
const SUMS = 12;

type Sized = Pick<ConvLayout, "windows" | "filters">;

/** The number of vectors (of 4 numbers each) in a kernel row. */
function rowVectors({ windows: { columns, channels } }: Sized): number {
  return Math.ceil(columns.size * channels / 4);
}

/** The size of one filter in bytes. */
export function filterBytesOf(layer: Sized): number {
  return 16 * layer.windows.rows.size * rowVectors(layer);
}

/** The size of all filters in bytes, rounded up to a multiple of four filters. */
export function byFilterBytes(layer: Sized): number {
  return 4 * Math.ceil(layer.filters / 4) * filterBytesOf(layer);
}

/** A piece of a window: some whole kernel rows, or a part of one kernel row. */
export interface Piece {
  /** The offset of the piece from the start of a filter, in bytes. */
  readonly at: number;
  /** The offset of the piece in an image, in bytes from the first number of the window. */
  readonly inImage: number;
  /**
   * The offset of each vector of the piece in an image, in bytes from the first
   * vector.
   */
  readonly offsets: readonly number[];
}

/** Divides a window into pieces. */
export function piecesOf(layer: Sized): Piece[] {
  const { rows, columns, channels } = layer.windows;
  const all = rowVectors(layer), line = 4 * channels * columns.padded;
  const wide = Math.ceil(all / Math.ceil(all / SUMS));
  const high = Math.max(1, Math.floor(SUMS / all));
  const pieces: Piece[] = [];
  for (let row = 0; row < rows.size; row += high) {
    for (let v = 0; v < all; v += wide) {
      const width = Math.min(wide, all - v);
      const length = Math.min(high, rows.size - row) * width;
      const offsets = Array.from(
        { length },
        (_, n) => Math.floor(n / width) * line + 16 * (n % width),
      );
      const at = 16 * (row * all + v), inImage = row * line + 16 * v;
      pieces.push({ at, inImage, offsets });
    }
  }
  return pieces;
}

/**
 * Makes one WebAssembly function for all pieces with the same offsets; the
 * result is a function that returns the WebAssembly function of a piece.
 */
export function perForm(
  pieces: readonly Piece[],
  make: (offsets: readonly number[]) => Call,
): (piece: Piece) => Call {
  const made = new Map<string, Call>();
  const keyOf = ({ offsets }: Piece) => offsets.join();
  for (const piece of pieces) {
    const key = keyOf(piece);
    if (!made.has(key)) made.set(key, make(piece.offsets));
  }
  return (piece) => made.get(keyOf(piece))!;
}

/**
 * Adds a function `(four)` that copies filter group `four` (four filters): with
 * `take`, from panels to the array at address `by`; with `give`, back to
 * panels.
 */
export function copyFour(
  module: Module,
  layer: ConvLayout,
  by: number,
  panels:
    | { readonly take: WeightUpdate["first"] }
    | { readonly give: WeightUpdate["last"] },
): Call {
  const { windows: { rows, columns, channels }, weights, panelBytes } = layer;
  const run = columns.size * channels, bytes = filterBytesOf(layer);
  return module.fn(["i32"], [], (local, four) => {
    const [panel, out, i, v] = local.many("i32", 4);
    const x = local.many("v128", 4), turned = local.many("v128", 4);
    const give = "give" in panels ? panels.give(local) : undefined;
    const turn = () => {
      const [a, b, c, d] = x.map(({ get }) => get);
      return [[0, 4, 1, 5], [2, 6, 3, 7]].flatMap((lanes, half) => {
        const ab = v128.shuffle(a, b, ...lanes);
        const cd = v128.shuffle(c, d, ...lanes);
        return [
          turned[2 * half].set(v128.shuffle(ab, cd, 0, 1, 4, 5)),
          turned[2 * half + 1].set(v128.shuffle(ab, cd, 2, 3, 6, 7)),
        ];
      });
    };
    const some = (count: number) => [
      "take" in panels
        ? [
          x.map((one, k) =>
            one.set(k < count ? panels.take(panel, 32 * k) : v128.const(0))
          ),
          turn(),
          turned.map((one, f) => v128.store(out.get, one.get, f * bytes)),
        ]
        : [
          x.map((one, f) => one.set(v128.load(out.get, f * bytes))),
          turn(),
          turned.slice(0, count).map((one, k) => give!(panel, 32 * k, one.get)),
        ],
      panel.set(plus(panel.get, 32 * count)),
      out.set(plus(out.get, 16)),
    ];
    return [
      give?.prepare ?? [],
      panel.set(i32.add(
        times(i32.div(four.get, i32.const(2)), panelBytes),
        plus(times(i32.and(four.get, i32.const(1)), 16), weights + 32), // the weights follow the row of biases
      )),
      out.set(plus(times(four.get, 4 * bytes), by)),
      loop(i, i32.const(0), i32.const(rows.size), 1, [
        loop(v, i32.const(0), i32.const(Math.floor(run / 4)), 1, some(4)),
        run % 4 > 0 ? some(run % 4) : [],
      ]),
    ];
  });
}

/**
 * Adds a function `(worker, workers)` that copies the weights to the address
 * `derived`, filter by filter.
 */
export function deriveByFilter(module: Module, layer: ConvLayout): Call {
  const copy = copyFour(module, layer, layer.derived, {
    take: (w, offset) => v128.load(w.get, offset),
  });
  const fours = i32.const(Math.ceil(layer.filters / 4));
  return module.fn(["i32", "i32"], [], (local, worker, workers) => {
    const four = local("i32"), mine = workerPart(fours, worker, workers);
    return loop(four, mine.from, mine.to, 1, copy(four.get));
  });
}
