/**
 * The function that computes all matrix products C = A B, tile by tile. The
 * function (kernel) computes a tile of the product C = A B, with at most 5 rows
 * and 8 columns, and keeps the sums of the tile in registers:
 *
 * ```
 * for r < rows, c < 8:
 *   sum = first(r, c)
 *   for k < K: sum += A[r][k] * B[k][c]
 *   last(r, c, sum)
 * ```
 *
 * In the product C = A B, A has constant strides, and each row of B consists of
 * 8 consecutive numbers. In a convolution, a row of the first factor A can
 * consist of several runs, which are blocks of consecutive numbers at a
 * constant distance. For 5 rows of C = A B, the kernel function uses 14 of 15
 * vector registers: 10 for sums, 2 for B, 1 for A, and 1 for a product. Every
 * sum adds its terms in the order of their index k, so that the division of
 * rows into tiles does not change the results. Each size of tile is a separate
 * function, because the compiler would move registers to memory if the tiles
 * were inlined in a loop.
 *
 * @module
 */

import {
  again,
  block,
  brIf,
  type Call,
  type Code,
  i32,
  type Local,
  type Locals,
  type Module,
  v128,
  when,
} from "../code/assemble.ts";
import { plus } from "../code/control.ts";

/** The largest number of rows of a tile. */
export const ROWS = 5;

/** The number of terms that one iteration of the loop over k adds to each sum. */
const UNROLLED = 4;

/** If a sum has at most this number of terms, its code is generated without a loop. */
const SHORT = 8;

/**
 * The strides of a tile, in bytes, and the code that computes the initial
 * values of its sums.
 */
export interface Tile {
  /**
   * The distance in bytes between two rows of the factor A, or the offset in
   * bytes of each row from row 0.
   */
  readonly aRow: number | readonly number[];
  /** The distance in bytes between two neighboring columns of the factor A. */
  readonly aStep: number;
  /** The distance in bytes between two neighboring rows of the factor B. */
  readonly bStep: number;
  /** The offset in bytes of row 0 of the factor B from the address of B. */
  readonly bStart: number;
  /** The number of terms of each sum, if this number is constant. */
  readonly k?: number;
  /**
   * The number of runs (blocks of consecutive numbers of the factor A) in each
   * sum, with `k` terms per run, and the distance in A from the end of a run to
   * the start of the next run, in bytes.
   */
  readonly runs?: { readonly count: number; readonly jump: number };
  /**
   * Whether the computation of a tile is skipped if all numbers of the factor A
   * for this tile are zero. The sums of a skipped tile keep their initial
   * values.
   */
  readonly skipsZeros?: boolean;
  /**
   * Code that computes the initial value of a sum, from the addresses of the
   * factor B and the product C, the row, and the byte offset of the column.
   */
  first(b: Local, c: Local, row: number, column: number): Code;
}

/**
 * The strides of a matrix product, in bytes, and the code that runs before and
 * after the computation of its sums.
 */
export interface Product extends Tile {
  readonly aRow: number;
  /** The distance in bytes between two rows of the product C. */
  readonly cRow: number;
  /**
   * Makes the code that uses a sum; the arguments include the address of the
   * product C, the byte offset of the sum in C, and the sum.
   */
  last(local: Locals): {
    readonly prepare?: Code;
    (c: Local, offset: number, sum: Code, half: number): Code;
  };
}

/** A tile with code that uses all sums of the tile together. */
export interface WholeTile extends Tile {
  readonly k: number;
  /**
   * The code that uses all sums, two vectors for each row. Since `k` is
   * constant, the tile's function does not need its fourth parameter for `k`,
   * and passes this parameter to the code as `more`, for example an address.
   */
  together(
    local: Locals,
  ): (c: Local, more: Local, sums: readonly (readonly Local[])[]) => Code;
}

/**
 * Adds a function `(a, b, c, rows, k)` that computes a product with any number of
 * rows and 8 columns. `a`, `b` and `c` are addresses.
 */
export function product(module: Module, shape: Product): Call {
  const tiles: Call[] = [];
  for (let rows = 1; rows <= ROWS; rows++) {
    tiles.push(tile(module, shape, rows));
  }
  return module.fn(
    ["i32", "i32", "i32", "i32", "i32"],
    [],
    (local, a, b, c, rows, k) => {
      const tile = local("i32");
      const arm = (n: number): Code =>
        n === 1
          ? call(1)
          : when(i32.eq(tile.get, i32.const(n)), call(n), arm(n - 1));
      const call = (n: number) => tiles[n - 1](a.get, b.get, c.get, k.get);
      return block([
        brIf(0, i32.eqz(rows.get)),
        again([
          // divides the rows into tiles; their numbers of rows differ by at most one
          tile.set(i32.div(plus(rows.get, ROWS - 1), i32.const(ROWS))),
          tile.set(i32.div(plus(i32.add(rows.get, tile.get), -1), tile.get)),
          arm(ROWS),
          a.set(i32.add(a.get, i32.mul(tile.get, i32.const(shape.aRow)))),
          c.set(i32.add(c.get, i32.mul(tile.get, i32.const(shape.cRow)))),
          brIf(0, rows.tee(i32.sub(rows.get, tile.get))),
        ]),
      ]);
    },
  );
}

