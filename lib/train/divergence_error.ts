/**
 * A loss that grew without bound.
 *
 * @module
 */

import type { Examples } from "../dataset/mod.ts";

/** A learning rate to try where a tenth of one is still far too large. */
const USUAL = 0.1;

/** Numbers beyond this are worth scaling. */
const LARGE = 100;

/**
 * A run whose loss is no longer a number.
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
  /** The name a stack trace shows. */
  override readonly name = "DivergenceError";

  /** States where it happened and what to try. */
  constructor(
    /** The epoch, from 1. */
    readonly epoch: number,
    /** The batch in it, from 1. */
    readonly batch: number,
    /** How far the steps went. */
    readonly learningRate: number,
    /** The epoch whose weights were kept; the one before unless given. */
    best?: number,
    /** What was learned from, in which numbers may be too large. */
    examples?: Examples,
  ) {
    const kept = best ? `of epoch ${best}, the best` : "from before that epoch";
    super(
      `the loss must stay a finite number: found none at epoch ${epoch}, batch ${batch}, ` +
        `with learningRate ${learningRate}; the weights are those ${kept}; ` +
        `try a learningRate of ${Math.min(learningRate / 10, USUAL)}` +
        (examples ? scalingOf(examples) : ""),
    );
  }
}

/** What to scale, where labels or else inputs are large; bytes have their scale. */
function scalingOf({ inputs, targets }: Examples): string {
  const parts = { labels: targets, ...("scale" in inputs ? {} : { inputs }) };
  for (const [name, { data }] of Object.entries(parts)) {
    let largest = 0;
    for (const x of data) largest = Math.max(largest, Math.abs(x));
    if (largest <= LARGE) continue;
    return ` or scale the ${name}, which are as large as ${
      Number(largest.toPrecision(6))
    }; of a table, ${name}: { standardize: true } does so`;
  }
  return "";
}
