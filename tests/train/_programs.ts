/**
 * Programs for the tests of train(): one that records its calls, and one whose
 * results are worked by hand.
 *
 * @module
 */

import type { ExactProgram, Snapshot, Sums } from "../../lib/engine/engine.ts";
import type { Numbers } from "../../lib/formula/mod.ts";
import { reference } from "../../lib/engine/reference/mod.ts";
import { frame64 } from "../../lib/frame.ts";
import { type Plan, planNetwork } from "../../lib/network/mod.ts";

/** A program with one parameter, without predictions and gradients. */
export abstract class OneParameter implements ExactProgram {
  /** The parameter. */
  weight = 0;
  #marked = 0;

  constructor(readonly grain: number) {}

  learnFrom(): void {}

  parameters(): Numbers {
    return Float64Array.of(this.weight);
  }

  read(): Snapshot {
    return { parameters: this.parameters(), state: { steps: 0, moments: [] } };
  }

  write({ parameters }: Partial<Snapshot>): void {
    if (parameters) [this.weight] = parameters;
  }

  mark(): void {
    this.#marked = this.weight;
  }

  rewind(): void {
    this.weight = this.#marked;
  }

  abstract train(
    order: Uint32Array,
    rate: number,
    sums: Sums,
    epoch?: number,
  ): void;

  predict(): never {
    throw new Error("not asked for");
  }

  gradient(): never {
    throw new Error("not asked for");
  }

  close(): void {}
}

/** A program that does not train, and records the calls of `train`. */
export class Recorder extends OneParameter {
  /** The arguments of each call of `train`. */
  readonly calls: { order: number[]; rate: number; epoch: number }[] = [];

  /**
   * A clock that advances by 40 ms per call, so that the size of chunks does
   * not change.
   */
  readonly clock = (): number => 40 * this.calls.length;

  train(order: Uint32Array, rate: number, sums: Sums, epoch = 0): void {
    this.calls.push({ order: [...order], rate, epoch });
    sums.loss += order.length;
    sums.examples += order.length;
  }
}

/** Three epochs with one learning rate. */
export const schedule = {
  epochs: 3,
  learningRate: 0.5,
  shuffle: true,
  seed: 1,
};

/** The plan of a linear unit with one input, in float64. */
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

/**
 * A program of this unit with the examples 1, 2, 3 and the targets 1, 0, -1.
 */
export function line(batchSize: number, start = [0, 0]): ExactProgram {
  return reference.program(linePlan(batchSize), Float64Array.from(start), {
    inputs: frame64([[1], [2], [3]]),
    targets: frame64([[1], [0], [-1]]),
  });
}
