/**
 * One step of learning, laid open: what an example came to in every layer, and
 * every weight before and after. It is the training itself that is watched, so
 * order, rates and all else are those of a run.
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

/** A layer in a step of learning. */
export interface LayerStep {
  /** The layer's name. */
  readonly name: string;
  /** The layer in the checked spec. */
  readonly spec: LayerSpec;
  /** The shape of what it saw, and of its outputs; numbers are row-major. */
  readonly input: Shape;
  readonly output: Shape;
  /** What is applied to its weighted sums. */
  readonly activation: string;
  /** What it saw of the example, I numbers. */
  readonly x: Numbers;
  /** The example's weighted sums, O numbers, and so on. */
  readonly z: Numbers;
  /** Its outputs, f(z). */
  readonly a: Numbers;
  /** The slope of f at each z; none for softmax, where one z moves every a. */
  readonly slope: Numbers | undefined;
  /** The error: the slope of the example's weighted loss along z. */
  readonly dz: Numbers;
  /**
   * Its parameters as the batch found them: of a dense layer I rows of O weights and
   * a row of biases, of others the tensors of the layer type one after the other.
   */
  readonly before: Numbers;
  /** The mean slope of the batch's loss along each of them. */
  readonly dWeights: Numbers;
  /** What the step made of them. */
  readonly after: Numbers;
}

/** A step of learning, seen through one example. */
export interface Step {
  /** Which step, from 1, and of how many. */
  readonly step: number;
  readonly steps: number;
  /** The epoch it is in, from 1. */
  readonly epoch: number;
  /** How far it went down the slope. */
  readonly rate: number;
  /** The mean of the batch's weighted losses, before the step. */
  readonly loss: number;
  /** Which examples the batch was made of, from 0, in order. */
  readonly batch: readonly number[];
  /** Which of them is looked at, from 0. */
  readonly example: number;
  /** What the network should have answered. */
  readonly target: Numbers;
  /** What its loss and gradient are multiplied by, where classes have weights. */
  readonly weight?: number;
  /** Every layer, in order. */
  readonly layers: readonly LayerStep[];
}

/** A step or an example that a run does not have. */
export class StepError extends RangeError {
  /** The name a stack trace shows. */
  override readonly name = "StepError";
}

/**
 * The engine of plain loops with a window in it.
 *
 * @param which.step Which step to look at, from 1.
 * @param which.example Which example of its batch, from 1.
 * @param which.epochs How many epochs the run has.
 * @param onStep Hears of the step when it has been made.
 * @returns Programs that throw a `StepError` if the run has no such step.
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

/** f'(z) of each z by itself, where a z moves no other output. */
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
