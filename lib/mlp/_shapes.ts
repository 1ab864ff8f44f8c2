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
import { examplesOf, type Spec, type SpecInput } from "../spec/mod.ts";

/** Checks that a network can be trained on examples. */
export function mustBeTrainable(
  plan: Plan,
  { inputs, targets }: Examples,
): void {
  mustBeFrame("inputs", inputs);
  mustBeFrame("labels", targets);
  if (inputs.rows === 0 && targets.rows === 0) {
    throw new ShapeError(
      "there must be at least one example to train on: found 0 examples",
    );
  }
  mustFit(plan, inputs);
  mustBeFull("labels", targets);
  if (targets.rows !== inputs.rows) {
    throw new ShapeError(
      `labels must have ${rowsText(inputs.rows)}, one for each example: found ${
        rowsText(targets.rows)
      }`,
    );
  }
  const { outputs } = plan, { columns } = targets;
  if (columns === outputs) return;
  const hint = columns === 1
    ? `write classes as one-hot rows: frame(classes.map((c) => Array.from({ length: ${outputs} }, (_, o) => Number(o === c))))`
    : `write units: ${columns} in the last layer for labels of ${columns} columns`;
  throw new ShapeError(
    `labels must have ${
      columnsText(outputs)
    }, one for each output of the network: found ${columns}; ${hint}`,
  );
}

/** Checks that inputs have as many columns as the network has inputs. */
export function mustFit(plan: Plan, inputs: Frame | ByteFrame): void {
  mustBeFrame("inputs", inputs);
  const { columns } = inputs;
  if (columns !== plan.inputs) {
    throw new ShapeError(
      `inputs must have ${
        columnsText(plan.inputs)
      }, one for each input of the network: found ${columns}; ` +
        `pass inputs with ${
          columnsText(plan.inputs)
        }, or write compile(spec, { inputs: ${columns} })`,
    );
  }
  mustBeFull("inputs", inputs);
}

function mustBeFull(
  name: string,
  { rows, columns, data }: Frame | ByteFrame,
): void {
  if (data.length === rows * columns) return;
  throw new ShapeError(
    `${name}.data must have ${rows * columns} numbers, for ${
      rowsText(rows)
    } of ${columnsText(columns)}: found ${data.length}`,
  );
}

function rowsText(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}

function columnsText(columns: number): string {
  return columns === 1 ? "1 column" : `${columns} columns`;
}

/**
 * Checks that the number of inputs is given, for a spec without a data set.
 *
 * @throws {ShapeError} If neither the spec nor the options of `compile` give
 *   the number of inputs.
 */
export function mustHaveWidth(
  { dataset, inputs }: Pick<SpecInput, "dataset" | "inputs">,
  given: { readonly inputs?: unknown; readonly data?: unknown },
): void {
  if (dataset !== undefined || given.inputs !== undefined || given.data) return;
  if (inputs?.units !== undefined || inputs?.shape !== undefined) return;
  throw new ShapeError(
    "the number of inputs is missing, since the spec has no dataset; " +
      "write compile(spec, { inputs: 2 }) for 2 inputs, or compile(spec, { inputs: frame.columns }) for the columns of a frame",
  );
}

/**
 * The number of inputs of a network, from its data set or its spec.
 *
 * @throws {ShapeError} If the spec does not give the number of inputs, and the
 *   files of its data set are not loaded.
 */
export function inputWidth({ dataset, inputs }: Spec): number {
  const width = examplesOf(dataset)?.width ?? inputs.units;
  if (width !== undefined) return width;
  throw new ShapeError(
    "the number of inputs is missing, since the files of the data set are not loaded; " +
      "write compile(spec, { data: await loadDataset(spec) }), or, for 4 inputs, compile(spec, { inputs: 4 })",
  );
}

/**
 * Checks that the task has the metric that early stopping uses.
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
