/**
 * `dense`: every input reaches every unit. Its parameters are one row of weights
 * for each input and a row of biases, each as wide as there are units.
 *
 * @module
 */

import type {
  ActivationName,
  BiasInitializerName,
  InitializerName,
} from "../formula/mod.ts";
import { activation, biasInitializer, dropout, initializer } from "./fields.ts";
import type { LayerType, WithDefaults } from "./layer_type.ts";
import { shapeText } from "./shape.ts";

/** A dense layer; its inputs are the outputs of the layer before. */
export interface DenseSpec {
  /** The name its parameters are saved under. */
  readonly name: string;
  /** Every input reaches every unit. */
  readonly type: "dense";
  /** How many outputs it has. */
  readonly units: number;
  /** What is applied to the weighted sum. */
  readonly activation: ActivationName;
  /** The share of its outputs that is dropped while it learns; none, where absent. */
  readonly dropout?: number | undefined;
  /** How its weights start. */
  readonly initializer: InitializerName;
  /** How its biases start. */
  readonly biasInitializer: BiasInitializerName;
}

/** A dense layer as it may be written: all but `units` has a default. */
export type DenseInput = WithDefaults<DenseSpec, "units">;

/** The fields of a dense layer. */
export const denseFields = {
  units: {
    kind: "count",
    presence: "required",
    doc: "the number of outputs",
  },
  activation,
  dropout,
  initializer,
  biasInitializer,
} as const;

/** Every input reaches every unit. */
export const dense: LayerType<DenseSpec> = {
  fields: denseFields,
  doc: "each unit is connected to every input",
  computes: true,
  takes: "row",
  answers: true,
  refuses: (_, input) =>
    input.length === 1
      ? undefined
      : `dense takes a row of numbers: found ${
        shapeText(input)
      }; put { type: flatten } before it`,
  output: ({ units }) => [units],
  tensors({ units, ...layer }, [inputs]) {
    const fans = { fanIn: inputs, fanOut: units };
    const weights = { name: "weights", shape: [inputs, units], ...fans };
    const biases = { name: "biases", shape: [units], ...fans };
    return [
      { ...weights, initializer: layer.initializer, hasMaxNorm: true },
      { ...biases, initializer: layer.biasInitializer, hasMaxNorm: false },
    ];
  },
  work: ({ units }, [inputs]) => inputs * units,
  memory: ({ units }) => 2 * units,
};
