/**
 * The kernel functions of dense layers for batches of one example. The backward
 * pass computes e = -rate dz instead of dz, where rate is the learning rate, so
 * that the update is W[i][o] += x[i] e[o]. The index of an input is i, and the
 * index of an output is o. The kernels compute
 *
 * ```
 * forward:  z = bias; for (i, x) of the example's list: z += x W[i];  a = f(z)
 * update:   for (i, x) of the example's list: W[i] += x e, a rank-one update
 * backward: eBelow[i] = f'(zBelow[i]) sum over o of e[o] W[i][o]
 * ```
 *
 * A panel is a block of neighboring outputs. The forward pass and the update
 * process the panels (blocks of outputs) `from` to `to - 1`, so that the panels of a layer can be
 * divided among workers. Each worker reads a separate list of inputs, in the
 * row of the batch that belongs to the worker. `narrow.ts` has the kernel
 * functions of layers with few outputs.
 *
 * @module
 */

import { isElementwise } from "../code/activations.ts";
import {
  again,
  block,
  brIf,
  type Call,
  type Code,
  f32,
  i32,
  type Local,
  type Module,
  v128,
  when,
} from "../code/assemble.ts";
import { alongRow, lanesAdded, loop, plus } from "../code/control.ts";
import { timesDerivative } from "./activation.ts";
import type { DenseLayout } from "./dense_layout.ts";
import type { Lists } from "./lists.ts";
import { sparsePanel } from "./sparse.ts";

/**
 * Code for a worker's list: `pair` computes the address of the first pair, and
 * `end` loads the address after the last pair.
 */
function ownList({ pairs, stride, ends }: Lists, row: Code) {
  return {
    pair: plus(i32.mul(row, i32.const(stride)), pairs),
    end: i32.load(i32.mul(row, i32.const(4)), ends),
  };
}

/**
 * Adds a function `(step, row)` that computes e = step * dz of the last layer,
 * in place; the factor `step` is minus the learning rate. Registers: 2.
 */
export function scaleErrors(
  module: Module,
  { dz, units, stride }: DenseLayout,
): Call {
  return module.fn(["f32", "i32"], [], (local, step, row) => {
    const j = local("i32");
    return [
      row.set(i32.mul(row.get, i32.const(stride))),
      alongRow(j, units, (at) => {
        const here = i32.add(row.get, at);
        return v128.store(
          here,
          v128.mul(v128.load(here, dz), v128.splat(step.get)),
          dz,
        );
      }),
    ];
  });
}

/**
 * Adds a function `(from, to)` that computes the outputs of panels `from` to
 * `to - 1` from a worker's list of inputs. If the code of the activation is
 * long, the activation is applied in a separate loop after the product. After
 * the activation loop, the numbers after the outputs are set to 0 again,
 * because narrow layers read these numbers.
 */
export function singleForward(
  module: Module,
  layer: DenseLayout,
  lists: Lists,
  row: Local,
  last: boolean,
): Call {
  const { activation, units, panels, rowBytes, panelBytes, weights, a } = layer;
  const one = sparsePanel(module, layer);
  const { pair, end } = ownList(lists, row.get);
  const after = isElementwise(activation) && !activation.fused && !last
    ? activation
    : undefined; // the product or the score kernel applies the activation
  return module.fn(["i32", "i32"], [], (local, from, to) => {
    const [panel, j] = local.many("i32", 2);
    const place = (index: Code, bytes: number) =>
      i32.mul(index, i32.const(bytes));
    const f = after?.forward(local);
    const whole = Math.floor(units / 4), rest = units % 4;
    const beyond = Array.from(
      { length: panels * rowBytes / 16 - whole },
      (_, v) => {
        const lanes = [0, 1, 2, 3].map((l) => v === 0 && l < rest ? -1 : 0);
        const at = a + 16 * (whole + v), here = i32.const(0);
        return v128.store(
          here,
          v128.andBits(v128.load(here, at), v128.wholes(...lanes)),
          at,
        );
      },
    );
    return [
      loop(
        panel,
        from.get,
        to.get,
        1,
        one(
          pair,
          end,
          plus(place(panel.get, panelBytes), weights),
          plus(place(panel.get, rowBytes), a),
        ),
      ),
      f === undefined ? [] : [
        loop(
          j,
          place(from.get, rowBytes),
          place(to.get, rowBytes),
          16,
          v128.store(j.get, f(v128.load(j.get, a)), a),
        ),
        when(i32.eq(to.get, i32.const(panels)), beyond),
      ],
    ];
  });
}

