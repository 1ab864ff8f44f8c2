/**
 * How wide a spec's examples are, and what a network asks of their shapes.
 *
 * @module
 */

import type { Examples } from "../dataset/mod.ts";
import type { Task } from "../formula/mod.ts";
import {
  type ByteFrame,
  type Frame,
  mustBeFrame,
  ShapeError,
} from "../frame.ts";
import type { Plan } from "../network/mod.ts";
import { examplesOf, type Spec } from "../spec/mod.ts";

/** Refuses examples that a network cannot learn from. */
export function mustTeach(plan: Plan, { inputs, targets }: Examples): void {
  mustFit(plan, inputs);
  mustBeFrame("labels", targets);
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
  mustBeFrame("inputs", inputs);
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

/**
 * The width of an example: the data set's, or what the spec says.
 *
 * @throws {ShapeError} If only files on the disk could tell.
 */
export function inputWidth({ dataset, inputs }: Spec): number {
  const width = examplesOf(dataset)?.width ?? inputs.units;
  if (width !== undefined) return width;
  throw new ShapeError(
    "inputs must be given, how wide the examples in the dataset's files are: found none",
  );
}

/**
 * Holds the metric of early stopping to labels that have it.
 *
 * @throws {TypeError} If labels are numbers, of which no share is right.
 */
export function mustHaveMetric({ earlyStopping }: Spec, task: Task): void {
  const metric = earlyStopping?.metric;
  if (task.type === "numbers" && metric?.endsWith("ccuracy")) {
    throw new TypeError(
      `earlyStopping.metric must be loss or validationLoss, since the labels are numbers, of which no share is right: found ${metric}`,
    );
  }
}
