/**
 * The kernel functions of `layerNorm`, which normalizes the channels of each
 * position. The kernel functions compute the following, where `n = (x - mean)
 * scale` is the normalized x, and `dn = gamma dz`:
 *
 * ```
 * forward:  z = gamma n + beta, scale = 1 / sqrt(variance + epsilon)
 * backward: dzBelow = scale (dn - mean of dn - n mean of (dn n))
 * ```
 *
 * In the forward pass, a sum over channels adds one channel after another.
 * Exported modules add the channels in the same order.
 *
 * @module
 */

import type { LayerNormSpec } from "../../../spec/mod.ts";
import { type Call, f32, i32, type Module, v128 } from "../code/assemble.ts";
import { lanesAdded, loop, plus, times } from "../code/control.ts";
import { fusedActivation } from "./activation.ts";
import { backwardInto, eachRow, rowAt } from "./image.ts";
import type { Inputs, LayerKernels, LayerLayout } from "./kernel.ts";
import {
  copyNorm,
  eachVector,
  inLanes,
  type NormLayout,
  normSizes,
  normUpdate,
} from "./norm.ts";

const { add, div, mul, sub } = v128, of = v128.const;

/** The size in bytes of the mean and the scale of one position. */
const FIGURES = 8;

/**
 * Adds a function `(row, rows)` that computes the outputs for `rows` rows of
 * the batch, starting at `row`.
 */
function forward(module: Module, layer: NormLayout, x: Inputs): Call {
  const { channels: C, places, weights, rowBytes, learns, plan } = layer;
  const { epsilon } = plan.spec as LayerNormSpec;
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [p, c, v, from, to, kept] = local.many("i32", 6);
    const [sum, squares, mean, scale, d] = local.many("v128", 5);
    const f = fusedActivation(layer).forward(local);
    const n = mul(
      sub(v128.load(i32.add(from.get, v.get)), mean.get),
      scale.get,
    );
    return eachRow(local, row, rows, (b) => [
      from.set(rowAt(b, x.stride, x.a)),
      to.set(rowAt(b, layer.stride, layer.a)),
      kept.set(rowAt(b, layer.keptStride, layer.kept)),
      loop(p, i32.const(0), i32.const(places), 1, [
        sum.set(of(0)),
        loop(
          c,
          i32.const(0),
          i32.const(4 * C),
          4,
          sum.set(add(sum.get, v128.loadSplat(i32.add(from.get, c.get)))),
        ),
        mean.set(div(sum.get, of(C))),
        squares.set(of(0)),
        loop(c, i32.const(0), i32.const(4 * C), 4, [
          d.set(sub(v128.loadSplat(i32.add(from.get, c.get)), mean.get)),
          squares.set(add(squares.get, mul(d.get, d.get))),
        ]),
        scale.set(
          div(of(1), v128.sqrt(add(div(squares.get, of(C)), of(epsilon)))),
        ),
        learns
          ? [
            f32.store(kept.get, f32.lane(mean.get, 0)),
            f32.store(kept.get, f32.lane(scale.get, 0), 4),
            kept.set(plus(kept.get, FIGURES)),
          ]
          : [],
        eachVector(v, C, () =>
          v128.store(
            i32.add(to.get, v.get),
            f(add(
              mul(v128.load(v.get, weights), n),
              v128.load(v.get, weights + rowBytes),
            )),
          )),
        from.set(plus(from.get, 4 * C)),
        to.set(plus(to.get, 4 * C)),
      ]),
    ]);
  });
}

/** Adds a function `(row, rows)` that computes dL/dz of the previous layer. */
function backward(module: Module, layer: NormLayout, below: LayerLayout): Call {
  const { channels: C, places, weights } = layer;
  return backwardInto(module, below, (local, b) => {
    const [p, v, from, to, kept, d] = local.many("i32", 6);
    const [mean, scale, sum, along, n, dn, t] = local.many("v128", 7);
    const far = below.dz - below.a;
    const at = i32.add(from.get, v.get);
    const ofVector = [
      n.set(mul(sub(v128.load(at), mean.get), scale.get)),
      dn.set(mul(v128.load(v.get, weights), v128.load(i32.add(d.get, v.get)))),
    ];
    return [
      from.set(rowAt(b, below.stride, below.a)),
      d.set(rowAt(b, layer.stride, layer.dz)),
      kept.set(rowAt(b, layer.keptStride, layer.kept)),
      loop(p, i32.const(0), i32.const(places), 1, [
        mean.set(v128.loadSplat(kept.get)),
        scale.set(v128.loadSplat(kept.get, 4)),
        sum.set(of(0)),
        along.set(of(0)),
        eachVector(v, C, (lanes) => [
          ofVector,
          sum.set(add(sum.get, inLanes(lanes, dn.get))),
          along.set(add(along.get, inLanes(lanes, mul(dn.get, n.get)))),
        ]),
        sum.set(div(lanesAdded(t, sum.get), of(C))),
        along.set(div(lanesAdded(t, along.get), of(C))),
        eachVector(v, C, (lanes) => [
          ofVector,
          to.set(plus(at, far)),
          v128.store(
            to.get,
            add(
              v128.load(to.get),
              inLanes(
                lanes,
                mul(
                  scale.get,
                  sub(sub(dn.get, sum.get), mul(n.get, along.get)),
                ),
              ),
            ),
          ),
        ]),
        from.set(plus(from.get, 4 * C)),
        d.set(plus(d.get, 4 * C)),
        kept.set(plus(kept.get, FIGURES)),
      ]),
    ];
  });
}

/** The kernel functions of `layerNorm` layers. */
export const layerNorm: LayerKernels<NormLayout> = {
  takesLists: false,
  takesSingleExamples: false,
  fusesUpdate: false,
  layOut: (layer, _, above) =>
    normSizes(layer, above, ({ places }) => ({
      kept: layer.learns ? FIGURES * places : 0,
      derived: 0,
    })),
  copyParameters: copyNorm,
  forward: (module, layer, x) => [{ run: forward(module, layer, x) }],
  backward: (module, _, layer, below) => [{
    run: backward(module, layer, below),
  }],
  update: (module, layer, x, _, weightUpdate) =>
    normUpdate(module, layer, x, weightUpdate, (_, b, p) => {
      const place = i32.add(
        rowAt(b, layer.keptStride, layer.kept),
        times(p.get, FIGURES),
      );
      return {
        mean: v128.loadSplat(place),
        scale: v128.loadSplat(place, 4),
      };
    }),
};
