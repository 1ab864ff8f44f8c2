/**
 * The mistakes worth looking at: those the network was surest of. They are drawn
 * in `misread_text.ts`.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import { classOf, mustPair, row } from "./_pair.ts";

/** What an example was taken for. */
export interface Answered {
  /** Its row among the inputs. */
  readonly row: number;
  /** The class it is of. */
  readonly label: number;
  /** The class it was taken for. */
  readonly guess: number;
  /** The answer that said so. */
  readonly confidence: number;
}

/** A picture that was taken for another class. */
export interface Misread extends Answered {
  /** Its bytes, row after row. */
  readonly pixels: Uint8Array;
}

/** What each row was taken for, and how surely. */
export function answered(
  answers: Frame,
  targets: Frame,
  cut: number | undefined,
): Answered[] {
  return Array.from({ length: answers.rows }, (_, r) => {
    const label = classOf(targets, r, cut), guess = classOf(answers, r, cut);
    const answer = row(answers, r);
    const confidence = answer.length > 1
      ? answer[guess]
      : Math.max(answer[0], 1 - answer[0]);
    return { row: r, label, guess, confidence };
  });
}

/**
 * Picks the most confident mistakes.
 *
 * @param inputs The pictures, `[rows][pixels]`.
 * @param answers What the network said of them, `[rows][outputs]`.
 * @param targets What it should have said, of the same shape.
 * @param options.limit How many to pick at most.
 * @param options.cut What separates the two classes of one output; default: 0.5.
 * @returns The surest first, and of equals the one that comes first.
 * @throws {ShapeError} If answers and targets differ in shape or have no rows.
 */
export function misreads(
  inputs: ByteFrame,
  answers: Frame,
  targets: Frame,
  { limit = 6, cut }: {
    readonly limit?: number;
    readonly cut?: number | undefined;
  } = {},
): Misread[] {
  mustPair(answers, targets);
  const wrong = answered(answers, targets, cut)
    .filter(({ label, guess }) => label !== guess);
  wrong.sort((a, b) => b.confidence - a.confidence);
  return wrong.slice(0, limit).map((mistake) => {
    const from = mistake.row * inputs.columns;
    const pixels = inputs.data.subarray(from, from + inputs.columns);
    return { ...mistake, pixels };
  });
}
