/**
 * The interface of engines, which do the arithmetic of a network. One call
 * trains on a chunk of many batches. Therefore one training loop serves all
 * engines, also engines that return promises.
 *
 * @module
 */

import type { Examples } from "../dataset/mod.ts";
import type { Numbers } from "../formula/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { Plan } from "../network/mod.ts";

/** A value; an asynchronous engine returns a promise of the value. */
export type Later<T> = T | Promise<T>;

/** Whether a value is a promise. */
export function isLater<T>(answer: Later<T>): answer is Promise<T> {
  return typeof (answer as { then?: unknown } | undefined)?.then === "function";
}

/**
 * An engine. An engine makes programs; a program trains one network and
 * computes its predictions.
 */
export interface Engine {
  /** The name of the engine, for `--engine` and the record of a run. */
  readonly name: string;
  /** Whether the engine computes the same bits on every machine. */
  readonly exact: boolean;
  /** For an engine that is not exact: a warning to users about its results. */
  readonly caution?: string | undefined;
  /**
   * The reason why the engine cannot run a network, such as
   * `float64 runs on the reference engine`. The result is undefined if the engine
   * can run the network.
   */
  refuses(plan: Plan): string | undefined;
  /** The number of threads on which the engine trains a network. */
  threads(plan: Plan, form: Form): number;
  /**
   * Makes a program that trains and runs a network.
   *
   * @param plan The plan of a network that the engine does not refuse.
   * @param parameters The initial parameters, followed by values that are not
   *   trained, such as running means. The array has `plan.size` values and is
   *   copied.
   * @param examples The training examples. Without examples, the program only
   *   predicts.
   */
  program(
    plan: Plan,
    parameters: Numbers,
    examples?: Examples,
    options?: EngineOptions,
  ): Program;
}

/** An engine that computes the same bits on every machine, and returns no promises. */
export interface ExactEngine extends Engine {
  /** The results have the same bits on every machine. */
  readonly exact: true;
  /** Makes a program that trains and runs a network; see `Engine.program`. */
  program(...args: Parameters<Engine["program"]>): ExactProgram;
}

/** The training options that determine the number of threads. */
export interface Form {
  /** The number of examples per optimizer step. */
  readonly batchSize: number;
  /** The largest number of threads (default: the number that is expected to be fastest). */
  readonly threads?: number | undefined;
}

/** Options of a program that do not change its results. */
export interface EngineOptions {
  /**
   * The threshold for the training accuracy: a prediction is right if each
   * output is on the same side of the threshold as its target. Without a
   * threshold, a prediction is right if the largest output is at the position
   * of the largest target.
   */
  readonly cut?: number | undefined;
  /** The largest number of threads (default: the number that is expected to be fastest). */
  readonly threads?: number | undefined;
}

/** The running totals of an epoch. */
export interface Sums {
  /**
   * The sum of the weighted losses of the examples. The loss of an example is
   * computed before the optimizer step of its batch.
   */
  loss: number;
  /**
   * The number of examples whose prediction was right before the optimizer step
   * of their batch.
   */
  correct: number;
  /**
   * The number of examples that training has used. If the loss becomes NaN or
   * infinite, training stops before it has used all examples.
   */
  examples: number;
}

/** The state of an optimizer. */
export interface State {
  /** The number of optimizer steps so far. */
  readonly steps: number;
  /**
   * The values that the optimizer stores for each parameter, such as Adam's
   * moments, in the parameter order of the plan.
   */
  readonly moments: readonly Numbers[];
}

/**
 * A snapshot of everything that training changes: the parameters and the
 * optimizer state.
 */
export interface Snapshot {
  /**
   * The parameters and the numbers that are not trained, such as running means, in
   * the order of the plan.
   */
  readonly parameters: Numbers;
  /** The state of the optimizer. */
  readonly state: State;
}

/**
 * A network on an engine, with its training examples. Methods can return
 * promises. The caller must await the promise before it calls the next method.
 */
export interface Program {
  /**
   * A number of examples. Training that resumes from a snapshot made after a
   * multiple of this number of examples in an epoch, or at the end of an epoch,
   * computes the same bits as training without a pause.
   */
  readonly grain: number;
  /**
   * Replaces the training examples. The new examples must have the same number
   * of rows and columns and the same kind of inputs as the old examples. If the
   * old examples had weights, the new examples must have weights, too.
   */
  learnFrom(examples: Examples): Later<void>;
  /** A copy of the parameters and the numbers that are not trained, in the parameter order of the plan. */
  parameters(): Later<Numbers>;
  /** Makes a snapshot of everything that training changes. */
  read(): Later<Snapshot>;
  /** Restores a snapshot, or some fields of a snapshot. */
  write(snapshot: Partial<Snapshot>): Later<void>;
  /** Stores a snapshot for `rewind`, in place of the previous stored snapshot. */
  mark(): Later<void>;
  /** Restores the snapshot that `mark` stored. */
  rewind(): Later<void>;
  /**
   * Trains on examples, batch by batch. The last batch may be smaller. If the loss
   * of a batch is not finite, training stops without a step for this batch, and
   * `sums.examples` includes the batch.
   *
   * @param order The indices of the examples, in the order of training.
   * @param rate The learning rate.
   * @param sums The running totals of the epoch, which the method updates.
   *   The results do not depend on how an epoch is divided into chunks.
   * @param epoch The epoch, counted from 1, which decides the dropout masks.
   */
  train(
    order: Uint32Array,
    rate: number,
    sums: Sums,
    epoch?: number,
  ): Later<void>;
  /** Computes the network's outputs, one row for each row of inputs. */
  predict(inputs: Frame | ByteFrame): Later<Frame>;
  /**
   * Computes the mean weighted loss of one batch and its gradient, with the dropout
   * masks of an epoch. The parameters do not change.
   */
  gradient(order: Uint32Array, epoch?: number): Later<Gradient>;
  /** Releases memory and threads. The program cannot be used after this call. */
  close(): void;
}

/** The loss of a batch and its gradient. */
export interface Gradient {
  /** The mean of the weighted losses over the batch. */
  readonly loss: number;
  /** The derivative of the loss with respect to each parameter, in the parameter order of the plan. */
  readonly gradient: Numbers;
}

/** A program that returns no promises. */
export type ExactProgram = {
  readonly [Member in keyof Program]: Program[Member] extends
    (...args: infer Args) => infer Answer ? (...args: Args) => Awaited<Answer>
    : Program[Member];
};
