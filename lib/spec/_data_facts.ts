/**
 * What must agree between a spec and the data that it learns from.
 *
 * @module
 */

import type { Fault } from "./_fault.ts";
import { fault, type Scene } from "./_scene.ts";
import { isFolder, isIdx } from "./_file_facts.ts";
import { isTable } from "./_table_facts.ts";
import { listed, visible } from "./_excerpt.ts";
import { datasetName, type ExampleFacts } from "./size.ts";
import type { InlineDataset, Spec } from "./spec.ts";

/** Whether the network is as wide as the data at both ends. */
export function* widths(
  { draft: { dataset, inputs }, examples, output, ofOutput }: Scene,
): Iterable<Fault> {
  if (dataset === undefined || examples === undefined) return;
  const { width, outputs } = examples;
  const inline = isInline(dataset);
  if (inputs?.units !== undefined && inputs.units !== width) {
    yield fault(
      ["inputs", "units"],
      `must be ${width}, the width of the dataset's inputs, or be left out: found ${inputs.units}`,
      inline ? ["dataset", "inputs"] : ["dataset"],
    );
  }
  const { units } = output;
  if (units === undefined || units === outputs) return;
  const why = inline
    ? "the width of dataset.labels"
    : classesText(dataset, examples);
  yield fault(
    ofOutput("units"),
    `must be ${outputs}, ${why}: found ${units}${
      wayOn(dataset, examples, units)
    }`,
    inline ? ["dataset", "labels"] : ["dataset"],
  );
}

/** The most classes that a message lists. */
const MOST_LISTED = 10;

/** What the outputs are for: `one for each class of kind: ham 20, spam 12`. */
function classesText(
  dataset: NonNullable<Spec["dataset"]>,
  { classes, outputs, task }: ExampleFacts,
): string {
  const name = datasetName(dataset);
  const where = isTable(dataset)
    ? [dataset.label].flat().join(" and ")
    : name ?? "the labels";
  if (task?.type === "numbers") {
    return `one for each column of numbers to learn, ${where}`;
  }
  if (!classes) return `one for each class of ${where}`;
  if (outputs === 1) {
    return `for the two classes of ${where}: ${counted(classes)}`;
  }
  if (isFolder(dataset)) {
    return `one for each folder in ${visible(dataset.folder)}: ${
      counted(classes)
    }`;
  }
  return isIdx(dataset) && dataset.classes === undefined
    ? `one for each class of the labels, 0 to ${outputs - 1}`
    : `one for each class of ${where}: ${counted(classes)}`;
}

/** Classes with their counts: `ham 20, spam 12`. */
function counted(classes: NonNullable<ExampleFacts["classes"]>): string {
  const all = classes.map(({ name, count }) => `${visible(name)} ${count}`);
  return listed(all, MOST_LISTED);
}

/** What a person may have meant, and what to write. */
function wayOn(
  dataset: NonNullable<Spec["dataset"]>,
  { classes, outputs, task }: ExampleFacts,
  units: number,
): string {
  const label = isTable(dataset) ? dataset.label : undefined;
  if (task?.type === "numbers" && typeof label === "string" && units > 1) {
    return `; the labels are read as numbers, since the loss is for numbers; for classes write loss: crossEntropy, or columns: { ${label}: names }`;
  }
  if (!isIdx(dataset) || !classes || dataset.classes) return "";
  const present = classes.flatMap(({ count }, c) => count > 0 ? [c] : []);
  const absent = classes.flatMap(({ count }, c) => count > 0 ? [] : [c]);
  if (absent.length === 0 || present.length === 0) return "";
  const least = present[0];
  const from = least > 0 ? `, or labels: { from: ${least} }` : "";
  return `; the labels found are ${least} to ${
    present[present.length - 1]
  }, and no example is of class ${
    absent.slice(0, MOST_LISTED).join(", ")
  }; write units: ${outputs}${from}`;
}

/** Whether a data set is rows in the spec. */
export function isInline(dataset: Spec["dataset"]): dataset is InlineDataset {
  return typeof dataset === "object" && "inputs" in dataset;
}

