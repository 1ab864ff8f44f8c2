/**
 * The error of a training run that diverged.
 *
 * @module
 */

import type { Examples } from "../dataset/mod.ts";

/** The highest learning rate that the error message suggests. */
const USUAL = 0.1;

/**
 * If inputs or labels have absolute values above this limit, the error message
 * suggests scaling.
 */
const LARGE = 100;

/**
 * Thrown when training diverges: the loss or a weight is NaN or infinite.
 *
 * @example A learning rate that is too large
 * ```ts
 * import { compile, DivergenceError, frame } from "@percept/nn";
 * import { assertRejects } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "line",
 *   layers: [{ units: 1, activation: "identity" }],
 *   learningRate: 1000,
 *   epochs: 100,
 * }, { inputs: 1 });
 * const inputs = frame([[1], [2], [3]]), labels = frame([[2], [4], [7]]);
 * await assertRejects(() => mlp.train(inputs, labels), DivergenceError, "learningRate");
 * ```
 */
export class DivergenceError extends RangeError {
  /** The name of the error class, shown in stack traces. */
  override readonly name = "DivergenceError";

  /** Makes the error, with a message that suggests which settings to change. */
  constructor(
    /** The number of the epoch, counted from 1. */
    readonly epoch: number,
    /** The number of the batch in the epoch, counted from 1. */
    readonly batch: number,
    /** The learning rate of the last step. */
    readonly learningRate: number,
    /**
     * The epoch whose weights the network has after the error (default: the
     * epoch before `epoch`).
     */
    best?: number,
    /**
     * The training examples. If the inputs or labels contain very large
     * numbers, the error message suggests scaling them.
     */
    examples?: Examples,
  ) {
    const kept = best
      ? `of the best epoch, ${best}`
      : `from the start of epoch ${epoch}`;
    super(
      `the loss must stay a finite number: found NaN or infinity at epoch ${epoch}, batch ${batch}, ` +
        `with learningRate ${learningRate}; the network keeps the weights ${kept}; ` +
        `try a learningRate of ${Math.min(learningRate / 10, USUAL)}` +
        (examples ? scalingOf(examples) : ""),
    );
  }
}

/**
 * The part of the error message that suggests scaling large labels or inputs.
 * Inputs that are bytes are not checked, because they are always scaled.
 */
function scalingOf({ inputs, targets }: Examples): string {
  const parts = { labels: targets, ...("scale" in inputs ? {} : { inputs }) };
  for (const [name, { data, columns }] of Object.entries(parts)) {
    const odd = data.findIndex((x: number) => !Number.isFinite(x));
    if (odd >= 0) {
      const row = Math.floor(odd / columns), column = odd % columns;
      return `, and replace numbers that are not finite, such as ${
        data[odd]
      } in the ${name}, row ${row}, column ${column} (rows and columns are counted from 0)`;
    }
    let largest = 0;
    for (const x of data) largest = Math.max(largest, Math.abs(x));
    if (largest <= LARGE) continue;
    return ` or scale the ${name}, which are as large as ${
      Number(largest.toPrecision(6))
    }; for a table, write ${name}: { standardize: true }`;
  }
  return "";
}
