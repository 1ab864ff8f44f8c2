/**
 * Layers where every example is a step of its own. What travels back is not dz
 * but e = -rate dz, so that a weight's step is W[i][o] += x[i] e[o]. They equal
 *
 * ```
 * raise:   W[i] += x e                      for (i, x) of the example's list
 * forward: z[o] = bias[o] + sum over i of x[i] W[o][i]           (few outputs)
 * learn:   dx[i] = sum over o of e[o] W[o][i];  W[o][i] += x[i] e[o]
 *          eBelow[i] = dx[i] f'(zBelow[i])
 * ```
 *
 * The forward of a layer with many outputs is that of `sparse.ts`, over lists.
 *
 * @module
 */

import { activations, slopeOf } from "./activation.ts";
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
} from "./assemble.ts";
import { lanesAdded, loop, plus } from "./control.ts";
import type { LayerLayout } from "./layout.ts";
import { alongRow, within } from "./output.ts";
import type { Lists } from "./sparse.ts";

/** Adds `(step)`: dz of the last layer becomes e. Registers: 2. */
export function scaleErrors(module: Module, { dz, units }: LayerLayout): Call {
  return module.fn(["f32"], [], (local, step) => {
    const j = local("i32");
    return alongRow(
      j,
      units,
      (at) =>
        v128.store(at, v128.mul(v128.load(at, dz), v128.splat(step.get)), dz),
    );
  });
}

/**
 * Adds what is not part of a product: a = f(z). Beyond the row stay zeros, which
 * narrow layers count on. Nothing where the product has done it.
 */
export function activateOne(
  module: Module,
  layer: LayerLayout,
  last: boolean,
): Call | undefined {
  const { activation, units, a, narrow } = layer;
  if (activation === "softmax") return undefined;
  // the score answers for the last layer, but for what products are to do
  if (activations[activation].fused ? !narrow : last) return undefined;
  return module.fn([], [], (local) => {
    const j = local("i32"), f = activations[activation].forward(local);
    return alongRow(
      j,
      units,
      (at, mask) => v128.store(at, within(mask, f(v128.load(at, a))), a),
    );
  });
}

/** Adds what lists the outputs of a layer that are not zero, for the next one. */
export function listOutputs(
  module: Module,
  { units, a }: LayerLayout,
  lists: Lists,
): Call {
  return module.fn([], [], (local) => {
    const [i, pair, x] = [local("i32"), local("i32"), local("f32")];
    return [
      pair.set(i32.const(lists.pairs)),
      loop(i, i32.const(0), i32.const(units), 1, [
        x.set(f32.load(i32.mul(i.get, i32.const(4)), a)),
        when(f32.ne(x.get, f32.const(0)), [
          i32.store(pair.get, i.get),
          f32.store(pair.get, x.get, 4),
          pair.set(plus(pair.get, 8)),
        ]),
      ]),
      i32.store(i32.const(0), pair.get, lists.ends),
    ];
  });
}

/**
 * Adds the step of a layer along its list: for each panel, up to 13 vectors of
 * e in registers, 1 value, 1 product. The biases are the row before the first.
 */
export function raise(module: Module, layer: LayerLayout, lists: Lists): Call {
  const { vectors, panels, rowBytes, panelBytes, weights, dz } = layer;
  const one = module.fn(
    ["i32", "i32", "i32", "i32"],
    [],
    (local, pair, end, w, e) => {
      const slopes = Array.from({ length: vectors }, () => local("v128"));
      const [x, row] = [local("v128"), local("i32")];
      const add = (to: Local, offset: number, by: (e: Code) => Code) =>
        slopes.map((slope, v) =>
          v128.store(
            to.get,
            v128.add(v128.load(to.get, offset + 16 * v), by(slope.get)),
            offset + 16 * v,
          )
        );
      return [
        slopes.map((slope, v) => slope.set(v128.load(e.get, 16 * v))),
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
  return module.fn(
    [],
    [],
    () =>
      Array.from({ length: panels }, (_, panel) =>
        one(
          i32.const(lists.pairs),
          i32.load(i32.const(0), lists.ends),
          i32.const(weights + panel * panelBytes),
          i32.const(dz + panel * rowBytes),
        )),
  );
}

/** Adds `eBelow = f'(zBelow) * e W^T` of a layer of many outputs, row by row. */
export function lower(
  module: Module,
  layer: LayerLayout,
  below: LayerLayout,
): Call {
  const { inputs, vectors, panels, rowBytes, panelBytes, weights, dz } = layer;
  return module.fn([], [], (local) => {
    const [i, row, v, j] = ["", "", "", ""].map(() => local("i32"));
    const [sum, t] = [local("v128"), local("v128")];
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
          slopeOf(below, v128.load(at, below.a), v128.load(at, below.dz)),
          below.dz,
        )),
    ];
  });
}

/** Adds z of a narrow layer. Registers: up to 10 sums, 1 input, 1 product. */
export function narrowForward(
  module: Module,
  layer: LayerLayout,
  below: LayerLayout,
): Call {
  const { inputs, units, rowBytes, weights, a } = layer;
  return module.fn([], [], (local) => {
    const sums = Array.from({ length: units }, () => local("v128"));
    const [i, x, t] = [local("i32"), local("v128"), local("v128")];
    const bias = weights + 16 * Math.ceil(inputs / 4);
    return [
      loop(i, i32.const(0), i32.const(4 * inputs), 16, [
        x.set(v128.load(i.get, below.a)),
        sums.map((sum, o) =>
          sum.set(v128.add(
            sum.get,
            v128.mul(x.get, v128.load(i.get, weights + o * rowBytes)),
          ))
        ),
      ]),
      sums.map((sum, o) =>
        f32.store(
          i32.const(0),
          f32.add(
            f32.load(i32.const(0), bias + o * rowBytes),
            f32.lane(lanesAdded(t, sum.get), 0),
          ),
          a + 4 * o,
        )
      ),
    ];
  });
}

/**
 * Adds the step of a narrow layer together with the errors of the one below, in
 * one pass over its weights. Registers: up to 10 slopes, 1 input, 1 sum, 1
 * weight, 1 product.
 */
export function narrowLearn(
  module: Module,
  layer: LayerLayout,
  below: LayerLayout,
): Call {
  const { inputs, units, rowBytes, weights, dz } = layer;
  return module.fn([], [], (local) => {
    const slopes = Array.from({ length: units }, () => local("v128"));
    const [i, x, sum, w] = [
      local("i32"),
      local("v128"),
      local("v128"),
      local("v128"),
    ];
    const bias = weights + 16 * Math.ceil(inputs / 4), here = i32.const(0);
    return [
      slopes.map((e, o) => [
        e.set(v128.loadSplat(here, dz + 4 * o)),
        f32.store(
          here,
          f32.add(
            f32.load(here, bias + o * rowBytes),
            f32.load(here, dz + 4 * o),
          ),
          bias + o * rowBytes,
        ),
      ]),
      loop(i, here, i32.const(4 * inputs), 16, [
        x.set(v128.load(i.get, below.a)),
        sum.set(v128.const(0)),
        slopes.map((e, o) => [
          w.set(v128.load(i.get, weights + o * rowBytes)),
          sum.set(v128.add(sum.get, v128.mul(e.get, w.get))),
          v128.store(
            i.get,
            v128.add(w.get, v128.mul(e.get, x.get)),
            weights + o * rowBytes,
          ),
        ]),
        v128.store(i.get, slopeOf(below, x.get, sum.get), below.dz),
      ]),
    ];
  });
}
