/**
 * What a network says of rows whose answers are not known.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { row } from "./_pair.ts";
import { printable } from "./printable.ts";

/** A class, and how sure the network is of it. */
export interface Guess {
  /** Its name. */
  readonly class: string;
  /** The network's answer: with a softmax output, a probability. */
  readonly probability: number;
}

/**
 * The classes that a row of answers is surest of.
 *
 * @param answers `[rows][classes]`.
 * @param classes Their names; their numbers unless given.
 * @returns At most three, the surest first, and of equals the first.
 */
export function guesses(
  answers: Frame,
  r: number,
  classes?: readonly string[],
): Guess[] {
  return Array.from(row(answers, r), (probability, c) => (
    { class: classes?.[c] ?? `${c}`, probability }
  )).sort((a, b) => b.probability - a.probability).slice(0, 3);
}

/** Guesses as a person reads them: `7 0.9981, 9 0.0012, 3 0.0004`. */
export function guessesText(guesses: readonly Guess[]): string {
  return guesses.map(({ class: name, probability }) =>
    `${printable(name)} ${probability.toFixed(4)}`
  ).join(", ");
}
