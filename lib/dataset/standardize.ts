/**
 * Standardization of a split. When training rows are split, the means and
 * standard deviations of columns are computed again, from the rows that remain
 * for training.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import type { Column } from "./columns.ts";
import type { Examples } from "./examples.ts";
import { fitScales, scaledNumbers } from "./scaling.ts";
import type { Split } from "./sample.ts";

/**
 * Standardizes the training and held-out examples of a split with the means and
 * standard deviations of the training examples only.
 *
 * @param columns The columns of the inputs, if the inputs are from a table.
 */
export function standardizedAgain(
  split: Split,
  columns: readonly Column[],
): Split {
  const { train, held } = split;
  if ("scale" in train.inputs || "scale" in held.inputs) return split;
  const again = moved(train.inputs, columns);
  return {
    train: { ...train, inputs: again(train.inputs) },
    held: { ...held, inputs: again(held.inputs) },
  };
}

/**
 * Standardizes the training examples and the held-out examples of a split. The
 * scales repeat every n columns, such as for the n channels of images.
 */
export function scaledAgain({ train, held }: Split, n: number): Split {
  const scales = fitScales(train.inputs, n);
  const precision = train.inputs.data instanceof Float64Array
    ? "float64"
    : "float32";
  const again = (inputs: Examples["inputs"]) =>
    scaledNumbers(inputs, scales, precision);
  return {
    train: { ...train, inputs: again(train.inputs) },
    held: { ...held, inputs: again(held.inputs) },
  };
}

/**
 * Returns a function that standardizes columns of numbers by their means and
 * standard deviations in the given frame; columns of names are unchanged.
 */
function moved(
  { rows, columns: width, data }: Frame,
  columns: readonly Column[],
): (inputs: Frame) => Frame {
  const shift = new Float64Array(width), size = new Float64Array(width).fill(1);
  let at = 0;
  for (const column of columns) {
    if ("categories" in column) {
      at += column.categories.length;
      continue;
    }
    let sum = 0, squares = 0;
    for (let r = 0; r < rows; r++) sum += data[r * width + at];
    const mean = sum / rows;
    for (let r = 0; r < rows; r++) {
      squares += (data[r * width + at] - mean) * (data[r * width + at] - mean);
    }
    shift[at] = mean;
    size[at++] = Math.sqrt(squares / rows) || 1;
  }
  return (inputs) => ({
    ...inputs,
    data: inputs.data.map((x, i) => (x - shift[i % width]) / size[i % width]),
  });
}
