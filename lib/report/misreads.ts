/**
 * The misread images with the highest confidence. `misread_text.ts` and
 * `page/misread_images.ts` draw the misread images.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import { classOf, mustPair, row } from "./_pair.ts";

/** The prediction of an example. */
export interface Predicted {
  /** The row of the example among the inputs, counted from 0. */
  readonly row: number;
  /** The class index of the example's label. */
  readonly label: number;
  /** The predicted class. */
  readonly guess: number;
  /** The output for the predicted class. */
  readonly confidence: number;
}

/** An image whose predicted class is not the class of its label. */
export interface Misread extends Predicted {
  /** The pixels of the image, one byte each, row after row. */
  readonly pixels: Uint8Array;
}

/** The prediction of each row, with the confidence of the prediction. */
export function predicted(
  predictions: Frame,
  targets: Frame,
  cut: number | undefined,
): Predicted[] {
  return Array.from({ length: predictions.rows }, (_, r) => {
    const label = classOf(targets, r, cut),
      guess = classOf(predictions, r, cut);
    const outputs = row(predictions, r);
    const confidence = outputs.length > 1
      ? outputs[guess]
      : Math.max(outputs[0], 1 - outputs[0]);
    return { row: r, label, guess, confidence };
  });
}

/**
 * Picks the most confident mistakes.
 *
 * @param inputs The images, `[rows][pixels]`.
 * @param predictions The outputs of the network, `[rows][outputs]`.
 * @param targets The encoded labels, of the same shape as `predictions`.
 * @param options.limit The largest number of mistakes that are picked (default: 6).
 * @param options.cut The threshold between the two classes of one output (default: 0.5).
 * @returns The mistakes, beginning with the most confident mistake. If two
 *   mistakes have the same confidence, the mistake in the earlier row comes
 *   first.
 * @throws {ShapeError} If the predictions and the targets have different shapes
 * or no rows.
 */
export function misreads(
  inputs: ByteFrame,
  predictions: Frame,
  targets: Frame,
  { limit = 6, cut }: {
    readonly limit?: number;
    readonly cut?: number | undefined;
  } = {},
): Misread[] {
  mustPair(predictions, targets);
  const wrong = predicted(predictions, targets, cut)
    .filter(({ label, guess }) => label !== guess);
  wrong.sort((a, b) => b.confidence - a.confidence);
  return wrong.slice(0, limit).map((mistake) => {
    const from = mistake.row * inputs.columns;
    const pixels = inputs.data.subarray(from, from + inputs.columns);
    return { ...mistake, pixels };
  });
}
