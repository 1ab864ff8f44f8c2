/**
 * Learning rate schedules. A schedule sets the learning rate of each epoch.
 * Before the schedule, a warm-up can raise the learning rate linearly from 0,
 * batch by batch.
 *
 * @module
 */

import { cos } from "../math.ts";

/**
 * A learning rate schedule. `rate` is the learning rate after the warm-up,
 * which takes `warmup` epochs.
 */
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

/**
 * A learning rate schedule as written in a spec, where `warmup` and `end` are
 * optional (default: 0).
 */
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

/**
 * For each schedule type, a function that returns the learning rate of an
 * epoch. `epoch` is the number of epochs since the end of the warm-up, counted
 * from 0, and `epochs` is the number of all epochs after the warm-up.
 */
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

/**
 * For each schedule type, whether the learning rate of an epoch depends on the
 * total number of epochs.
 */
const spansEpochs: Readonly<Record<ScheduleSpec["type"], boolean>> = {
  constant: false,
  step: false,
  exponential: false,
  cosine: true,
};

/** The position of an optimizer step in a run. */
export interface StepPosition {
  /**
   * `epoch` is the number of the epoch, counted from 1, and `epochs` is the
   * total number of epochs.
   */
  readonly epoch: number;
  readonly epochs: number;
  /**
   * `batch` is the number of the batch in the epoch, counted from 1, and
   * `batches` is the number of batches per epoch.
   */
  readonly batch: number;
  readonly batches: number;
}

/** The learning rate of an optimizer step. */
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

/** Whether an epoch belongs to the warm-up, where the learning rate changes with each batch. */
export function isWarmup(
  learningRate: number | ScheduleSpec,
  epoch: number,
): boolean {
  return typeof learningRate !== "number" && epoch <= learningRate.warmup;
}

/** Whether the learning rates of a run depend on its number of epochs. */
export function dependsOnEpochs(learningRate: number | ScheduleSpec): boolean {
  return typeof learningRate !== "number" && spansEpochs[learningRate.type];
}

/** x^n for integers n >= 0, by repeated squaring. */
function wholePower(x: number, n: number): number {
  if (n === 0) return 1;
  const half = wholePower(x, Math.floor(n / 2));
  return n % 2 === 0 ? half * half : half * half * x;
}
