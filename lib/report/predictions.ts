/**
 * Predictions for rows without labels: the most probable classes.
 *
 * @module
 */

import { probabilities, probability } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import type { OutputFacts } from "../mlp/mod.ts";
import { classOf, row } from "./_pair.ts";
import { printable } from "./printable.ts";

/** A predicted class and its probability. */
export interface Guess {
  /** The name of the class. */
  readonly class: string;
  /** The network's output for the class. */
  readonly output: number;
  /** The probability, if the outputs are probabilities. */
  readonly probability?: number;
}

/**
 * The classes with the largest outputs in row `r`. With several classes, a probability
 * is an output divided by the sum of all outputs. With independent labels, an output is
 * the probability of its label. A network with one output has two classes.
 *
 * @param predictions `[rows][outputs]`.
 * @returns At most three classes, the most probable class first. For
 *   independent labels, the result has all labels.
 */
export function guesses(
  predictions: Frame,
  r: number,
  { task, names, areProbabilities }: OutputFacts,
): Guess[] {
  const outputs = Array.from(row(predictions, r));
  if (task.type === "binary" && !areProbabilities) {
    const [output] = outputs;
    return [{ class: names[classOf(predictions, r, task.cut)], output }];
  }
  const isOneOfSeveral = task.type === "classes";
  const all = task.type === "binary" ? probabilities(predictions, r) : outputs;
  return all.map((output, c) => ({ output, c }))
    .sort((a, b) => b.output - a.output)
    .slice(0, task.type === "labels" ? Infinity : 3)
    .map(({ output, c }) => ({
      class: names[c],
      output,
      ...(areProbabilities && {
        probability: isOneOfSeveral ? probability(predictions, r, c) : output,
      }),
    }));
}

/** Predicted classes as text, such as `7 0.9981, 9 0.0012, 3 0.0004`. */
export function guessesText(guesses: readonly Guess[]): string {
  return guesses.map(({ class: name, output, probability = output }) =>
    `${printable(name)} ${probability.toFixed(4)}`
  ).join(", ");
}
