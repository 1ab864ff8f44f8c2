/**
 * The memory layout and the update of gamma and beta, for layers that
 * normalize. Gamma and beta are each stored as one row, which is padded to
 * whole vectors of 4 numbers. The update computes
 *
 * ```
 * z = gamma n + beta, n = (x - mean) scale
 * dGamma += dz n;  dBeta += dz
 * ```
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import {
  type Call,
  type Code,
  i32,
  type Local,
  type Locals,
  type Module,
  v128,
} from "../code/assemble.ts";
import { loop, plus, times, workerPart } from "../code/control.ts";
import { outputStride } from "./dense_layout.ts";
import { BEYOND, lanesOf, rowAt } from "./image.ts";
import type { Inputs, LayerForm, LayerLayout, Sizes } from "./kernel.ts";
import type { WeightUpdate } from "./optimizer.ts";

/** The memory layout of a layer that normalizes. */
export interface NormLayout extends LayerLayout {
  /** The number of channels. */
  readonly channels: number;
  /** The number of positions in an example. */
  readonly places: number;
  /** The number of vectors in a row of channels. */
  readonly vectors: number;
  /** The size of a row of channels in bytes. */
  readonly rowBytes: number;
}

/**
 * Computes the memory sizes of a layer that normalizes.
 *
 * @param kept The size in bytes of additional values that the layer stores for
 * each example.
 */
export function normSizes(
  layer: LayerForm,
  above: LayerForm | undefined,
  bytes: (layer: { places: number; rowBytes: number }) => {
    readonly kept: number;
    readonly derived: number;
  },
): Sizes<NormLayout> {
  const channels = layer.plan.columns, vectors = Math.ceil(channels / 4);
  const places = layer.units / channels, rowBytes = 16 * vectors;
  const { kept, derived } = bytes({ places, rowBytes });
  return {
    ...layer,
    ...{ channels, places, vectors, rowBytes },
    stride: outputStride(layer.units, above, BEYOND),
    keptStride: Math.ceil(kept / 16) * 16,
    weightBytes: Math.ceil(2 * rowBytes / 64) * 64,
    derivedBytes: derived,
  };
}

/**
 * Copies gamma and beta between memory and an array in the parameter order of
 * the plan; see `LayerKernels`.
 */
export function copyNorm(
  view: Float32Array,
  { weights, channels: C, rowBytes }: NormLayout,
  block: Numbers,
  write: boolean,
  distance: number,
): void {
  for (const row of [0, 1]) {
    const start = (weights + distance + row * rowBytes) / 4;
    const place = view.subarray(start, start + C);
    const part = block.subarray(row * C, (row + 1) * C);
    if (write) place.set(part);
    else part.set(place);
  }
}

/**
 * Code that runs a body for each vector of a row of channels. The body gets the
 * byte offset of the vector, and a mask of its lanes.
 */
export function eachVector(
  v: Local,
  channels: number,
  body: (lanes: Code | undefined) => Code,
): Code {
  const whole = Math.floor(channels / 4), rest = channels % 4;
  return [
    loop(v, i32.const(0), i32.const(16 * whole), 16, body(undefined)),
    rest > 0
      ? [v.set(i32.const(16 * whole)), body(lanesOf(channels, whole))]
      : [],
  ];
}

/** Code that computes `value` in the lanes of a mask, and 0 in the other lanes. */
export function inLanes(lanes: Code | undefined, value: Code): Code {
  return lanes ? v128.andBits(value, lanes) : value;
}

/**
 * Adds a function `(worker, workers, examples)` that adds the gradients of
 * `examples` examples to the gradient of gamma and beta.
 *
 * @param statistics Makes the code that loads the mean and the scale of the
 *   four channels at byte offset `v`, for position `p` of example `b`.
 */
export function normUpdate(
  module: Module,
  { channels: C, places, vectors, rowBytes, weights, ...layer }: NormLayout,
  x: Inputs,
  { first, last }: WeightUpdate,
  statistics: (
    local: Locals,
    b: Local,
    p: Local,
    v: Local,
  ) => { readonly mean: Code; readonly scale: Code },
): Call {
  return module.fn(["i32", "i32", "i32"], [], (local, worker, workers, all) => {
    const [v, end, b, p, from, d, w] = local.many("i32", 7);
    const [gamma, beta, dz] = local.many("v128", 3);
    const apply = last(local), { mean, scale } = statistics(local, b, p, v);
    const mine = workerPart(i32.const(vectors), worker, workers);
    const n = v128.mul(v128.sub(v128.load(from.get), mean), scale);
    const lanes = lanesOf(C, vectors - 1);
    const isLast = v128.splatWhole(
      i32.sub(i32.const(0), i32.eq(v.get, i32.const(16 * (vectors - 1)))),
    );
    const within = (sum: Code) =>
      lanes
        ? v128.andBits(
          sum,
          v128.orBits(lanes, v128.andNotBits(v128.wholes(-1), isLast)),
        )
        : sum;
    return [
      apply.prepare,
      end.set(times(mine.to, 16)),
      loop(v, times(mine.from, 16), end.get, 16, [
        w.set(plus(v.get, weights)),
        gamma.set(first(w, 0)),
        beta.set(first(w, rowBytes)),
        loop(b, i32.const(0), all.get, 1, [
          from.set(i32.add(rowAt(b, x.stride, x.a), v.get)),
          d.set(i32.add(rowAt(b, layer.stride, layer.dz), v.get)),
          loop(p, i32.const(0), i32.const(places), 1, [
            dz.set(v128.load(d.get)),
            gamma.set(v128.add(gamma.get, v128.mul(dz.get, n))),
            beta.set(v128.add(beta.get, dz.get)),
            from.set(plus(from.get, 4 * C)),
            d.set(plus(d.get, 4 * C)),
          ]),
        ]),
        apply(w, 0, within(gamma.get)),
        apply(w, rowBytes, within(beta.get)),
      ]),
    ];
  });
}
