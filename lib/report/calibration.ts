/**
 * Whether answers mean what they say: log-loss, and how far confidence lies from
 * the share that is right.
 *
 * @module
 */

import { mustBeNumber } from "../options.ts";
import { probability } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { log } from "../math.ts";
import { classOf, mustPair } from "./_pair.ts";

/** The smallest number of float32, for an output that was rounded to 0. */
const LEAST = 2 ** -149;
/** Half the distance of 1 to the number before it, for one that was rounded to 1. */
const LEAST_REST = 2 ** -25;

/** How many parts confidence is cut into. */
const BINS = 15;

/** What answers are worth as probabilities. */
export interface Calibration {
  /** The mean of -log of the probability that the right class was given. */
  readonly logLoss: number;
  /** The mean distance between confidence and accuracy, over bins of confidence. */
  readonly calibrationError: number;
}

/** How outputs are taken for probabilities. */
export interface CalibrationOptions {
  /** Whether each output is the probability of a label of its own. */
  readonly apart?: boolean | undefined;
  /** How many parts confidence is cut into; default: 15. */
  readonly bins?: number | undefined;
}

/**
 * Takes outputs for probabilities: those of several classes are divided by their
 * sum; a single one is that of the second class, and so is each where outputs
 * stand apart.
 *
 * @param answers What the network said, `[rows][outputs]`.
 * @param targets What it should have said, of the same shape.
 * @returns Both figures over every row; nothing where an answer lies outside 0
 *   to 1, which is no probability.
 * @throws {ShapeError} If the shapes differ or there are no rows.
 * @see Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks
 *   (2017): expected calibration error, there too with 15 bins
 * @example Three of four right, each said with 75 %
 * ```ts
 * import { calibration, frame } from "@percept/nn";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const answers = frame(Array(4).fill([0.75, 0.25]));
 * const targets = frame([[1, 0], [1, 0], [1, 0], [0, 1]]);
 * const { logLoss, calibrationError } = calibration(answers, targets)!;
 * assertAlmostEquals(logLoss, -(3 * Math.log(0.75) + Math.log(0.25)) / 4, 1e-12);
 * assertAlmostEquals(calibrationError, 0, 1e-12);
 * ```
 */
export function calibration(
  answers: Frame,
  targets: Frame,
  { apart = false, bins = BINS }: CalibrationOptions = {},
): Calibration | undefined {
  mustPair(answers, targets);
  mustBeNumber("bins", bins, { from: 1, to: 2 ** 20, isWhole: true });
  if (apart) {
    return calibration(eachAlone(answers), eachAlone(targets), { bins });
  }
  if (!answers.data.every((answer) => answer >= 0 && answer <= 1)) {
    return undefined;
  }
  let logLoss = 0;
  for (let r = 0; r < answers.rows; r++) {
    const share = probability(answers, r, classOf(targets, r));
    logLoss -= log(share || (answers.columns === 1 ? LEAST_REST : LEAST));
  }
  const error = confidenceBins(answers, targets, { bins }).reduce(
    (sum, { confidence, right }) => sum + Math.abs(confidence - right),
    0,
  );
  return {
    logLoss: logLoss / answers.rows,
    calibrationError: error / answers.rows,
  };
}

/** Every output as a row of its own. */
function eachAlone({ data }: Frame): Frame {
  return { rows: data.length, columns: 1, data };
}

/** Examples of about the same confidence, added up. */
export interface ConfidenceBin {
  /** How many there are. */
  readonly count: number;
  /** The probabilities that were given to the guesses, added up. */
  readonly confidence: number;
  /** How many of the guesses were right. */
  readonly right: number;
}

/** Cuts confidence, from 0 to 1, into equal parts and sums each, as `calibration` does. */
export function confidenceBins(
  answers: Frame,
  targets: Frame,
  { apart = false, bins = BINS }: CalibrationOptions = {},
): ConfidenceBin[] {
  if (apart) {
    return confidenceBins(eachAlone(answers), eachAlone(targets), { bins });
  }
  const sums = Array.from(
    { length: bins },
    () => ({ count: 0, confidence: 0, right: 0 }),
  );
  for (let r = 0; r < answers.rows; r++) {
    const label = classOf(targets, r), guess = classOf(answers, r);
    const confidence = probability(answers, r, guess);
    const at = Math.max(0, Math.ceil(confidence * bins) - 1); // ]0, 1/15], ...
    sums[at].count++;
    sums[at].confidence += confidence;
    sums[at].right += Number(guess === label);
  }
  return sums;
}
