/**
 * The plan of a network: what a spec comes to once the width of its inputs is
 * known. Shapes, and where in one flat array each parameter lies.
 *
 * @module
 */

import {
  type Activation,
  type ActivationName,
  biasInitializers,
  initializers,
  type Numbers,
  type Restraints,
} from "../formula/mod.ts";
import { random } from "../random.ts";
import type { LayerSpec, Spec } from "../spec/mod.ts";

/** One layer, with its place among the parameters. */
export interface LayerPlan {
  /** The name its parameters are saved under. */
  readonly name: string;
  /** The width of what comes in, I. */
  readonly inputs: number;
  /** The width of what goes out, O. */
  readonly units: number;
  /** What is applied to the weighted sums. */
  readonly activation: ActivationName;
  /** What that is, where it is the caller's own and in no table. */
  readonly own?: Activation | undefined;
  /** The share of its outputs that is dropped while it learns. */
  readonly dropout: number;
  /**
   * Where its parameters start: I rows of O weights, then one row of O biases,
   * the weights of an input that is always 1.
   */
  readonly offset: number;
  /** How many they are, (I + 1) O. */
  readonly size: number;
}

/** Everything an engine needs to know of a network. */
export interface Plan extends Restraints {
  /** The width of an example. */
  readonly inputs: number;
  /** The width of an answer. */
  readonly outputs: number;
  /** The layers in order, without the input layer. */
  readonly layers: readonly LayerPlan[];
  /** How many weights and biases there are. */
  readonly parameters: number;
  /** What is made small. */
  readonly loss: Spec["loss"];
  /** How a slope becomes a step. */
  readonly optimizer: Spec["optimizer"];
  /** What dropout follows from. */
  readonly seed: Spec["seed"];
  /** How many examples make a step. */
  readonly batchSize: Spec["batchSize"];
  /** The precision of parameters and arithmetic. */
  readonly precision: Spec["precision"];
}

/** What stands where a program says nothing. */
const SGD = { type: "sgd", momentum: 0, nesterov: false } as const;

/**
 * Lays a network out.
 *
 * @param spec What it is.
 * @param inputs The width of an example.
 */
export function planNetwork(
  { layers, loss, optimizer = SGD, seed = 1, batchSize, precision, ...rest }:
    & Pick<Spec, "layers" | "loss" | "batchSize" | "precision">
    & Partial<Pick<Spec, "optimizer" | "seed">>
    & Restraints,
  inputs: number,
): Plan {
  let offset = 0, width = inputs;
  const planned = layers.map(({ name, units, activation, dropout = 0 }) => {
    const size = (width + 1) * units, inputs = width;
    const layer = { name, inputs, units, activation, dropout, offset, size };
    offset += size;
    width = units;
    return layer;
  });
  return {
    inputs,
    outputs: width,
    layers: planned,
    parameters: offset,
    loss,
    optimizer,
    clip: rest.clip,
    regularization: rest.regularization,
    seed,
    batchSize,
    precision,
  };
}

/**
 * The parameters a network starts from, which follow from the seed alone: a
 * stream of chance for each layer's weights and one for its biases.
 *
 * @param plan The network.
 * @param layers How each of its layers starts.
 * @param seed The spec's.
 */
export function initialParameters(
  plan: Plan,
  layers: readonly LayerSpec[],
  seed: number,
): Numbers {
  const parameters = allocate(plan, plan.parameters);
  for (const [l, { inputs, units, offset, size }] of plan.layers.entries()) {
    const weight = initializers[layers[l].initializer];
    const bias = biasInitializers[layers[l].biasInitializer];
    const forWeights = random(seed, "weights", l);
    const forBiases = random(seed, "biases", l);
    const biases = offset + inputs * units;
    for (let p = offset; p < biases; p++) {
      parameters[p] = weight(forWeights, inputs, units);
    }
    for (let p = biases; p < offset + size; p++) {
      parameters[p] = bias(forBiases, inputs, units);
    }
  }
  return parameters;
}

/** So many zeros in the network's precision. */
export function allocate(
  { precision }: Pick<Plan, "precision">,
  length: number,
): Numbers {
  return precision === "float64"
    ? new Float64Array(length)
    : new Float32Array(length);
}
