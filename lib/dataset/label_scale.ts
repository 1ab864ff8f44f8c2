/**
 * Standardization of numeric labels. A network is trained on labels with mean 0
 * and standard deviation 1; its predictions are converted back.
 *
 * @module
 */

import type { Frame } from "../frame.ts";

/** The scale of a label column: the target is (label - mean) / deviation. */
export interface LabelScale {
  /** The mean of the labels in the training rows. */
  readonly mean: number;
  /**
   * The standard deviation of the labels in the training rows; 1 if all labels
   * are equal.
   */
  readonly deviation: number;
}

/** The scale of each label column, in float64. */
export function labelScales({ rows, columns, data }: Frame): LabelScale[] {
  return Array.from({ length: columns }, (_, o) => {
    let sum = 0, isConstant = true;
    for (let r = 0; r < rows; r++) {
      sum += data[r * columns + o];
      if (data[r * columns + o] !== data[o]) isConstant = false;
    }
    if (isConstant) return { mean: data[o], deviation: 1 };
    const mean = sum / rows;
    let squares = 0;
    for (let r = 0; r < rows; r++) {
      const far = data[r * columns + o] - mean;
      squares += far * far;
    }
    return { mean, deviation: Math.sqrt(squares / rows) };
  });
}

/** Standardizes labels. */
export function scaledLabels(
  { rows, columns, data }: Frame,
  scales: readonly LabelScale[],
  precision: "float32" | "float64",
): Frame {
  const Numbers = precision === "float64" ? Float64Array : Float32Array;
  const scaled = new Numbers(data.length);
  for (let n = 0; n < data.length; n++) {
    const { mean, deviation } = scales[n % columns];
    scaled[n] = (data[n] - mean) / deviation;
  }
  return { rows, columns, data: scaled };
}

/** Converts standardized outputs to the unit of the labels, in float64. */
export function unscaledLabels(
  { rows, columns, data }: Frame,
  scales: readonly LabelScale[],
): Frame {
  const labels = Float64Array.from(data, (output, n) => {
    const { mean, deviation } = scales[n % columns];
    return output * deviation + mean;
  });
  return { rows, columns, data: labels };
}
