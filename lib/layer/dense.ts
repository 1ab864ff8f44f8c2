/**
 * The layer type `dense`: each unit is connected to every input. The parameters
 * of a `dense` layer are a matrix. Each row of the parameter matrix has the
 * weights of one input, and the last row has the biases. Each column of the
 * parameter matrix belongs to one unit.
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

/** A dense layer of a checked spec. */
export interface DenseSpec {
  /** The layer's name, under which its parameters are saved. */
  readonly name: string;
  /** The name of the layer type. */
  readonly type: "dense";
  /** The number of outputs. */
  readonly units: number;
  /** The activation function. */
  readonly activation: ActivationName;
  /** The dropout rate of the layer's outputs (default: 0). */
  readonly dropout?: number | undefined;
  /** The initializer of the weights. */
  readonly initializer: InitializerName;
  /** The initializer of the biases. */
  readonly biasInitializer: BiasInitializerName;
}

/** A dense layer as written in a spec. Only `units` is required. */
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

/** The layer type `dense`. */
export const dense: LayerType<DenseSpec> = {
  fields: denseFields,
  doc: "fully connected: each unit has a weight for every input",
  computes: true,
  takes: "row",
  answers: true,
  refuses: (_, input) =>
    input.length === 1
      ? undefined
      : `dense takes a row of numbers: found ${
        shapeText(input)
      }; write { type: flatten } before this layer`,
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
