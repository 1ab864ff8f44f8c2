/**
 * The calibration of predictions: log-loss, and the distance between confidence
 * and accuracy.
 *
 * @module
 */

import { mustBeNumber } from "../options.ts";
import { probability } from "../formula/mod.ts";
import type { Frame } from "../frame.ts";
import { log } from "../math.ts";
import { classOf, mustPair } from "./_pair.ts";

/** The smallest positive float32. This number replaces a probability that was rounded to 0. */
const LEAST = 2 ** -149;
/**
 * Half the distance from 1 to the next smaller float32. For a network with one
 * output, this number replaces 1 - output if the output was rounded to 1.
 */
const LEAST_REST = 2 ** -25;

/** The default number of bins of confidence. */
const BINS = 15;

/** Two measures of how well predicted probabilities agree with the labels. */
export interface Calibration {
  /** The mean of -log(p), where p is the predicted probability of the true class. */
  readonly logLoss: number;
  /** The mean distance between confidence and accuracy, over bins of confidence. */
  readonly calibrationError: number;
}

/** Options of `calibration`. */
export interface CalibrationOptions {
  /** Whether each output is the probability of an independent label (default: false). */
  readonly apart?: boolean | undefined;
  /** The number of bins of confidence (default: 15). */
  readonly bins?: number | undefined;
}

/**
 * Computes log-loss and expected calibration error. The outputs of several classes
 * are divided by their sum. A single output is the probability of the second class.
 * With `apart`, each output is the probability of its label.
 *
 * @param predictions The outputs of the network, `[rows][outputs]`.
 * @param targets The encoded labels, of the same shape as `predictions`.
 * @returns The log-loss and the calibration error over all rows; `undefined` if
 *   an output is not between 0 and 1.
 * @throws {ShapeError} If predictions and targets have different shapes or no
 * rows.
 * @see Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks
 *   (2017), which defines the expected calibration error and also uses 15 bins
 * @example Three of four predictions are right, each with a confidence of 75 %
 * ```ts
 * import { calibration, frame } from "@percept/nn";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const predictions = frame(Array(4).fill([0.75, 0.25]));
 * const targets = frame([[1, 0], [1, 0], [1, 0], [0, 1]]);
 * const { logLoss, calibrationError } = calibration(predictions, targets)!;
 * assertAlmostEquals(logLoss, -(3 * Math.log(0.75) + Math.log(0.25)) / 4, 1e-12);
 * assertAlmostEquals(calibrationError, 0, 1e-12);
 * ```
 */
export function calibration(
  predictions: Frame,
  targets: Frame,
  { apart = false, bins = BINS }: CalibrationOptions = {},
): Calibration | undefined {
  mustPair(predictions, targets);
  mustBeNumber("bins", bins, { from: 1, to: 2 ** 20, isWhole: true });
  if (apart) {
    return calibration(eachAlone(predictions), eachAlone(targets), { bins });
  }
  if (!predictions.data.every((output) => output >= 0 && output <= 1)) {
    return undefined;
  }
  let logLoss = 0;
  for (let r = 0; r < predictions.rows; r++) {
    const share = probability(predictions, r, classOf(targets, r));
    logLoss -= log(share || (predictions.columns === 1 ? LEAST_REST : LEAST));
  }
  const error = confidenceBins(predictions, targets, { bins }).reduce(
    (sum, { confidence, right }) => sum + Math.abs(confidence - right),
    0,
  );
  return {
    logLoss: logLoss / predictions.rows,
    calibrationError: error / predictions.rows,
  };
}

/**
 * Converts a frame to a frame with one column, in which each number of the
 * given frame is a row.
 */
function eachAlone({ data }: Frame): Frame {
  return { rows: data.length, columns: 1, data };
}

/** The totals of one bin, which contains predictions of about the same confidence. */
export interface ConfidenceBin {
  /** The number of predictions. */
  readonly count: number;
  /** The sum of the confidences of the predictions. */
  readonly confidence: number;
  /** The number of right predictions. */
  readonly right: number;
}

/**
 * Computes the totals of each bin of confidence. The bins divide the range from
 * 0 to 1 into equal parts.
 */
export function confidenceBins(
  predictions: Frame,
  targets: Frame,
  { apart = false, bins = BINS }: CalibrationOptions = {},
): ConfidenceBin[] {
  if (apart) {
    return confidenceBins(eachAlone(predictions), eachAlone(targets), { bins });
  }
  const sums = Array.from(
    { length: bins },
    () => ({ count: 0, confidence: 0, right: 0 }),
  );
  for (let r = 0; r < predictions.rows; r++) {
    const label = classOf(targets, r), guess = classOf(predictions, r);
    const confidence = probability(predictions, r, guess);
    const at = Math.max(0, Math.ceil(confidence * bins) - 1); // the bins are ]0, 1/15], ]1/15, 2/15], ...
    sums[at].count++;
    sums[at].confidence += confidence;
    sums[at].right += Number(guess === label);
  }
  return sums;
}
