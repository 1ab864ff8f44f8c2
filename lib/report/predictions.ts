/**
 * What a network says of rows whose answers are not known.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { row } from "./_pair.ts";
import { probabilities } from "./calibration.ts";
import { printable } from "./printable.ts";

/** A class, and how sure the network is of it. */
export interface Guess {
  /** Its name. */
  readonly class: string;
  /** The network's output for it. */
  readonly output: number;
  /** The same as a probability, where outputs lie between 0 and 1. */
  readonly probability?: number;
}

/** What is known of a network's outputs. */
export interface GuessOptions {
  /** The names of the classes; their numbers unless given. */
  readonly classes?: readonly string[] | undefined;
  /** Whether each output stands for itself, as those of several labels do. */
  readonly apart?: boolean | undefined;
}

/**
 * The classes that a row of answers is surest of. Outputs from 0 to 1 are
 * divided by their sum, as `calibration` takes them, unless they stand apart.
 *
 * @param answers `[rows][classes]`.
 * @returns At most three, the surest first, and of equals the first.
 */
export function guesses(
  answers: Frame,
  r: number,
  { classes, apart = false }: GuessOptions = {},
): Guess[] {
  const outputs = Array.from(row(answers, r));
  const shares = outputs.every((output) => output >= 0 && output <= 1)
    ? apart ? outputs : probabilities(outputs)
    : undefined;
  return outputs.map((output, c) => ({
    class: classes?.[c] ?? `${c}`,
    output,
    ...(shares && { probability: shares[c] }),
  })).sort((a, b) => b.output - a.output).slice(0, 3);
}

/** Guesses as a person reads them: `7 0.9981, 9 0.0012, 3 0.0004`. */
export function guessesText(guesses: readonly Guess[]): string {
  return guesses.map(({ class: name, output, probability = output }) =>
    `${printable(name)} ${probability.toFixed(4)}`
  ).join(", ");
}
