/**
 * Learning rates that change as a run goes on: epoch by epoch by their row, and
 * before that, in a warm-up, batch by batch from 0 to the first.
 *
 * @module
 */

import { cos } from "../math.ts";

/** A learning rate that changes; `rate` is the first after the warm-up. */
export type ScheduleSpec =
  | {
    readonly type: "constant";
    readonly rate: number;
    readonly warmup: number;
  }
  | {
    readonly type: "step";
    readonly rate: number;
    readonly every: number;
    readonly factor: number;
    readonly warmup: number;
  }
  | {
    readonly type: "exponential";
    readonly rate: number;
    readonly factor: number;
    readonly warmup: number;
  }
  | {
    readonly type: "cosine";
    readonly rate: number;
    readonly end: number;
    readonly warmup: number;
  };

/** A schedule as it may be written: `warmup` and `end` are 0 where they are left out. */
export type ScheduleInput = ScheduleSpec extends infer S
  ? S extends ScheduleSpec ?
      & Omit<S, "warmup" | "end">
      & {
        readonly [N in keyof S as N extends "warmup" | "end" ? N : never]?:
          | S[N]
          | undefined;
      }
  : never
  : never;

/** The rate of an epoch, counted from 0 after the warm-up, of so many. */
const schedules: {
  readonly [T in ScheduleSpec["type"]]: (
    spec: Extract<ScheduleSpec, { type: T }>,
    epoch: number,
    epochs: number,
  ) => number;
} = {
  constant: ({ rate }) => rate,
  step: ({ rate, every, factor }, epoch) =>
    rate * wholePower(factor, Math.floor(epoch / every)),
  exponential: ({ rate, factor }, epoch) => rate * wholePower(factor, epoch),
  /** @see Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2017) */
  cosine: ({ rate, end }, epoch, epochs) =>
    end + (rate - end) * (1 + cos(Math.PI * epoch / epochs)) / 2,
};

/** Whether the rate of an epoch depends on the number of epochs. */
const spansEpochs: Readonly<Record<ScheduleSpec["type"], boolean>> = {
  constant: false,
  step: false,
  exponential: false,
  cosine: true,
};

/** Where a step is in its run. */
export interface StepPosition {
  /** The epoch, from 1, and how many there are. */
  readonly epoch: number;
  readonly epochs: number;
  /** The batch in it, from 1, and how many there are. */
  readonly batch: number;
  readonly batches: number;
}

/** How far a step goes down the slope. */
export function rateAt(
  learningRate: number | ScheduleSpec,
  { epoch, epochs, batch, batches }: StepPosition,
): number {
  if (typeof learningRate === "number") return learningRate;
  const { type, rate, warmup } = learningRate;
  if (epoch <= warmup) {
    return rate * ((epoch - 1) * batches + batch) / (warmup * batches);
  }
  const row = schedules[type] as (
    ...of: [ScheduleSpec, number, number]
  ) => number;
  return row(learningRate, epoch - 1 - warmup, epochs - warmup);
}

/** Whether each batch of an epoch has a rate of its own. */
export function isWarmup(
  learningRate: number | ScheduleSpec,
  epoch: number,
): boolean {
  return typeof learningRate !== "number" && epoch <= learningRate.warmup;
}

/** Whether the learning rates of a run would differ if it had more epochs. */
export function dependsOnEpochs(learningRate: number | ScheduleSpec): boolean {
  return typeof learningRate !== "number" && spansEpochs[learningRate.type];
}

/** x^n for whole n from 0, by squares. */
function wholePower(x: number, n: number): number {
  if (n === 0) return 1;
  const half = wholePower(x, Math.floor(n / 2));
  return n % 2 === 0 ? half * half : half * half * x;
}
