/**
 * Programs to train: one that only listens, and one that is worked by hand.
 *
 * @module
 */

import type { Program, Sums } from "../../lib/engine/engine.ts";
import { reference } from "../../lib/engine/reference/mod.ts";
import { frame64 } from "../../lib/frame.ts";
import { type Plan, planNetwork } from "../../lib/network/mod.ts";

/** A program that learns nothing and remembers what it was asked to learn. */
export class Recorder implements Program {
  examples = undefined;
  parameters = Float64Array.of(0);
  state = { steps: 0, moments: [] };
  /** What each call of `train` was given. */
  readonly calls: { order: number[]; rate: number; epoch: number }[] = [];

  constructor(readonly chunk: number) {}

  train(order: Uint32Array, rate: number, sums: Sums, epoch = 0): void {
    this.calls.push({ order: [...order], rate, epoch });
    sums.loss += order.length;
    sums.examples += order.length;
  }

  predict(): never {
    throw new Error("not asked for");
  }

  gradient(): never {
    throw new Error("not asked for");
  }

  close(): void {}
}

/** Three epochs at one rate. */
export const schedule = {
  epochs: 3,
  learningRate: 0.5,
  shuffle: true,
  seed: 1,
};

/** The plan of a linear unit of one input, in float64. */
export function linePlan(batchSize: number): Plan {
  return planNetwork({
    layers: [{
      name: "output",
      type: "dense",
      units: 1,
      activation: "identity",
      initializer: "lecunNormal",
      biasInitializer: "zeros",
    }],
    loss: { type: "mse", reduction: "mean" },
    batchSize,
    precision: "float64",
  }, 1);
}

/** That unit with examples 1, 2, 3 and the targets 1, 0, -1. */
export function line(batchSize: number, start = [0, 0]): Program {
  return reference.program(linePlan(batchSize), Float64Array.from(start), {
    inputs: frame64([[1], [2], [3]]),
    targets: frame64([[1], [0], [-1]]),
  });
}
