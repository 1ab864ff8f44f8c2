/**
 * What a network says of rows whose answers are not known.
 *
 * @module
 */

import type { Task } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { classOf, row } from "./_pair.ts";
import { probability } from "./calibration.ts";
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
  /** The names of the classes; default: their numbers. */
  readonly classes?: readonly string[] | undefined;
  /** What the outputs stand for; default: one class of several. */
  readonly task?: Task | undefined;
}

/**
 * The classes that a row of outputs is surest of. Outputs from 0 to 1 are
 * divided by their sum, as `calibration` takes them; labels that are independent
 * of each other are probabilities by themselves. Of one output both classes are
 * told.
 *
 * @param answers `[rows][classes]`.
 * @returns At most three, the surest first, and of equals the first; of
 *   independent labels all.
 */
export function guesses(
  answers: Frame,
  r: number,
  { classes, task = { type: "classes" } }: GuessOptions = {},
): Guess[] {
  const outputs = Array.from(row(answers, r));
  const areProbabilities = outputs.every((x) => x >= 0 && x <= 1);
  const nameOf = (c: number) => classes?.[c] ?? `${c}`;
  if (task.type === "binary" && !areProbabilities) {
    const [output] = outputs;
    return [{ class: nameOf(classOf(answers, r, task.cut)), output }];
  }
  const isOneOfSeveral = task.type === "classes";
  const all = task.type === "binary"
    ? [0, 1].map((c) => probability(answers, r, c))
    : outputs;
  return all.map((output, c) => ({ output, c }))
    .sort((a, b) => b.output - a.output)
    .slice(0, task.type === "labels" ? Infinity : 3)
    .map(({ output, c }) => ({
      class: nameOf(c),
      output,
      ...(areProbabilities && {
        probability: isOneOfSeveral ? probability(answers, r, c) : output,
      }),
    }));
}

/** Guesses as a person reads them: `7 0.9981, 9 0.0012, 3 0.0004`. */
export function guessesText(guesses: readonly Guess[]): string {
  return guesses.map(({ class: name, output, probability = output }) =>
    `${printable(name)} ${probability.toFixed(4)}`
  ).join(", ");
}
