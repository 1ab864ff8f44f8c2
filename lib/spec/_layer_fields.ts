/**
 * What the network is, as rules: `layers`.
 *
 * @module
 */

import { activations, biasInitializers, initializers } from "../formula/mod.ts";
import { name, upToMillion } from "./_common_kinds.ts";
import {
  computed,
  defaulted,
  type List,
  mapping,
  oneOf,
  optional,
  real,
  required,
} from "./_kinds.ts";

/** The most layers, far more than a spec would list by hand. */
const MOST_LAYERS = 256;

const layer = mapping({
  name: computed(
    name,
    "hidden1, hidden2, ..., output",
    "the name its parameters are saved under",
  ),
  type: defaulted(
    oneOf<"dense">({ dense: true }),
    "dense",
    "every input reaches every unit",
  ),
  units: required(upToMillion, "how many outputs it has"),
  activation: computed(
    oneOf(activations),
    "sigmoid; on the last layer depends on loss and labels",
    "what is applied to the weighted sum; softmax on the last layer only",
  ),
  dropout: optional(
    real(0, 1, [true, true], "must be a number over 0 and below 1"),
    "the share of its outputs that is dropped while it learns; not on the last layer",
  ),
  initializer: defaulted(
    oneOf(initializers),
    "lecunNormal",
    "how its weights start",
  ),
  biasInitializer: defaulted(
    oneOf(biasInitializers),
    "zeros",
    "how its biases start; uniform is from 0 to 1",
  ),
});

const layers: List<typeof layer> = {
  kind: "list",
  rule: `must be a list of 1 to ${MOST_LAYERS} layers`,
  of: layer,
  most: MOST_LAYERS,
};

/** The fields of a spec that say what the network is. */
export const layerFields = {
  layers: required(layers, "in order, without the input layer"),
};
