/**
 * XOR, and a network for it that is small enough to compute by hand.
 *
 * @module
 */

import { frame, type SpecInput } from "../../mod.ts";

/** A 2-3-1 network for the rows of XOR. */
export const small: SpecInput = {
  name: "small",
  inputs: { units: 2 },
  layers: [{ units: 3, activation: "tanh" }, { units: 1 }],
  learningRate: 0.5,
  batchSize: 2,
  epochs: 3,
};
/** The rows of XOR. */
export const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);
/** The labels of XOR: 1 if exactly one input is 1. */
export const labels = frame([[0], [1], [1], [0]]);