/**
 * Adds a function `(from, to)` that computes the rank-one update of panels
 * `from` to `to - 1` from a worker's list of inputs. The function uses up to 15 vector registers: 13 for the errors e, 1 for the value of an input, and 1 for a product. The row of biases is before the row of the first input.
 */
export function singleUpdate(
  module: Module,
  layer: DenseLayout,
  lists: Lists,
  row: Local,
): Call {
  const { vectors, rowBytes, panelBytes, weights, dz } = layer;
  const { pair, end } = ownList(lists, row.get);
  const one = module.fn(
    ["i32", "i32", "i32", "i32"],
    [],
    (local, pair, end, w, e) => {
      const errors = local.many("v128", vectors);
      const [x, row] = [local("v128"), local("i32")];
      const add = (to: Local, offset: number, by: (e: Code) => Code) =>
        errors.map((error, v) =>
          v128.store(
            to.get,
            v128.add(v128.load(to.get, offset + 16 * v), by(error.get)),
            offset + 16 * v,
          )
        );
      return [
        errors.map((error, v) => error.set(v128.load(e.get, 16 * v))),
        add(w, 0, (e) => e),
        block([
          brIf(0, i32.ge(pair.get, end.get)),
          again([
            row.set(
              i32.add(w.get, i32.mul(i32.load(pair.get), i32.const(rowBytes))),
            ),
            x.set(v128.loadSplat(pair.get, 4)),
            add(row, rowBytes, (e) => v128.mul(x.get, e)),
            brIf(0, i32.lt(pair.tee(plus(pair.get, 8)), end.get)),
          ]),
        ]),
      ];
    },
  );
  return module.fn(["i32", "i32"], [], (local, from, to) => {
    const panel = local("i32");
    return loop(
      panel,
      from.get,
      to.get,
      1,
      one(
        pair,
        end,
        plus(i32.mul(panel.get, i32.const(panelBytes)), weights),
        plus(i32.mul(panel.get, i32.const(rowBytes)), dz),
      ),
    );
  });
}

/**
 * Adds a function that computes e = -rate dz of the previous layer, row by row,
 * for a layer with many outputs: `eBelow = f'(zBelow) * e W^T`.
 */
export function singleBackward(
  module: Module,
  layer: DenseLayout,
  below: DenseLayout,
): Call {
  const { inputs, vectors, panels, rowBytes, panelBytes, weights, dz } = layer;
  return module.fn([], [], (local) => {
    const [i, row, v, j] = local.many("i32", 4);
    const [sum, t] = local.many("v128", 2);
    return [
      row.set(i32.const(weights + rowBytes)),
      loop(i, i32.const(0), i32.const(4 * inputs), 4, [
        sum.set(v128.const(0)),
        Array.from(
          { length: panels },
          (_, panel) =>
            loop(
              v,
              i32.const(0),
              i32.const(16 * vectors),
              16,
              sum.set(v128.add(
                sum.get,
                v128.mul(
                  v128.load(i32.add(row.get, v.get), panel * panelBytes),
                  v128.load(v.get, dz + panel * rowBytes),
                ),
              )),
            ),
        ),
        f32.store(i.get, f32.lane(lanesAdded(t, sum.get), 0), below.dz),
        row.set(plus(row.get, rowBytes)),
      ]),
      alongRow(j, inputs, (at) =>
        v128.store(
          at,
          timesDerivative(
            below,
            v128.load(at, below.a),
            v128.load(at, below.dz),
          ),
          below.dz,
        )),
    ];
  });
}
