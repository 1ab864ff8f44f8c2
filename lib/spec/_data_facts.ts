/**
 * What must agree between a spec and the data that it learns from.
 *
 * @module
 */

import { catalogue } from "../catalogue.ts";
import type { Fault } from "./_fault.ts";
import { fault, type Scene } from "./_scene.ts";
import { examplesOf } from "./size.ts";

/** Whether the network is as wide as the data at both ends. */
export function* widths({ draft, output, ofOutput }: Scene): Iterable<Fault> {
  const { dataset, inputs } = draft;
  if (dataset === undefined) return;
  const inline = typeof dataset !== "string";
  const { width } = examplesOf(dataset)!;
  if (inputs?.units !== undefined && inputs.units !== width) {
    yield fault(
      ["inputs", "units"],
      `must be ${width}, the width of the dataset's inputs, or be left out: found ${inputs.units}`,
      inline ? ["dataset", "inputs"] : ["dataset"],
    );
  }
  const { units } = output;
  if (units === undefined) return;
  if (!inline) {
    const classes = catalogue[dataset].classes.length;
    if (units === classes) return;
    yield fault(
      ofOutput("units"),
      `must be ${classes}, one for each class of ${dataset}: found ${units}`,
      ["dataset"],
    );
  } else if (dataset.labels[0].length !== units) {
    const must = dataset.labels[0].length;
    yield fault(
      ofOutput("units"),
      `must be ${must}, the width of dataset.labels: found ${units}`,
      ["dataset", "labels"],
    );
  }
}

/** Whether data written in the spec is whole, and taken as it is. */
export function* inlineData({ draft }: Scene): Iterable<Fault> {
  const { dataset, inputs, labels } = draft;
  if (dataset === undefined || typeof dataset === "string") return;
  const rows = dataset.inputs.length;
  if (dataset.labels.length !== rows) {
    yield fault(
      ["dataset", "labels"],
      `must have ${rows} rows as dataset.inputs has: found ${dataset.labels.length}`,
      ["dataset", "inputs"],
    );
  }
  const taken = (what: string) =>
    `must be left out, since ${what} in the spec are taken as they are`;
  const [low, high] = inputs?.scale ?? [0, 1];
  if (low !== 0 || high !== 1) {
    yield fault(
      ["inputs", "scale"],
      `${taken("inputs")}: found [${low}, ${high}]`,
      ["dataset", "inputs"],
    );
  }
  const [cold, hot] = labels?.oneHot ?? [0, 1];
  if (cold !== 0 || hot !== 1) {
    yield fault(
      ["labels", "oneHot"],
      `${taken("labels")}: found [${cold}, ${hot}]`,
      ["dataset", "labels"],
    );
  }
}

/** Whether there are enough examples for a batch. */
export function* batch(
  { draft: { dataset, batchSize } }: Scene,
): Iterable<Fault> {
  const count = examplesOf(dataset)?.count;
  if (count === undefined || typeof batchSize !== "number") return;
  if (batchSize > count) {
    yield fault(
      ["batchSize"],
      `must be at most ${count}, the number of examples, or "full": found ${batchSize}`,
      ["dataset"],
    );
  }
}
