/**
 * The contract between training and the engines that do its arithmetic. It is
 * cut at the chunk, many batches at once, so that training is the same code for
 * an engine of plain loops and one of machine code.
 *
 * @module
 */

import type { Examples } from "../dataset/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import type { Numbers } from "../formula/mod.ts";
import type { Plan } from "../network/mod.ts";

/** Makes programs. */
export interface Engine {
  /** What a person calls it. */
  readonly name: string;
  /**
   * Makes a network ready to run.
   *
   * @param plan The network.
   * @param parameters Where it starts, `plan.parameters` of them, copied.
   * @param examples What it learns from; without them it only predicts.
   */
  program(
    plan: Plan,
    parameters: Numbers,
    examples?: Examples,
    options?: EngineOptions,
  ): Program;
}

/** What may be said of how a program is run; no bit of it depends on this. */
export interface EngineOptions {
  /** The most threads that take part; as many as there are cores and work for unless given. */
  readonly threads?: number | undefined;
}

/** Sums over examples. */
export interface Sums {
  /** The loss of each before the step that learned from it, added up. */
  loss: number;
  /** How many were answered right before that step. */
  correct: number;
  /** How many there were: fewer than asked for where the loss stopped being finite. */
  examples: number;
}

/** What an optimiser carries from step to step. */
export interface State {
  /** How many steps it has made. */
  readonly steps: number;
  /** The numbers it keeps for each parameter, each in the plan's layout. */
  readonly moments: readonly Numbers[];
}

/** A network that runs, with the examples it learns from. */
export interface Program {
  /**
   * How many examples are a good piece of work between two looks at the clock.
   * After a multiple of them, or all, of an epoch, its parameters and state are
   * all that a run needs to go on to the same bits.
   */
  readonly chunk: number;
  /** What it learns from; as many others of the same width and kind may take their place. */
  examples: Examples | undefined;
  /** The weights and biases in the plan's layout: a copy, and the way to set them. */
  parameters: Numbers;
  /** What the optimiser has gathered: a copy, and the way to go on from it. */
  state: State;
  /**
   * Learns from examples, batch by batch, the last one of what is left over.
   * It stops after a batch with a loss that is not finite, which `examples`
   * then counts and which is not learned from.
   *
   * @param order Which examples, in which order.
   * @param rate How far each step goes down the gradient.
   * @param sums What to add the figures to: those of the epoch so far, so that
   *   nothing depends on how it is cut into chunks.
   * @param epoch Which epoch it is part of, from 1, which is what dropout asks.
   */
  train(order: Uint32Array, rate: number, sums: Sums, epoch?: number): void;
  /** The network's answers, a row for each row of inputs. */
  predict(inputs: Frame | ByteFrame): Frame;
  /**
   * The mean loss of examples taken as one batch, and its gradient in the
   * plan's layout, with what an epoch drops. Nothing is learned.
   */
  gradient(
    order: Uint32Array,
    epoch?: number,
  ): { loss: number; gradient: Numbers };
  /** Gives back what it holds; the program cannot be used again. */
  close(): void;
}
