/**
 * Small networks for the tests of the reference engine.
 *
 * @module
 */

import { type Plan, planNetwork } from "../../../lib/network/mod.ts";
import { random } from "../../../lib/random.ts";
import type { ActivationName, Precision, Spec } from "../../../mod.ts";

/** The settings of a test that differ from batch size 1 in float64. */
export interface Options {
  batchSize?: Spec["batchSize"];
  precision?: Precision;
}

/** A network with the loss mse, summed over the outputs. */
export function network(
  inputs: number,
  layers: [units: number, activation: ActivationName][],
  { batchSize = 1, precision = "float64" }: Options = {},
): Plan {
  return planNetwork({
    layers: layers.map(([units, activation], l) => ({
      name: `layer${l}`,
      type: "dense",
      units,
      activation,
      initializer: "lecunNormal",
      biasInitializer: "zeros",
    })),
    loss: { type: "mse", reduction: "sum" },
    batchSize,
    precision,
  }, inputs);
}

/** The indices of the first `count` examples, in order. */
export function upTo(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, b) => b);
}

/** Normally distributed random numbers; each purpose has its own stream. */
export function normals(length: number, purpose: string): Float64Array {
  const chance = random(1, purpose);
  return Float64Array.from({ length }, () => chance.normal());
}
