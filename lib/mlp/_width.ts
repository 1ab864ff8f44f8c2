/**
 * How wide a spec's examples are.
 *
 * @module
 */

import { catalogue } from "../catalogue.ts";
import type { Spec } from "../spec/mod.ts";

/** The width of an example: the data set's, or what the spec says. */
export function inputWidth({ dataset, inputs }: Spec): number {
  if (dataset === undefined) return inputs.units!; // `facts.ts` saw to it
  if (typeof dataset !== "string") return dataset.inputs[0].length;
  const { width, height } = catalogue[dataset].image;
  return width * height;
}
