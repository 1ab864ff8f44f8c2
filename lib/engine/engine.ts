/**
 * The interface between training and the engines that do its arithmetic. It is
 * cut at the chunk, many batches at once, so that training is the same code for
 * plain loops, machine code and a device that answers later.
 *
 * @module
 */

import type { Examples } from "../dataset/mod.ts";
import type { Numbers } from "../formula/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { Plan } from "../network/mod.ts";

/** A value, or a promise of it where the engine cannot answer at once. */
export type Later<T> = T | Promise<T>;

/** Whether an answer has to be awaited. */
export function isLater<T>(answer: Later<T>): answer is Promise<T> {
  return typeof (answer as { then?: unknown } | undefined)?.then === "function";
}

/** Makes programs. */
export interface Engine {
  /** Its name in `--engine` and in the record of a run. */
  readonly name: string;
  /** Whether it computes the same bits on every machine. */
  readonly exact: boolean;
  /** What a user must know about the bits of an engine that is not exact. */
  readonly caution?: string | undefined;
  /**
   * Why it cannot run a network, such as `float64 runs on the reference engine`;
   * undefined where it can.
   */
  refuses(plan: Plan): string | undefined;
  /** How many threads train a network. */
  threads(plan: Plan, form: Form): number;
  /**
   * Makes a network ready to run.
   *
   * @param plan The network, which it does not refuse.
   * @param parameters The first weights and biases, and after them what is not
   *   trained, such as running means: `plan.size` numbers; copied.
   * @param examples The training examples; without them it only predicts.
   */
  program(
    plan: Plan,
    parameters: Numbers,
    examples?: Examples,
    options?: EngineOptions,
  ): Program;
}

/** An engine with the same bits on every machine, which answers at once. */
export interface ExactEngine extends Engine {
  /** Its bits are the same on every machine. */
  readonly exact: true;
  /** Makes a network ready to run; see `Engine.program`. */
  program(...args: Parameters<Engine["program"]>): ExactProgram;
}

/** How a network is trained, as far as threads depend on it. */
export interface Form {
  /** How many examples make a step. */
  readonly batchSize: number;
  /** The most threads; default: as many as make it faster. */
  readonly threads?: number | undefined;
}

/** How a program is run; no bit of a network depends on it. */
export interface EngineOptions {
  /**
   * What counts as right in training: each output on its target's side of the
   * cut; without one, the largest output where the largest target is.
   */
  readonly cut?: number | undefined;
  /** The most threads; default: as many as make it faster. */
  readonly threads?: number | undefined;
}

/** Running totals of an epoch. */
export interface Sums {
  /** The weighted loss of each example before the step that learned from it, added up. */
  loss: number;
  /** How many were predicted right before that step. */
  correct: number;
  /** How many examples: fewer than asked for where the loss stopped being finite. */
  examples: number;
}

/** What an optimizer keeps from step to step. */
export interface State {
  /** How many steps it has made. */
  readonly steps: number;
  /** Its numbers for each parameter, such as Adam's moments, each in the plan's layout. */
  readonly moments: readonly Numbers[];
}

/** All that training changes. */
export interface Snapshot {
  /** The weights and biases, and what is not trained, in the plan's layout. */
  readonly parameters: Numbers;
  /** The optimizer's. */
  readonly state: State;
}

/**
 * A network that runs, with its training examples. Each answer may be a promise,
 * and the next call is made when it has settled.
 */
export interface Program {
  /**
   * After each multiple of this number of examples of an epoch, and at its end,
   * a snapshot is all that is needed to continue to the same bits.
   */
  readonly grain: number;
  /**
   * Takes other examples of the same number, width and kind in place of the last
   * ones: with weights where those had weights.
   */
  learnFrom(examples: Examples): Later<void>;
  /** A copy of the weights and biases, and what is not trained, in the plan's layout. */
  parameters(): Later<Numbers>;
  /** A copy of all that training changes. */
  read(): Later<Snapshot>;
  /** Continues from a snapshot, or from parts of one. */
  write(snapshot: Partial<Snapshot>): Later<void>;
  /** Keeps the present snapshot for `rewind`, in place of the one kept before. */
  mark(): Later<void>;
  /** Returns to the snapshot that `mark` kept. */
  rewind(): Later<void>;
  /**
   * Learns from examples, batch by batch; the last batch may be smaller. It
   * stops after a batch with a loss that is not finite, which `examples` then
   * counts and which is not learned from.
   *
   * @param order The indices of the examples, in order.
   * @param rate The learning rate.
   * @param sums The totals of the epoch so far, which it adds to, so that no bit
   *   depends on how an epoch is cut into chunks.
   * @param epoch The epoch, from 1, which decides what dropout drops.
   */
  train(
    order: Uint32Array,
    rate: number,
    sums: Sums,
    epoch?: number,
  ): Later<void>;
  /** The network's outputs, a row for each row of inputs. */
  predict(inputs: Frame | ByteFrame): Later<Frame>;
  /**
   * The mean of the weighted losses of examples taken as one batch, and its
   * gradient in the plan's layout, with the dropout of an epoch. Nothing is
   * learned.
   */
  gradient(order: Uint32Array, epoch?: number): Later<Gradient>;
  /** Releases what it holds; the program cannot be used again. */
  close(): void;
}

/** A loss and its gradient. */
export interface Gradient {
  /** The mean of the weighted losses over the batch. */
  readonly loss: number;
  /** Its derivative with respect to each parameter, in the plan's layout. */
  readonly gradient: Numbers;
}

/** A program that answers at once. */
export type ExactProgram = {
  readonly [Member in keyof Program]: Program[Member] extends
    (...args: infer Args) => infer Answer ? (...args: Args) => Awaited<Answer>
    : Program[Member];
};
