/**
 * The plan of a network, computed from a spec and the number of inputs. The plan
 * has the shape of each layer and the position of each parameter in one flat array.
 *
 * @module
 */

import {
  biasInitializers,
  type GradientOptions,
  initializers,
  type Numbers,
} from "../formula/mod.ts";
import {
  countOf,
  inputShape,
  type LayerPlan,
  planLayers,
  sizeOf,
} from "../layer/mod.ts";
import { random } from "../random.ts";
import { imageOf, type Spec } from "../spec/mod.ts";

/**
 * The plan of a network, from which an engine creates a program: an object that
 * trains and runs the network.
 */
export interface Plan extends GradientOptions {
  /** The number of inputs of an example. */
  readonly inputs: number;
  /** The number of outputs. */
  readonly outputs: number;
  /** The layers, in order. The list has no input layer. */
  readonly layers: readonly LayerPlan[];
  /** The number of parameters: all weights and biases. */
  readonly parameters: number;
  /**
   * The length of the array that contains all parameters and all values that
   * are not trained. The array has all parameters, followed by values that are
   * not trained, such as running means.
   */
  readonly size: number;
  /** The number of multiply-adds in the forward pass of one example. */
  readonly work: number;
  /** The loss function. */
  readonly loss: Spec["loss"];
  /** The optimizer. */
  readonly optimizer: Spec["optimizer"];
  /** The random seed for the dropout masks. */
  readonly seed: Spec["seed"];
  /** The number of examples per optimizer step. */
  readonly batchSize: Spec["batchSize"];
  /** The precision of the parameters and the arithmetic. */
  readonly precision: Spec["precision"];
}

const allInitializers = {
  ...initializers,
  ...biasInitializers,
  ones: () => 1,
};

/** The default optimizer. */
const SGD = { type: "sgd", momentum: 0, nesterov: false } as const;

/**
 * Computes the plan of a network: its layers, with their shapes and the positions
 * of their parameters.
 *
 * @param spec The fields of a spec that describe the network.
 * @param inputs The number of inputs of an example.
 */
export function planNetwork(
  { layers, optimizer = SGD, seed = 1, ...rest }:
    & Pick<Spec, "layers" | "loss" | "batchSize" | "precision">
    & Partial<Pick<Spec, "optimizer" | "seed" | "dataset" | "inputs">>
    & GradientOptions,
  inputs: number,
): Plan {
  const { loss, clip, regularization, batchSize, precision } = rest;
  const shape = inputShape(layers, inputs, imageOf(rest));
  const plans = planLayers(layers, shape);
  const parameters = countOf(plans.flatMap(({ tensors }) => tensors));
  return {
    inputs,
    outputs: sizeOf(plans[plans.length - 1].output),
    layers: plans,
    parameters,
    size: parameters + countOf(plans.flatMap(({ statistics }) => statistics)),
    work: plans.reduce((sum, { work }) => sum + work, 0),
    loss,
    optimizer,
    clip,
    regularization,
    seed,
    batchSize,
    precision,
  };
}

/**
 * The initial parameters of a network. For the same plan, the initial
 * parameters depend only on the seed: each tensor of each layer has its own
 * random stream.
 */
export function initialParameters(plan: Plan, seed: number): Numbers {
  const parameters = allocate(plan, plan.size);
  for (const [l, { tensors, statistics }] of plan.layers.entries()) {
    for (
      const { name, shape, offset, ...tensor } of [...tensors, ...statistics]
    ) {
      const { fanIn, fanOut } = tensor;
      const draw = allInitializers[tensor.initializer];
      const stream = random(seed, name, l);
      const end = offset + sizeOf(shape);
      for (let p = offset; p < end; p++) {
        parameters[p] = draw(stream, fanIn, fanOut);
      }
    }
  }
  return parameters;
}

/** A zero-filled array in the plan's precision. */
export function allocate(
  { precision }: Pick<Plan, "precision">,
  length: number,
): Numbers {
  return precision === "float64"
    ? new Float64Array(length)
    : new Float32Array(length);
}
