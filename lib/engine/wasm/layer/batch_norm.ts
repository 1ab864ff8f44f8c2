/**
 * `batchNorm`: each channel less its mean over the batch, times the inverse of its
 * deviation. With `n = (x - mean) scale`, and means over all places of a batch, it
 * equals
 *
 * ```
 * forward:  z = gamma n + beta, scale = 1 / sqrt(variance + epsilon)
 * backward: dzBelow = gamma scale (dz - mean of dz - n mean of (dz n))
 * in use:   z = x s + t, s = gamma / sqrt(running variance + epsilon),
 *           t = beta - running mean s
 * ```
 *
 * Each example's sums are its worker's; then every worker adds up all of them, in
 * the order of the batch, and so comes to the same figures. A variance is that of
 * the examples, and of their means, so that no large numbers are subtracted.
 *
 * @module
 */

import { RUNNING_SHARE } from "../../../layer/mod.ts";
import type { BatchNormSpec } from "../../../spec/mod.ts";
import {
  type Call,
  choose,
  type Code,
  f32,
  f64,
  i32,
  type Local,
  type Module,
  v128,
} from "../code/assemble.ts";
import { loop, plus, times, workerPart } from "../code/control.ts";
import { fusedActivation } from "./activation.ts";
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

/** The rows of channels that are kept of an example, and of a batch. */
const ROW = { mean: 0, squares: 1, dz: 2, along: 3 } as const;
const FIGURE = { mean: 0, scale: 1, variance: 2, dz: 3, along: 4 } as const;

/** Where a figure of the batch is, four channels at byte `v`. */
const figureAt = (
  { derived, rowBytes }: NormLayout,
  figure: keyof typeof FIGURE,
) => derived + FIGURE[figure] * rowBytes;

const rowOf = ({ rowBytes }: NormLayout, row: keyof typeof ROW) =>
  ROW[row] * rowBytes;

const epsilonOf = ({ plan }: NormLayout) =>
  (plan.spec as BatchNormSpec).epsilon;

/** A whole number in all lanes. */
const splatted = (n: Code) => v128.splat(f32.fromF64(f64.fromI32(n)));

/** Adds `(row, rows)`: the mean of each channel, and the squares beyond it, of each example. */
function sumRows(module: Module, layer: NormLayout, x: Inputs): Call {
  const { channels: C, places } = layer;
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [v, p, from, kept] = local.many("i32", 4);
    const [sum, squares, d] = local.many("v128", 3);
    const overPlaces = (b: Local, body: Code) => [
      from.set(i32.add(rowAt(b, x.stride, x.a), v.get)),
      loop(p, i32.const(0), i32.const(places), 1, [
        body,
        from.set(plus(from.get, 4 * C)),
      ]),
    ];
    return eachRow(local, row, rows, (b) =>
      eachVector(v, C, () => [
        kept.set(i32.add(rowAt(b, layer.keptStride, layer.kept), v.get)),
        sum.set(of(0)),
        overPlaces(b, sum.set(add(sum.get, v128.load(from.get)))),
        sum.set(div(sum.get, of(places))),
        squares.set(of(0)),
        overPlaces(b, [
          d.set(sub(v128.load(from.get), sum.get)),
          squares.set(add(squares.get, mul(d.get, d.get))),
        ]),
        v128.store(kept.get, sum.get, rowOf(layer, "mean")),
        v128.store(kept.get, squares.get, rowOf(layer, "squares")),
      ]));
  });
}

/** Adds `(0, examples)`: mean, scale and unbiased variance of the batch. */
function figuresOfBatch(module: Module, layer: NormLayout): Call {
  const { channels: C, places, keptStride } = layer;
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [v, kept] = local.many("i32", 2);
    const [mean, squares, apart, d, count] = local.many("v128", 5);
    const overRows = (b: Local, body: Code) =>
      loop(b, row.get, rows.get, 1, [
        kept.set(i32.add(rowAt(b, keptStride, layer.kept), v.get)),
        body,
      ]);
    const b = local("i32"), all = i32.mul(rows.get, i32.const(places));
    const free = choose(plus(all, -1), i32.const(1), i32.gt(all, i32.const(1)));
    return [
      count.set(splatted(all)),
      eachVector(v, C, () => [
        mean.set(of(0)),
        overRows(b, [
          mean.set(add(mean.get, v128.load(kept.get, rowOf(layer, "mean")))),
        ]),
        mean.set(div(mean.get, splatted(rows.get))),
        squares.set(of(0)),
        apart.set(of(0)),
        overRows(b, [
          squares.set(
            add(squares.get, v128.load(kept.get, rowOf(layer, "squares"))),
          ),
          d.set(sub(v128.load(kept.get, rowOf(layer, "mean")), mean.get)),
          apart.set(add(apart.get, mul(d.get, d.get))),
        ]),
        squares.set(add(squares.get, mul(apart.get, of(places)))),
        v128.store(v.get, mean.get, figureAt(layer, "mean")),
        v128.store(
          v.get,
          div(
            of(1),
            v128.sqrt(add(div(squares.get, count.get), of(epsilonOf(layer)))),
          ),
          figureAt(layer, "scale"),
        ),
        v128.store(
          v.get,
          div(squares.get, splatted(free)),
          figureAt(layer, "variance"),
        ),
      ]),
    ];
  });
}

