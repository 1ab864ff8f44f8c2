/**
 * The interface of engines, which do the arithmetic of a network. One call of
 * `train` trains the network on many batches. Because one call of `train`
 * trains on many batches, the same training loop works with every engine,
 * including engines that return promises.
 *
 * @module
 */

import type { Examples } from "../dataset/mod.ts";
import type { Numbers } from "../formula/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { Plan } from "../network/mod.ts";

/** A value or, from an asynchronous engine, a promise of the value. */
export type Later<T> = T | Promise<T>;

/** Whether a value is a promise. */
export function isLater<T>(answer: Later<T>): answer is Promise<T> {
  return typeof (answer as { then?: unknown } | undefined)?.then === "function";
}

/**
 * An engine. An engine makes programs; a program trains one network and
 * computes the predictions of this network.
 */
export interface Engine {
  /** The name of the engine, as in the option `--engine` and in the record of a run. */
  readonly name: string;
  /** Whether the engine computes the same bits on every machine. */
  readonly exact: boolean;
  /**
   * A warning to users that the results of the engine can have different bits
   * on different machines.
   */
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
   * @param plan The plan of a network; `refuses` must return undefined for this
   *   plan.
   * @param parameters The initial parameters, followed by values that are not
   *   trained, such as running means. The array `parameters` has `plan.size`
   *   values, and the program works on a copy of the array.
   * @param examples The training examples. Without examples, the program can
   *   only predict.
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
   * The threshold for the training accuracy: a prediction is correct if each
   * output and its target are on the same side of the threshold. Without a
   * threshold, a prediction is correct if the largest output has the same
   * position as the largest target.
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
   * The number of examples whose prediction was correct before the optimizer
   * step of their batch.
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
   * The parameters and the values that are not trained, such as running means,
   * in the parameter order of the plan.
   */
  readonly parameters: Numbers;
  /** The state of the optimizer. */
  readonly state: State;
}

/**
 * A network that runs on an engine, with its training examples. Methods can
 * return promises. If a method returns a promise, the caller must await the
 * promise before calling another method.
 */
export interface Program {
  /**
   * A number of examples. To resume training without a change of the results,
   * make the snapshot after a multiple of `grain` examples in an epoch, or at
   * the end of an epoch. The resumed training then computes the same bits as
   * training without a pause.
   */
  readonly grain: number;
  /**
   * Replaces the training examples. The new examples must have the same number
   * of rows and columns and the same kind of inputs (bytes or numbers) as the
   * old examples. If the old examples had weights, the new examples must have
   * weights, too.
   */
  learnFrom(examples: Examples): Later<void>;
  /**
   * A copy of the parameters and the values that are not trained, in the
   * parameter order of the plan.
   */
  parameters(): Later<Numbers>;
  /** Makes a snapshot of everything that training changes. */
  read(): Later<Snapshot>;
  /** Restores a snapshot, or some fields of a snapshot. */
  write(snapshot: Partial<Snapshot>): Later<void>;
  /** Stores a snapshot for `rewind`, and discards the previous stored snapshot. */
  mark(): Later<void>;
  /** Restores the snapshot that `mark` stored. */
  rewind(): Later<void>;
  /**
   * Trains on examples, batch by batch. The last batch may be smaller than the
   * other batches. If the loss of a batch is not finite, training stops without
   * an optimizer step for this batch, but `sums.examples` includes the examples
   * of the batch.
   *
   * @param order The indices of the examples, in the order of training.
   * @param rate The learning rate.
   * @param sums The running totals of the epoch, which the method updates. The
   *   results do not depend on how the examples of an epoch are divided among
   *   calls of `train`.
   * @param epoch The number of the epoch, counted from 1; the dropout masks
   *   depend on this number.
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
   * Computes the mean weighted loss of one batch, and the gradient of this
   * loss. The dropout masks are the masks of the given epoch. The parameters do
   * not change.
   */
  gradient(order: Uint32Array, epoch?: number): Later<Gradient>;
  /** Releases memory and threads. The program cannot be used after this call. */
  close(): void;
}

/** The loss of a batch, and the gradient of this loss. */
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