/** Adds a function `(a, b, c, k)` that computes a tile. */
export function tile(
  module: Module,
  shape: Product | WholeTile,
  rows: number,
): Call {
  const { aStep, bStart, bStep } = shape;
  return module.fn(["i32", "i32", "i32", "i32"], [], (local, a, b, c, k) => {
    const sums = Array.from(
      { length: rows },
      () => [local("v128"), local("v128")],
    );
    const [left, right, x] = local.many("v128", 3);
    const end = local("i32");
    // V8 checks each load against the memory size minus its constant offset. With
    // one pointer for each row, all rows use the same offsets and share these
    // bounds.
    const pointers = [a, ...sums.slice(1).map(() => local("i32"))];
    const step = (n: number): Code => [
      left.set(v128.load(b.get, bStart + n * bStep)),
      right.set(v128.load(b.get, bStart + n * bStep + 16)),
      sums.map(([l, r], row) => [
        x.set(v128.loadSplat(pointers[row].get, n * aStep)),
        l.set(v128.add(l.get, v128.mul(x.get, left.get))),
        r.set(v128.add(r.get, v128.mul(x.get, right.get))),
      ]),
    ];
    const steps = (n: number): Code => [
      Array.from({ length: n }, (_, at) => step(at)),
      pointers.map((pointer) => pointer.set(plus(pointer.get, n * aStep))),
      b.set(plus(b.get, n * bStep)),
    ];
    const until = (k: Code): Code =>
      end.set(i32.add(b.get, i32.mul(k, i32.const(bStep))));
    const repeat = (n: number): Code =>
      block([
        brIf(0, i32.ge(b.get, end.get)),
        again([steps(n), brIf(0, i32.lt(b.get, end.get))]),
      ]);
    const product = shape.skipsZeros
      ? (code: Code) => when(anyIn(shape, rows, a), code)
      : (code: Code) => code;
    const whole = (k: number): Code => [
      until(i32.const(k - k % UNROLLED)),
      repeat(UNROLLED),
      steps(k % UNROLLED),
    ];
    return [
      sums.map((pair, row) =>
        pair.map((sum, half) => sum.set(shape.first(b, c, row, 16 * half)))
      ),
      pointers.slice(1).map((pointer, row) =>
        pointer.set(plus(a.get, rowOffset(shape, row + 1)))
      ),
      product(
        shape.k === undefined
          ? [
            until(i32.and(k.get, i32.const(-UNROLLED))),
            repeat(UNROLLED),
            until(i32.and(k.get, i32.const(UNROLLED - 1))),
            repeat(1),
          ]
          : shape.runs === undefined
          ? whole(shape.k)
          : inRuns(local, shape.runs.count, [
            shape.k <= SHORT ? steps(shape.k) : whole(shape.k),
            pointers.map((pointer) =>
              pointer.set(plus(pointer.get, shape.runs!.jump))
            ),
          ]),
      ),
      useOf(local, shape)(c, k, sums),
    ];
  });
}

/** The offset in bytes of a row of the factor A from row 0. */
function rowOffset({ aRow }: Tile, row: number): number {
  return typeof aRow === "number" ? row * aRow : aRow[row];
}

/** Makes the code that uses the sums of a tile. */
function useOf(
  local: Locals,
  shape: Product | WholeTile,
): ReturnType<WholeTile["together"]> {
  if ("together" in shape) return shape.together(local);
  const last = shape.last(local);
  return (c, _, sums) => [
    last.prepare ?? [],
    sums.map((pair, row) =>
      pair.map((sum, half) =>
        last(c, row * shape.cRow + 16 * half, sum.get, half)
      )
    ),
  ];
}

/**
 * Code that tests whether any number of the factor A in the runs of a tile is
 * not zero. Up to three numbers after a run are tested, too.
 */
function anyIn(shape: Tile, rows: number, a: Local): Code {
  const { aStep, k = 0, runs = { count: 1, jump: 0 } } = shape;
  const distance = k * aStep + runs.jump;
  const starts = Array.from(
    { length: rows * runs.count },
    (_, n) => rowOffset(shape, n % rows) + Math.floor(n / rows) * distance,
  ).sort((a, b) => a - b);
  const vectors: Code[] = [];
  let tested = 0; // the end of the bytes that are tested
  for (const start of starts) {
    for (
      let at = Math.max(start, tested);
      at < start + k * aStep;
      at = tested
    ) {
      vectors.push(v128.load(a.get, at));
      tested = at + 16;
    }
  }
  return v128.anyBits(vectors.reduce((some, more) => v128.orBits(some, more)));
}

/**
 * Code that executes `run` `count` times; each time, `run` processes one run of
 * numbers of the factor A.
 */
function inRuns(local: Locals, count: number, run: Code): Code {
  if (count === 1) return run;
  const left = local("i32");
  return [
    left.set(i32.const(count)),
    again([run, brIf(0, left.tee(plus(left.get, -1)))]),
  ];
}
