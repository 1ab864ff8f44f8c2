/**
 * The means and variances that `batchNorm` layers compute over a batch, and the
 * running means and variances of these layers. Each worker computes means and
 * sums of each channel for some of the examples. After that, every worker adds
 * the means and sums of all examples in the order of the batch, so that the
 * results of all workers are equal. The variance of a batch is the mean of the
 * examples' variances plus the variance of the examples' means. The formula for
 * the variance of a batch does not subtract large numbers from each other.
 *
 * @module
 */

import { BATCH_NORM_MOMENTUM } from "../../../layer/mod.ts";
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
import { eachRow, rowAt } from "./image.ts";
import type { Inputs } from "./kernel.ts";
import { eachVector, type NormLayout } from "./norm.ts";

const { add, div, mul, sub } = v128, of = v128.const;

/**
 * The indices of the rows of statistics in memory. `ROW` has the indices of the
 * rows for each example, and `FIGURE` has the indices of the rows for the whole
 * batch.
 */
export const ROW = { mean: 0, squares: 1, dz: 2, along: 3 } as const;
export const FIGURE = {
  mean: 0,
  scale: 1,
  variance: 2,
  dz: 3,
  along: 4,
} as const;

/** The address of a row of batch statistics, which has one number for each channel. */
export const statisticAt = (
  { derived, rowBytes }: NormLayout,
  figure: keyof typeof FIGURE,
) => derived + FIGURE[figure] * rowBytes;

export const rowOf = ({ rowBytes }: NormLayout, row: keyof typeof ROW) =>
  ROW[row] * rowBytes;

const epsilonOf = ({ plan }: NormLayout) =>
  (plan.spec as BatchNormSpec).epsilon;

/**
 * Code that converts an integer to float32, and copies the float32 to each lane
 * of a vector.
 */
export const splatted = (n: Code) => v128.splat(f32.fromF64(f64.fromI32(n)));

/**
 * Adds a function `(row, rows)` that computes, for each example and each
 * channel, the mean and the sum of squared deviations from the mean.
 */
export function sumRows(module: Module, layer: NormLayout, x: Inputs): Call {
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

/**
 * Adds a function, called with the arguments `(0, examples)`, that computes the
 * mean, the scale 1 / sqrt(variance + epsilon) and the unbiased variance of
 * each channel over the batch.
 */
export function batchStatistics(module: Module, layer: NormLayout): Call {
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
        v128.store(v.get, mean.get, statisticAt(layer, "mean")),
        v128.store(
          v.get,
          div(
            of(1),
            v128.sqrt(add(div(squares.get, count.get), of(epsilonOf(layer)))),
          ),
          statisticAt(layer, "scale"),
        ),
        v128.store(
          v.get,
          div(squares.get, splatted(free)),
          statisticAt(layer, "variance"),
        ),
      ]),
    ];
  });
}

/**
 * Adds a function `(row, rows)` that computes, for prediction, the factor s and
 * the offset t of each channel: an input x becomes z = x s + t.
 */
export function predictionFactors(module: Module, layer: NormLayout): Call {
  const { channels: C, weights, rowBytes, statistics } = layer;
  return module.fn(["i32", "i32"], [], (local) => {
    const v = local("i32"), s = local("v128");
    const variance = v128.load(v.get, statistics + 4 * C);
    return eachVector(v, C, () => [
      s.set(div(
        v128.load(v.get, weights),
        v128.sqrt(add(variance, of(epsilonOf(layer)))),
      )),
      v128.store(v.get, s.get, statisticAt(layer, "mean")),
      v128.store(
        v.get,
        sub(
          v128.load(v.get, weights + rowBytes),
          mul(v128.load(v.get, statistics), s.get),
        ),
        statisticAt(layer, "scale"),
      ),
    ]);
  });
}

/**
 * Adds a function `(worker, workers)` that moves each running mean and variance
 * toward the value of the batch: running += 0.1 (batch - running).
 */
export function updateRunning(module: Module, layer: NormLayout): Call {
  const { channels: C, statistics } = layer;
  return module.fn(["i32", "i32"], [], (local, worker, workers) => {
    const [c, end] = local.many("i32", 2);
    const { from, to } = workerPart(i32.const(C), worker, workers);
    const renewed = (running: number, figure: "mean" | "variance") => {
      const old = v128.loadSplat(c.get, running);
      const one = v128.loadSplat(c.get, statisticAt(layer, figure));
      const value = add(old, mul(of(BATCH_NORM_MOMENTUM), sub(one, old)));
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
