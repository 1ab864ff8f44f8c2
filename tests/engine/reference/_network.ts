/**
 * Small networks, and what a program is asked with.
 *
 * @module
 */

import { type Plan, planNetwork } from "../../../lib/network/mod.ts";
import { random } from "../../../lib/random.ts";
import type { ActivationName, Precision, Spec } from "../../../mod.ts";

/** What a test may have otherwise than batch 1 in float64. */
export interface Options {
  batchSize?: Spec["batchSize"];
  precision?: Precision;
}

/** A network of mse summed over outputs. */
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

/** The first examples, in their order. */
export function upTo(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, b) => b);
}

/** Numbers from a normal distribution, drawn for a purpose. */
export function normals(length: number, purpose: string): Float64Array {
  const chance = random(1, purpose);
  return Float64Array.from({ length }, () => chance.normal());
}
