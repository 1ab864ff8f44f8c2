/**
 * The plan of a network: what a spec comes to once the width of its inputs is
 * known. Shapes, and where in one flat array each parameter lies.
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

/** Everything an engine needs to know of a network. */
export interface Plan extends GradientOptions {
  /** The width of an example. */
  readonly inputs: number;
  /** The width of an answer. */
  readonly outputs: number;
  /** The layers in order, without the input layer. */
  readonly layers: readonly LayerPlan[];
  /** How many weights and biases there are. */
  readonly parameters: number;
  /**
   * How many numbers a network is: its parameters and, after them, what layers
   * keep that is not trained, such as running means.
   */
  readonly size: number;
  /** Multiply-adds of one example, forward. */
  readonly work: number;
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

const allInitializers = {
  ...initializers,
  ...biasInitializers,
  ones: () => 1,
};

/** The optimizer where a program names none. */
const SGD = { type: "sgd", momentum: 0, nesterov: false } as const;

/**
 * Lays a network out.
 *
 * @param spec What it is.
 * @param inputs The width of an example.
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
 * The numbers a network starts from, which follow from the seed alone: a random
 * stream for each tensor of each layer.
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
