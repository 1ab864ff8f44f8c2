/**
 * The number of inputs of a network, and checks of the shapes of examples.
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

/** Checks that a network can be trained on examples. */
export function mustBeTrainable(
  plan: Plan,
  { inputs, targets }: Examples,
): void {
  mustFit(plan, inputs);
  mustBeFrame("labels", targets);
  mustBeFull(targets);
  if (targets.columns !== plan.outputs || targets.rows !== inputs.rows) {
    throw new ShapeError(
      `labels must have the shape [${inputs.rows}, ${plan.outputs}], examples and outputs: found ` +
        `[${targets.rows}, ${targets.columns}]`,
    );
  }
  if (inputs.rows === 0) {
    throw new ShapeError(
      "there must be at least one example to learn from: found none",
    );
  }
}

/** Checks that a network can predict inputs. */
export function mustFit(plan: Plan, inputs: Frame | ByteFrame): void {
  mustBeFrame("inputs", inputs);
  if (inputs.columns !== plan.inputs) {
    throw new ShapeError(
      `inputs must have rows of ${plan.inputs} numbers: found rows of ${inputs.columns}`,
    );
  }
  mustBeFull(inputs);
}

function mustBeFull({ rows, columns, data }: Frame | ByteFrame): void {
  if (data.length === rows * columns) return;
  throw new ShapeError(
    `a frame with ${rows} rows of ${columns} must have ${
      rows * columns
    } numbers: found ${data.length}`,
  );
}

/**
 * The number of inputs of an example, from the data set or the spec.
 *
 * @throws {ShapeError} If neither says it, because the files are not loaded.
 */
export function inputWidth({ dataset, inputs }: Spec): number {
  const width = examplesOf(dataset)?.width ?? inputs.units;
  if (width !== undefined) return width;
  throw new ShapeError(
    "inputs must be given, the number of inputs of an example in the dataset's files: found none; write compile(spec, { inputs: 4 }) with that number, or compile(spec, { data: await loadDataset(spec) })",
  );
}

/**
 * Checks that the labels have the metric of early stopping.
 *
 * @throws {TypeError} If the metric is an accuracy and the task is regression.
 */
export function mustHaveMetric({ earlyStopping }: Spec, task: Task): void {
  const metric = earlyStopping?.metric;
  if (task.type === "numbers" && metric?.endsWith("ccuracy")) {
    throw new TypeError(
      `earlyStopping.metric must be loss or validationLoss, since labels that are numbers have no accuracy: found ${metric}`,
    );
  }
}