/** Whether data written in the spec is whole, and taken as it is. */
export function* inlineData({ draft }: Scene): Iterable<Fault> {
  const { dataset, inputs, labels } = draft;
  if (!isInline(dataset)) return;
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

/** Whether inputs are scaled in one way, and there are files that it is for. */
export function* scaling({ draft }: Scene): Iterable<Fault> {
  const { dataset, inputs, augment } = draft;
  const [low, high] = inputs?.scale ?? [0, 1], { standardize } = inputs ?? {};
  const isScaled = low !== 0 || high !== 1;
  if (isTable(dataset) && isScaled && standardize !== false) {
    yield fault(
      ["inputs", "scale"],
      `must have standardize: false beside it, since columns of a table are standardized otherwise: found [${low}, ${high}]; write inputs: { scale: [${low}, ${high}], standardize: false }`,
      ["dataset", "csv"],
    );
  }
  if (dataset === undefined || isTable(dataset)) return;
  if (standardize === undefined) return;
  const name = datasetName(dataset);
  const refuse = (why: string) =>
    fault(
      ["inputs", "standardize"],
      `must be left out, since ${why}: found ${standardize}`,
      ["dataset"],
    );
  if (name !== undefined) {
    yield refuse(
      `inputs.scale scales the bytes of ${name}, such as scale: [-1, 1]`,
    );
  } else if (isInline(dataset)) {
    yield refuse("inputs in the spec are taken as they are");
  } else if (standardize && isScaled) {
    yield refuse(`inputs.scale is [${low}, ${high}], and one of both counts`);
  } else if (standardize && (augment || inputs?.deskew)) {
    yield refuse(
      `${
        augment ? "augment" : "inputs.deskew"
      } is for bytes; inputs.scale scales them`,
    );
  }
}

/** Whether what is said of labels fits the data set that has them. */
export function* labelData(
  { draft: { dataset, labels }, labels: known }: Scene,
): Iterable<Fault> {
  if (dataset === undefined) return;
  if (labels?.from !== undefined && !isIdx(dataset)) {
    yield fault(
      ["labels", "from"],
      `must be left out, since it is for labels in IDX files: found ${labels.from}`,
      ["dataset"],
    );
  }
  if (labels?.standardize === undefined) return;
  if (isTable(dataset) && known?.task.type !== "classes") return;
  yield fault(
    ["labels", "standardize"],
    `must be left out, since it is for numbers that a table has as labels: found ${labels.standardize}`,
    ["dataset"],
  );
}

/** Whether a data set may be of gray images. */
function mayHaveImages(dataset: Spec["dataset"]): boolean {
  return datasetName(dataset) !== undefined || isIdx(dataset) ||
    isFolder(dataset);
}

/** Whether there can be pictures to be made upright. */
export function* upright({ draft }: Scene): Iterable<Fault> {
  const { dataset, inputs } = draft;
  if (!inputs?.deskew || dataset === undefined || mayHaveImages(dataset)) {
    return;
  }
  yield fault(
    ["inputs", "deskew"],
    "must be left out, since it is for pictures: found true",
    ["dataset"],
  );
}

/** Whether there are pictures to distort. */
export function* pictures({ draft }: Scene): Iterable<Fault> {
  const { dataset, augment } = draft;
  if (!augment || dataset === undefined || mayHaveImages(dataset)) return;
  yield {
    keys: ["augment"],
    on: "key",
    message:
      "must be left out, since it is for pictures: found rows of numbers",
    other: ["dataset"],
  };
}

/** Whether there are enough examples for a batch. */
export function* batch(
  { draft: { batchSize }, examples }: Scene,
): Iterable<Fault> {
  const count = examples?.count;
  if (count === undefined || typeof batchSize !== "number") return;
  if (batchSize > count) {
    yield fault(
      ["batchSize"],
      `must be at most ${count}, the number of examples, or "full": found ${batchSize}`,
      ["dataset"],
    );
  }
}
