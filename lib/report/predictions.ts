/**
 * What a network says of rows whose answers are not known.
 *
 * @module
 */

import { probabilities, probability } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import type { OutputFacts } from "../mlp/mod.ts";
import { classOf, row } from "./_pair.ts";
import { printable } from "./printable.ts";

/** A class, and how sure the network is of it. */
export interface Guess {
  /** Its name. */
  readonly class: string;
  /** The network's output for it. */
  readonly output: number;
  /** The same as a probability, where the last layer gives any. */
  readonly probability?: number;
}

/**
 * The classes that a row of outputs is surest of. Probabilities of one class of
 * several are the outputs divided by their sum; labels that are independent of
 * each other have each its own. Of one output both classes are told.
 *
 * @param answers `[rows][outputs]`.
 * @returns At most three, the surest first, and of equals the first; of
 *   independent labels all.
 */
export function guesses(
  answers: Frame,
  r: number,
  { task, names, areProbabilities }: OutputFacts,
): Guess[] {
  const outputs = Array.from(row(answers, r));
  if (task.type === "binary" && !areProbabilities) {
    const [output] = outputs;
    return [{ class: names[classOf(answers, r, task.cut)], output }];
  }
  const isOneOfSeveral = task.type === "classes";
  const all = task.type === "binary" ? probabilities(answers, r) : outputs;
  return all.map((output, c) => ({ output, c }))
    .sort((a, b) => b.output - a.output)
    .slice(0, task.type === "labels" ? Infinity : 3)
    .map(({ output, c }) => ({
      class: names[c],
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
