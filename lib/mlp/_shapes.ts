/**
 * What a network asks of the shapes of examples.
 *
 * @module
 */

import type { Examples } from "../dataset/mod.ts";
import { type ByteFrame, type Frame, ShapeError } from "../frame.ts";
import type { Plan } from "../network/mod.ts";

/** Refuses examples that a network cannot learn from. */
export function mustTeach(plan: Plan, { inputs, targets }: Examples): void {
  mustFit(plan, inputs);
  mustBeFull(targets);
  if (targets.columns !== plan.outputs || targets.rows !== inputs.rows) {
    throw new ShapeError(
      `labels must be ${inputs.rows} rows of ${plan.outputs}: found ` +
        `${targets.rows} rows of ${targets.columns}`,
    );
  }
  if (inputs.rows === 0) {
    throw new ShapeError(
      "there must be at least one example to learn from: found none",
    );
  }
}

/** Refuses inputs that a network cannot answer. */
export function mustFit(plan: Plan, inputs: Frame | ByteFrame): void {
  if (inputs.columns !== plan.inputs) {
    throw new ShapeError(
      `inputs must be rows of ${plan.inputs}: found rows of ${inputs.columns}`,
    );
  }
  mustBeFull(inputs);
}

function mustBeFull({ rows, columns, data }: Frame | ByteFrame): void {
  if (data.length === rows * columns) return;
  throw new ShapeError(
    `${rows} rows of ${columns} must be ${
      rows * columns
    } numbers: found ${data.length}`,
  );
}
