/**
 * The backward pass of pooling layers. If windows do not overlap, the whole
 * gradient of a position comes from one window, and dL/dz is computed from the
 * gradient of this window. If windows overlap, the gradients of all windows are
 * added first. For a convolution that uses lists of nonzero gradients, marks
 * that say which gradients are nonzero are also written; see `conv_lists.ts`.
 *
 * @module
 */

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
import { plus } from "../code/control.ts";
import { dzOf, timesDerivative } from "./activation.ts";
import { markedBytes } from "./conv_lists.ts";
import { backwardInto, eachRow, overWindows, rowAt } from "./image.ts";
import type { LayerLayout } from "./kernel.ts";
import type { Gradient, Place, Pool, PoolLayout } from "./pool_code.ts";

/** Adds a function `(row, rows)` that computes dL/dz of the previous layer. */
export function poolBackward(
  module: Module,
  pool: Pool,
  { windows, dz, stride }: PoolLayout,
  below: LayerLayout,
): Call {
  const { rows, columns } = windows;
  const isDisjoint = rows.stride >= rows.size && columns.stride >= columns.size;
  const into = isDisjoint ? eachRowOf : backwardInto;
  return into(module, below, (local, b) => {
    const first = local("i32"), value = local("v128");
    const marks = below.marks === undefined
      ? undefined
      : marksOf(local, below, { b, first, isDisjoint });
    const gradient = (lanes: Code | undefined): Gradient => ({
      of: (x, dx) =>
        isDisjoint && !below.derivatives ? timesDerivative(below, x, dx) : dx,
      give(place, gradient) {
        const [at, offset] = place, before = v128.load(at.get, offset);
        const here = !isDisjoint
          ? v128.add(before, value.get)
          : below.derivatives
          ? dzOf(below, at, offset, value.get)
          : value.get;
        const isPart = isDisjoint && lanes !== undefined;
        return [
          value.set(gradient),
          v128.store(
            at.get,
            isPart ? v128.select(here, before, lanes) : here,
            offset,
          ),
          marks?.mark(place, value) ?? [],
        ];
      },
    });
    return [
      first.set(rowAt(b, below.stride, below.dz)),
      marks?.prepare ?? [],
      overWindows(
        local,
        windows,
        first.get,
        rowAt(b, stride, dz),
        (from, lanes, each) =>
          pool.backward(
            local,
            lanes
              ? v128.andBits(v128.load(from.get), lanes)
              : v128.load(from.get),
            (body) =>
              each((at, offset) =>
                body(v128.load(at.get, offset + below.a - below.dz), [
                  at,
                  offset,
                ])
              ),
            gradient(lanes),
            windows,
          ),
      ),
    ];
  });
}

/**
 * Adds a function `(row, rows)` that runs code for each of `rows` rows of the
 * batch, starting at `row`.
 */
function eachRowOf(
  module: Module,
  _: LayerLayout,
  code: (local: Locals, b: Local) => Code,
): Call {
  return module.fn(
    ["i32", "i32"],
    [],
    (local, row, rows) => eachRow(local, row, rows, (b) => code(local, b)),
  );
}

/**
 * Makes the code that marks nonzero gradients of example `b`.
 *
 * @param of.first The address of the first dL/dz of the example.
 * @returns The code `prepare`, which runs before the first window, and the
 *   function `mark`, which makes the code that marks the gradient `value` of a
 *   position.
 */
function marksOf(
  local: Locals,
  { units, kept, keptStride, marks = 0, plan }: LayerLayout,
  { b, first, isDisjoint }: {
    readonly b: Local;
    readonly first: Local;
    readonly isDisjoint: boolean;
  },
): {
  readonly prepare: Code;
  readonly mark: (place: Place, value: Local) => Code;
} {
  const [start, to] = local.many("i32", 2);
  const bytes = markedBytes(plan.output.at(-1)!);
  return {
    prepare: [
      start.set(rowAt(b, keptStride, kept + marks)),
      isDisjoint
        ? []
        : memory.fill(start.get, i32.const(0), i32.const(4 * units / bytes)),
    ],
    mark([at, offset], value) {
      const bits = v128.signs(v128.ne(value.get, v128.const(0)));
      const distance = i32.sub(plus(at.get, offset), first.get);
      return [
        to.set(i32.add(
          start.get,
          i32.shiftRight(distance, i32.const(bytes === 16 ? 4 : 2)),
        )),
        i32.store8(
          to.get,
          isDisjoint ? bits : i32.or(bits, i32.load8(to.get)),
        ),
      ];
    },
  };
}
