/**
 * Code that is shared by the layer types that process images. An image is
 * stored as `[rows][columns][channels]` without gaps, so that a dense layer can
 * read the image as a row of numbers. If the number of channels is not a
 * multiple of four, the last vector of a position also contains channels of the
 * next position.
 *
 * @module
 */

import type { Windows } from "../../../layer/mod.ts";
import {
  type Call,
  type Code,
  i32,
  type Local,
  type Locals,
  memory,
  type Module,
  v128,
} from "../code/assemble.ts";
import { largest, least, loop, plus, times } from "../code/control.ts";
import { storeDz } from "./activation.ts";
import type { LayerLayout } from "./kernel.ts";

/**
 * The number of values after the end of an image that kernel functions can read
 * or write.
 */
export const BEYOND = 8;

/**
 * Code that computes a mask of the lanes of vector `v` that belong to a row
 * with `width` numbers. The result is undefined if all lanes belong to the row.
 */
export function lanesOf(width: number, v: number): Code | undefined {
  const lanes = width - 4 * v;
  if (lanes >= 4) return undefined;
  return v128.wholes(...[0, 1, 2, 3].map((lane) => lane < lanes ? -1 : 0));
}

/** Code that stores only the lanes of vector `v` that belong to a row with `width` numbers. */
export function storeWithin(
  width: number,
  v: number,
  at: Code,
  value: Code,
  offset: number,
): Code {
  const lanes = lanesOf(width, v);
  if (4 * v >= width) return [];
  return v128.store(
    at,
    lanes ? v128.select(value, v128.load(at, offset), lanes) : value,
    offset,
  );
}

/** Code that computes the address of row `row` of a batch. */
export function rowAt(row: Local, stride: number, start: number): Code {
  return plus(times(row.get, stride), start);
}

/** Code that runs a body for each row of the batch from `row` to `row + rows - 1`. */
export function eachRow(
  local: Locals,
  row: Local,
  rows: Local,
  body: (b: Local) => Code,
): Code {
  const [b, end] = local.many("i32", 2);
  return [
    end.set(i32.add(row.get, rows.get)),
    loop(b, row.get, end.get, 1, body(b)),
  ];
}

/**
 * Adds a function `(row, rows)` that computes dL/dz of the previous layer. The
 * function first sets all dL/da to 0. `add` makes the code that adds the
 * gradients of the layer to dL/da.
 */
export function backwardInto(
  module: Module,
  below: LayerLayout,
  add: (local: Locals, b: Local) => Code,
): Call {
  const bytes = 4 * below.units;
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [p, first] = local.many("i32", 2);
    return eachRow(local, row, rows, (b) => [
      first.set(rowAt(b, below.stride, below.dz)),
      memory.fill(first.get, i32.const(0), i32.const(bytes)),
      add(local, b),
      first.set(rowAt(b, below.stride, below.dz)),
      loop(
        p,
        first.get,
        plus(first.get, bytes),
        16,
        storeDz(below, p, 0, v128.load(p.get)),
      ),
    ]);
  });
}

/** The largest number of positions of a window for which code is generated without a loop. */
const WRITTEN_OUT = 16;

/**
 * Code that runs a body for each window of an image and each vector of its
 * channels.
 *
 * @param x The address of the image.
 * @param out The address of the first window's numbers in the output.
 * @param body Makes the code for a window. The parameters of `body` are the
 *   address of the vector in `out`, a mask of the lanes of this vector, and a
 *   function that makes code for each position of the window inside the image.
 *   If the window fills all lanes of the vector, `body` gets `undefined` instead of a mask.
 */
export function overWindows(
  local: Locals,
  { rows, columns, channels: C }: Windows,
  x: Code,
  out: Code,
  body: (
    to: Local,
    lanes: Code | undefined,
    each: (body: (at: Local, offset: number) => Code) => Code,
  ) => Code,
): Code {
  const [r, c, to, left, above, corner, vector] = local.many("i32", 7);
  const [i, j, at, iEnd, jFirst, jEnd] = local.many("i32", 6);
  const place = 4 * C, line = place * columns.input;
  const isWhole = rows.before + columns.before === 0 &&
    rows.padded === rows.input && columns.padded === columns.input;
  const writtenOut = isWhole && rows.size * columns.size <= WRITTEN_OUT;
  const each = (code: (at: Local, offset: number) => Code): Code => {
    if (writtenOut) {
      return Array.from({ length: rows.size * columns.size }, (_, tap) => {
        const row = Math.floor(tap / columns.size), column = tap % columns.size;
        return code(corner, row * line + column * place);
      });
    }
    const end = (first: Local, { size, before, input }: typeof rows) =>
      least(plus(first.get, size), i32.const(before + input));
    const start = (first: Local, { before }: typeof rows) =>
      largest(first.get, i32.const(before));
    return [
      // rows and columns include the padding before the image, so that they are
      // not negative
      iEnd.set(end(above, rows)),
      jFirst.set(start(left, columns)),
      jEnd.set(end(left, columns)),
      loop(
        i,
        start(above, rows),
        iEnd.get,
        1,
        loop(j, jFirst.get, jEnd.get, 1, [
          at.set(i32.add(
            i32.add(x, times(vector.get, 16)),
            i32.add(
              times(plus(i.get, -rows.before), line),
              times(plus(j.get, -columns.before), place),
            ),
          )),
          code(at, 0),
        ]),
      ),
    ];
  };
  const one = (lanes: Code | undefined) => [
    corner.set(i32.add(
      i32.add(x, times(vector.get, 16)),
      i32.add(times(above.get, line), times(left.get, place)),
    )),
    body(to, lanes, each),
    to.set(plus(to.get, 16)),
  ];
  const whole = Math.floor(C / 4), lanes = lanesOf(C, whole);
  return [
    to.set(out),
    loop(r, i32.const(0), i32.const(rows.output), 1, [
      above.set(times(r.get, rows.stride)),
      loop(c, i32.const(0), i32.const(columns.output), 1, [
        left.set(times(c.get, columns.stride)),
        loop(vector, i32.const(0), i32.const(whole), 1, one(undefined)),
        C % 4 > 0 ? [one(lanes), to.set(plus(to.get, 4 * (C % 4) - 16))] : [],
      ]),
    ]),
  ];
}
