/**
 * The kernel functions of layers with few outputs, for batches of one example.
 * As in `single.ts`, e = -rate dz, where rate is the learning rate. The index
 * of an input is i, and the index of an output is o. A panel is a block of
 * neighboring outputs of the previous layer. The kernels compute
 *
 * ```
 * sums:     for each panel of inputs: s[panel][o] = sum over its i of x[i] W[o][i]
 * forward:  z[o] = bias[o] + sum over panels of s[panel][o];  a = f(z)
 * backward: eBelow[i] = f'(zBelow[i]) sum over o of e[o] W[o][i]
 *           W[o][i] += x[i] e[o]
 * ```
 *
 * The panels are divided among the workers. After a barrier, each worker adds
 * the partial sums of all panels in order, so that the number of workers does
 * not change the results. Each worker stores its outputs in a separate row of
 * the batch, `row`.
 *
 * @module
 */

import { isElementwise } from "../code/activations.ts";
import {
  again,
  brIf,
  type Call,
  f32,
  i32,
  type Local,
  type Module,
  v128,
  when,
} from "../code/assemble.ts";
import { alongRow, lanesAdded, loop, plus, within } from "../code/control.ts";
import { timesDerivative } from "./activation.ts";
import type { DenseLayout } from "./dense_layout.ts";

/**
 * The addresses of the partial sums of each panel, from which the weighted sums
 * z are computed. Each panel has two sets of sums, for the current example and
 * for the next example.
 */
export interface Partial {
  /** The address of the sums of the first panel, one vector for each output. */
  readonly sums: number;
  /** The distance in bytes between the sums of two neighboring panels. */
  readonly bytes: number;
  /** The offset of the current set of sums: 0, or the distance to the second set. */
  readonly half: Local;
}

/**
 * Adds a function `(from, to)` that computes the sums of panels `from` to
 * `to - 1`. The function uses 12 vector registers: 10 for sums, 1 for an input,
 * and 1 for a product.
 */
export function narrowSums(
  module: Module,
  layer: DenseLayout,
  below: DenseLayout,
  { sums: to, bytes, half }: Partial,
): Call {
  const { units, vectors, rowBytes, panelBytes, weights } = layer;
  const one = module.fn(["i32", "i32", "i32"], [], (local, a, w, place) => {
    const sums = local.many("v128", units);
    const x = local("v128"), end = local("i32");
    return [
      sums.map((sum, o) => sum.set(v128.load(w.get, o * rowBytes))),
      end.set(plus(a.get, 16 * vectors)),
      again([
        x.set(v128.load(a.get)),
        sums.map((sum, o) =>
          sum.set(v128.add(
            sum.get,
            v128.mul(x.get, v128.load(w.get, o * rowBytes + 16)),
          ))
        ),
        w.set(plus(w.get, 16)),
        brIf(0, i32.lt(a.tee(plus(a.get, 16)), end.get)),
      ]),
      sums.map((sum, o) => v128.store(place.get, sum.get, 16 * o)),
    ];
  });
  return module.fn(["i32", "i32"], [], (local, from, end) => {
    const panel = local("i32");
    return loop(
      panel,
      from.get,
      end.get,
      1,
      one(
        plus(i32.mul(panel.get, i32.const(16 * vectors)), below.a),
        plus(i32.mul(panel.get, i32.const(panelBytes)), weights),
        plus(i32.add(i32.mul(panel.get, i32.const(bytes)), half.get), to),
      ),
    );
  });
}

/**
 * Adds a function `()` that computes z of a narrow layer from the sums of all
 * panels, and applies the activation.
 */
export function narrowForward(
  module: Module,
  layer: DenseLayout,
  { sums, bytes, half }: Partial,
  row: Local,
  last: boolean,
): Call {
  const { units, panels, a, stride, activation } = layer;
  return module.fn([], [], (local) => {
    const [t, j, to] = [local("v128"), local("i32"), local("i32")];
    const f = isElementwise(activation) && (activation.fused || !last)
      ? activation.forward(local)
      : undefined; // the score kernel applies the activation
    const sum = (o: number) =>
      Array.from(
        { length: panels },
        (_, panel) => v128.load(half.get, sums + panel * bytes + 16 * o),
      )
        .reduce((all, one) => v128.add(all, one));
    return [
      to.set(i32.mul(row.get, i32.const(stride))),
      Array.from(
        { length: units },
        (_, o) =>
          f32.store(to.get, f32.lane(lanesAdded(t, sum(o)), 0), a + 4 * o),
      ),
      f === undefined ? [] : alongRow(j, units, (at, mask) => {
        const here = i32.add(to.get, at);
        return v128.store(here, within(mask, f(v128.load(here, a))), a);
      }),
    ];
  });
}

/**
 * Adds a function `(from, to)` for the update and the backward pass of panels
 * `from` to `to - 1`. In one pass over the weights, the function updates the
 * weights of a narrow layer and computes e = -rate dz of the previous layer,
 * where rate is the learning rate. The function uses 14 vector registers: 10
 * for errors, 1 for an input, 1 for a sum, 1 for a weight, and 1 for a product.
 */
export function narrowBackward(
  module: Module,
  layer: DenseLayout,
  below: DenseLayout,
  row: Local,
): Call {
  const { units, vectors, rowBytes, panelBytes, weights, dz, stride } = layer;
  return module.fn(["i32", "i32"], [], (local, from, to) => {
    const errors = local.many("v128", units);
    const [x, sum, w] = local.many("v128", 3);
    const [panel, dzRow, a, end, at] = local.many("i32", 5);
    const here = i32.const(0);
    return [
      dzRow.set(i32.mul(row.get, i32.const(stride))),
      errors.map((e, o) => e.set(v128.loadSplat(dzRow.get, dz + 4 * o))),
      when(
        i32.eqz(from.get),
        errors.map((_, o) => {
          const bias = weights + o * rowBytes;
          const e = f32.load(dzRow.get, dz + 4 * o);
          return f32.store(here, f32.add(f32.load(here, bias), e), bias);
        }),
      ),
      loop(panel, from.get, to.get, 1, [
        at.set(plus(i32.mul(panel.get, i32.const(panelBytes)), weights + 16)),
        a.set(i32.mul(panel.get, i32.const(16 * vectors))),
        end.set(plus(a.get, 16 * vectors)),
        loop(a, a.get, end.get, 16, [
          x.set(v128.load(a.get, below.a)),
          sum.set(v128.const(0)),
          errors.map((e, o) => [
            w.set(v128.load(at.get, o * rowBytes)),
            sum.set(v128.add(sum.get, v128.mul(e.get, w.get))),
            v128.store(
              at.get,
              v128.add(w.get, v128.mul(e.get, x.get)),
              o * rowBytes,
            ),
          ]),
          v128.store(a.get, timesDerivative(below, x.get, sum.get), below.dz),
          at.set(plus(at.get, 16)),
        ]),
      ]),
    ];
  });
}
