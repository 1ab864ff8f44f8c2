/**
 * The kernel functions of `batchNorm` layers. The kernel functions compute the
 * following, where `n = (x - mean) scale` is the normalized x, and means are
 * over all positions of a batch:
 *
 * ```
 * forward:  z = gamma n + beta, scale = 1 / sqrt(variance + epsilon)
 * backward: dzBelow = gamma scale (dz - mean of dz - n mean of (dz n))
 * in use:   z = x s + t, s = gamma / sqrt(running variance + epsilon),
 *           t = beta - running mean s
 * ```
 *
 * `batch_statistics.ts` computes the means and variances.
 *
 * @module
 */

import {
  type Call,
  type Code,
  i32,
  type Local,
  type Module,
  v128,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import { fusedActivation } from "./activation.ts";
import {
  batchStatistics,
  FIGURE,
  predictionFactors,
  ROW,
  rowOf,
  splatted,
  statisticAt,
  sumRows,
  updateRunning,
} from "./batch_statistics.ts";
import { backwardInto, eachRow, rowAt } from "./image.ts";
import type { Inputs, LayerKernels, LayerLayout, Part } from "./kernel.ts";
import {
  copyNorm,
  eachVector,
  inLanes,
  type NormLayout,
  normSizes,
  normUpdate,
} from "./norm.ts";

const { add, div, mul, sub } = v128, of = v128.const;

/**
 * Adds a function `(row, rows)` that normalizes `rows` rows of the batch,
 * starting at `row`. Training uses the means and variances of the batch, and
 * prediction uses the running means and variances.
 */
function normalize(module: Module, layer: NormLayout, x: Inputs): Call {
  const { channels: C, places, weights, rowBytes, learns } = layer;
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [v, p, from, to] = local.many("i32", 4);
    const f = fusedActivation(layer).forward(local);
    const xs = v128.load(i32.add(from.get, v.get));
    const first = v128.load(v.get, statisticAt(layer, "mean"));
    const second = v128.load(v.get, statisticAt(layer, "scale"));
    const z = learns
      ? add(
        mul(v128.load(v.get, weights), mul(sub(xs, first), second)),
        v128.load(v.get, weights + rowBytes),
      )
      : add(mul(xs, first), second);
    return eachRow(local, row, rows, (b) => [
      from.set(rowAt(b, x.stride, x.a)),
      to.set(rowAt(b, layer.stride, layer.a)),
      loop(p, i32.const(0), i32.const(places), 1, [
        eachVector(v, C, () => v128.store(i32.add(to.get, v.get), f(z))),
        from.set(plus(from.get, 4 * C)),
        to.set(plus(to.get, 4 * C)),
      ]),
    ]);
  });
}

/**
 * Adds the functions that compute dL/dz of the previous layer, in the order in
 * which they are called.
 */
function backward(
  module: Module,
  layer: NormLayout,
  below: LayerLayout,
): Part[] {
  const { channels: C, places, weights, keptStride } = layer;
  const ofBatch = (v: Local, figure: keyof typeof FIGURE) =>
    v128.load(v.get, statisticAt(layer, figure));
  const normalized = (v: Local, x: Code) =>
    mul(sub(x, ofBatch(v, "mean")), ofBatch(v, "scale"));
  const sums = module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [v, p, from, d, kept] = local.many("i32", 5);
    const [sum, along, dz] = local.many("v128", 3);
    return eachRow(local, row, rows, (b) =>
      eachVector(v, C, () => [
        kept.set(i32.add(rowAt(b, keptStride, layer.kept), v.get)),
        from.set(i32.add(rowAt(b, below.stride, below.a), v.get)),
        d.set(i32.add(rowAt(b, layer.stride, layer.dz), v.get)),
        sum.set(of(0)),
        along.set(of(0)),
        loop(p, i32.const(0), i32.const(places), 1, [
          dz.set(v128.load(d.get)),
          sum.set(add(sum.get, dz.get)),
          along.set(
            add(along.get, mul(dz.get, normalized(v, v128.load(from.get)))),
          ),
          from.set(plus(from.get, 4 * C)),
          d.set(plus(d.get, 4 * C)),
        ]),
        v128.store(kept.get, sum.get, rowOf(layer, "dz")),
        v128.store(kept.get, along.get, rowOf(layer, "along")),
      ]));
  });
  const means = module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [v, b] = local.many("i32", 2), sum = local("v128");
    const kept = i32.add(rowAt(b, keptStride, layer.kept), v.get);
    const all = i32.mul(rows.get, i32.const(places));
    return eachVector(v, C, () =>
      (["dz", "along"] as const).map((name) => [
        sum.set(of(0)),
        loop(
          b,
          row.get,
          rows.get,
          1,
          sum.set(add(sum.get, v128.load(kept, rowOf(layer, name)))),
        ),
        v128.store(
          v.get,
          div(sum.get, splatted(all)),
          statisticAt(layer, name),
        ),
      ]));
  });
  const run = backwardInto(module, below, (local, b) => {
    const [p, v, from, d, to] = local.many("i32", 5);
    const at = i32.add(from.get, v.get);
    const step = mul(
      mul(v128.load(v.get, weights), ofBatch(v, "scale")),
      sub(
        sub(v128.load(i32.add(d.get, v.get)), ofBatch(v, "dz")),
        mul(normalized(v, v128.load(at)), ofBatch(v, "along")),
      ),
    );
    return [
      from.set(rowAt(b, below.stride, below.a)),
      d.set(rowAt(b, layer.stride, layer.dz)),
      loop(p, i32.const(0), i32.const(places), 1, [
        eachVector(v, C, (lanes) => [
          to.set(plus(at, below.dz - below.a)),
          v128.store(to.get, add(v128.load(to.get), inLanes(lanes, step))),
        ]),
        from.set(plus(from.get, 4 * C)),
        d.set(plus(d.get, 4 * C)),
      ]),
    ];
  });
  return [{ run: sums }, { run: means, joins: true }, { run }];
}

/** The WebAssembly functions (kernels) of `batchNorm` layers. */
export const batchNorm: LayerKernels<NormLayout> = {
  takesLists: false,
  takesSingleExamples: false,
  fusesUpdate: false,
  layOut: (layer, _, above) =>
    normSizes(layer, above, ({ rowBytes }) => ({
      kept: layer.learns ? Object.keys(ROW).length * rowBytes : 0,
      derived: Object.keys(FIGURE).length * rowBytes,
    })),
  copyParameters: copyNorm,
  forward(module, layer, x) {
    const last = { run: normalize(module, layer, x) };
    if (!layer.learns) return [{ run: predictionFactors(module, layer) }, last];
    return [
      { run: sumRows(module, layer, x) },
      { run: batchStatistics(module, layer), joins: true },
      last,
    ];
  },
  backward: (module, _, layer, below) => backward(module, layer, below),
  update: (module, layer, x, _, weightUpdate) =>
    normUpdate(module, layer, x, weightUpdate, (_, __, ___, v) => ({
      mean: v128.load(v.get, statisticAt(layer, "mean")),
      scale: v128.load(v.get, statisticAt(layer, "scale")),
    })),
  learn: updateRunning,
};