/** Adds `(row, rows)`: outputs of these rows, by the figures of the batch or of use. */
function normalize(module: Module, layer: NormLayout, x: Inputs): Call {
  const { channels: C, places, weights, rowBytes, learns } = layer;
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [v, p, from, to] = local.many("i32", 4);
    const f = fusedActivation(layer).forward(local);
    const xs = v128.load(i32.add(from.get, v.get));
    const first = v128.load(v.get, figureAt(layer, "mean"));
    const second = v128.load(v.get, figureAt(layer, "scale"));
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

/** Adds `(row, rows)`: what inputs are multiplied by in use, and what is added. */
function figuresInUse(module: Module, layer: NormLayout): Call {
  const { channels: C, weights, rowBytes, statistics } = layer;
  return module.fn(["i32", "i32"], [], (local) => {
    const v = local("i32"), s = local("v128");
    const variance = v128.load(v.get, statistics + 4 * C);
    return eachVector(v, C, () => [
      s.set(div(
        v128.load(v.get, weights),
        v128.sqrt(add(variance, of(epsilonOf(layer)))),
      )),
      v128.store(v.get, s.get, figureAt(layer, "mean")),
      v128.store(
        v.get,
        sub(
          v128.load(v.get, weights + rowBytes),
          mul(v128.load(v.get, statistics), s.get),
        ),
        figureAt(layer, "scale"),
      ),
    ]);
  });
}

/** Adds, in order: dL/dz of the layer below. */
function backward(
  module: Module,
  layer: NormLayout,
  below: LayerLayout,
): Part[] {
  const { channels: C, places, weights, keptStride } = layer;
  const ofBatch = (v: Local, figure: keyof typeof FIGURE) =>
    v128.load(v.get, figureAt(layer, figure));
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
      (["dz", "along"] as const).map((row_) => [
        sum.set(of(0)),
        loop(
          b,
          row.get,
          rows.get,
          1,
          sum.set(add(sum.get, v128.load(kept, rowOf(layer, row_)))),
        ),
        v128.store(
          v.get,
          div(sum.get, splatted(all)),
          figureAt(layer, row_),
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

/** Adds `(worker, workers)`: running += share (batch - running), of each channel. */
function learn(module: Module, layer: NormLayout): Call {
  const { channels: C, statistics } = layer;
  return module.fn(["i32", "i32"], [], (local, worker, workers) => {
    const [c, end] = local.many("i32", 2);
    const { from, to } = workerPart(i32.const(C), worker, workers);
    const renewed = (running: number, figure: "mean" | "variance") => {
      const old = v128.loadSplat(c.get, running);
      const one = v128.loadSplat(c.get, figureAt(layer, figure));
      const value = add(old, mul(of(RUNNING_SHARE), sub(one, old)));
      return f32.store(c.get, f32.lane(value, 0), running);
    };
    return [
      end.set(times(to, 4)),
      loop(c, times(from, 4), end.get, 4, [
        renewed(statistics, "mean"),
        renewed(statistics + 4 * C, "variance"),
      ]),
    ];
  });
}

/** The kernels of layers that normalize each channel over the batch. */
export const batchNorm: LayerKernels<NormLayout> = {
  takesLists: false,
  takesSingleExamples: false,
  fusesUpdate: false,
  joinsBatch: true,
  layOut: (layer, _, above) =>
    normSizes(layer, above, ({ rowBytes }) => ({
      kept: layer.learns ? Object.keys(ROW).length * rowBytes : 0,
      derived: Object.keys(FIGURE).length * rowBytes,
    })),
  copyParameters: copyNorm,
  forward(module, layer, x) {
    const last = { run: normalize(module, layer, x) };
    if (!layer.learns) return [{ run: figuresInUse(module, layer) }, last];
    return [
      { run: sumRows(module, layer, x) },
      { run: figuresOfBatch(module, layer), joins: true },
      last,
    ];
  },
  backward: (module, _, layer, below) => backward(module, layer, below),
  update: (module, layer, x, _, weightUpdate) =>
    normUpdate(module, layer, x, weightUpdate, (_, __, ___, v) => ({
      mean: v128.load(v.get, figureAt(layer, "mean")),
      scale: v128.load(v.get, figureAt(layer, "scale")),
    })),
  learn,
};
