/**
 * Shows one training step in detail: the values of one example in every layer,
 * and every parameter before and after the step. Training runs from its start
 * to this step, so that the step has the same examples and learning rate as in
 * an ordinary training run.
 *
 * @module
 */

import {
  type Activation,
  activations,
  type Numbers,
} from "../../formula/mod.ts";
import type { LayerSpec, Shape } from "../../layer/mod.ts";
import type { ExactEngine } from "../engine.ts";
import { ReferenceProgram } from "./program.ts";

/** The values of one layer in one training step. */
export interface LayerStep {
  /** The layer's name. */
  readonly name: string;
  /** The fields of the layer, from the checked spec. */
  readonly spec: LayerSpec;
  /** The shapes of the layer's input and output, such as `[rows, columns, channels]`. */
  readonly input: Shape;
  readonly output: Shape;
  /** The name of the activation function. */
  readonly activation: string;
  /** The layer's inputs for the example. */
  readonly x: Numbers;
  /** The weighted sums z for the example. */
  readonly z: Numbers;
  /** The layer's outputs for the example, a = f(z). */
  readonly a: Numbers;
  /**
   * The derivative f'(z) of each output. `slope` is undefined for softmax, where
   * each z affects all outputs.
   */
  readonly slope: Numbers | undefined;
  /** The gradient of the example's weighted loss with respect to z. */
  readonly dz: Numbers;
  /**
   * The layer's parameters before the step. For a dense layer: one row of
   * weights for each input, and a row of biases. For other layers: all
   * parameter tensors of the layer, one after another.
   */
  readonly before: Numbers;
  /**
   * The gradient of the batch's mean loss with respect to each of the layer's
   * parameters.
   */
  readonly dWeights: Numbers;
  /** The layer's parameters after the step. */
  readonly after: Numbers;
}

/** One training step, with the values of one example of its batch. */
export interface Step {
  /**
   * `step` is the number of the step, counted from 1, and `steps` is the total
   * number of steps of the run.
   */
  readonly step: number;
  readonly steps: number;
  /** The epoch of the step, counted from 1. */
  readonly epoch: number;
  /** The learning rate of the step. */
  readonly rate: number;
  /** The mean of the weighted losses of the batch, before the step. */
  readonly loss: number;
  /** The indices of the batch's examples in the training set, in the order of the batch. */
  readonly batch: readonly number[];
  /** The position of the shown example in the batch, counted from 0. */
  readonly example: number;
  /** The targets of the example. */
  readonly target: Numbers;
  /** The weight of the example, if classes have weights. The weight multiplies the loss and the gradient. */
  readonly weight?: number;
  /** The values of each layer, in order. */
  readonly layers: readonly LayerStep[];
}

/** Thrown when a run does not have the requested step or example. */
export class StepError extends RangeError {
  /** The name of the error class, shown in stack traces. */
  override readonly name = "StepError";
}

/**
 * Makes a reference engine that reports the values of one training step.
 *
 * @param which.step The step to report, counted from 1.
 * @param which.example The position of the example in the step's batch, counted
 *   from 1.
 * @param which.epochs The number of epochs of the run.
 * @param onStep Called after the step, with the values of the step.
 * @returns The engine. The programs of this engine throw a `StepError` if the
 *   run does not have the requested step or example.
 */
export function glassBox(
  which: {
    readonly step: number;
    readonly example: number;
    readonly epochs: number;
  },
  onStep: (step: Step) => void,
): ExactEngine {
  return {
    ...{ name: "reference", exact: true },
    refuses: () => undefined,
    threads: () => 1,
    program(plan, parameters, examples) {
      const program = new ReferenceProgram(plan, parameters, examples);
      if (!examples) return program;
      const { rows } = examples.inputs, O = plan.outputs;
      const B = plan.batchSize === "full"
        ? rows
        : Math.min(plan.batchSize, rows);
      const perEpoch = Math.ceil(rows / B), steps = which.epochs * perEpoch;
      mustBeAmong("step", which.step, steps, "steps of the run");
      const learn = program.train.bind(program);
      let made = 0;
      program.train = (order, rate, sums, epoch) => {
        for (let start = 0; start < order.length; start += B) {
          const batch = order.subarray(start, start + B);
          if (++made !== which.step) {
            learn(batch, rate, sums, epoch);
            continue;
          }
          mustBeAmong(
            "example",
            which.example,
            batch.length,
            "examples of the step's batch",
          );
          const before = program.parameters(), costs = sums.loss;
          learn(batch, rate, sums, epoch);
          const after = program.parameters(), example = which.example - 1;
          const { x, layers, gradient } = program.trace(batch.length, example);
          const row = batch[example] * O;
          const weight = examples.weights?.[batch[example]];
          onStep({
            step: made,
            steps,
            epoch: Math.ceil(made / perEpoch),
            rate,
            loss: (sums.loss - costs) / batch.length,
            batch: [...batch],
            example,
            target: examples.targets.data.slice(row, row + O),
            ...(weight !== undefined && { weight }),
            layers: plan.layers.map((layer, l) => {
              const { name, spec, input, output, activation, offset } = layer;
              const end = offset + layer.rows * layer.columns;
              const part = (all: Numbers) => all.slice(offset, end);
              return {
                ...{ name, spec, input, output, activation },
                x: l === 0 ? x : layers[l - 1].a,
                ...layers[l],
                slope: slopeOf(
                  layer.customActivation ?? activations[activation],
                  layers[l],
                ),
                before: part(before),
                dWeights: part(gradient),
                after: part(after),
              };
            }),
          });
          return;
        }
      };
      return program;
    },
  };
}

/** The derivatives f'(z), or undefined if the activation is not elementwise. */
function slopeOf(
  activation: Activation,
  { z, a }: { z: Numbers; a: Numbers },
): Numbers | undefined {
  if (activation.needsWholeRow) return undefined;
  const slope = z.slice();
  activation.backward(z, a, z.slice().fill(1), slope);
  return slope;
}

function mustBeAmong(
  what: string,
  number: number,
  count: number,
  of: string,
): void {
  if (number >= 1 && number <= count) return;
  throw new StepError(
    `${what} must be one of the ${count} ${of}: found ${number}`,
  );
}
