/**
 * The schema of `layers`. Each layer type has a file in `layer/`, such as
 * `dense.ts`, that lists the fields of the type.
 *
 * @module
 */

import { activations, biasInitializers, initializers } from "../formula/mod.ts";
import {
  DEFAULT_LAYER_TYPE,
  type LayerField,
  type layerFields as written,
  type LayerTypeName,
  layerTypes,
} from "../layer/mod.ts";
import { name, positive, sides, upToMillion } from "./_common_kinds.ts";
import {
  computed,
  type Field,
  type List,
  mapping,
  oneOf,
  real,
  required,
  type Variants,
} from "./_kinds.ts";

/** The largest number of layers of a network. */
const MOST_LAYERS = 256;

/**
 * For each kind of layer field, such as `count` or `padding`, the values that
 * the schema allows.
 */
const kinds = {
  count: upToMillion,
  sides,
  padding: oneOf({ valid: true, same: true }),
  epsilon: positive,
  activation: oneOf(activations),
  dropout: real(0, 1, [true, true], "must be a number over 0 and below 1"),
  initializer: oneOf(initializers),
  biasInitializer: oneOf(biasInitializers),
} as const;

const named = {
  name: computed(
    name,
    "hidden1, hidden2, ..., output",
    "the name of the layer; its parameters are saved under this name",
  ),
};

/**
 * The fields of each layer type, as listed in the files in `layer/`, such as
 * `dense.ts`.
 */
type Written = typeof written;

/** For each layer type, the types of its fields in the schema. */
type LayerFields = {
  readonly [T in LayerTypeName]:
    & typeof named
    & {
      readonly [N in keyof Written[T]]: Written[T][N] extends LayerField
        ? Field<
          typeof kinds[Written[T][N]["kind"]],
          Written[T][N]["presence"]
        >
        : never;
    };
};

const layer: Variants<LayerFields, typeof DEFAULT_LAYER_TYPE> = {
  kind: "variants",
  rule: mapping({}).rule,
  doc: `the type of the layer: ${
    Object.entries(layerTypes).map(([type, { doc }]) => `${type} (${doc})`)
      .join(", ")
  }`,
  defaultType: DEFAULT_LAYER_TYPE,
  variants: Object.fromEntries(
    Object.entries(layerTypes).map(([type, { fields }]) => [type, {
      ...named,
      ...Object.fromEntries(
        Object.entries(fields).map(([name, { kind, ...rest }]) => [
          name,
          { of: kinds[kind], ...rest },
        ]),
      ),
    }]),
  ) as unknown as LayerFields,
};

const layers: List<typeof layer> = {
  kind: "list",
  rule: `must be a list of 1 to ${MOST_LAYERS} layers`,
  of: layer,
  most: MOST_LAYERS,
};

/** The field of a spec that lists the layers of the network. */
export const layerFields = {
  layers: required(layers, "the layers in order, without the input layer"),
};
