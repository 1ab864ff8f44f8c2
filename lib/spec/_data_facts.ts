/**
 * The rules that compare a spec with its data set.
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

/** Checks the number of inputs and the number of outputs against the data set. */
export function* widths(
  { draft: { dataset, inputs }, examples, output, ofOutput }: Scene,
): Iterable<Fault> {
  if (dataset === undefined || examples === undefined) return;
  const { width, outputs } = examples;
  const inline = isInline(dataset);
  if (inputs?.units !== undefined && inputs.units !== width) {
    yield fault(
      ["inputs", "units"],
      `must be ${width}, the number of inputs in the data set, or be omitted: found ${inputs.units}`,
      inline ? ["dataset", "inputs"] : ["dataset"],
    );
  }
  const { units } = output;
  if (units === undefined || units === outputs) return;
  const why = inline
    ? "the number of columns of dataset.labels"
    : classesText(dataset, examples);
  yield fault(
    ofOutput("units"),
    `must be ${outputs}, ${why}: found ${units}${
      outputsHint(dataset, examples, units)
    }`,
    inline ? ["dataset", "labels"] : ["dataset"],
  );
}

/** The maximum number of classes that a message lists. */
const MOST_LISTED = 10;

/**
 * Describes the outputs for a message: if the column `kind` contains the
 * labels, `one for each class of kind (examples: ham 20, spam 12)`.
 */
function classesText(
  dataset: NonNullable<Spec["dataset"]>,
  { classes, outputs, task }: ExampleFacts,
): string {
  const name = datasetName(dataset);
  const where = isTable(dataset)
    ? [dataset.label].flat().join(" and ")
    : name ?? "the labels";
  if (task?.type === "numbers") {
    return `one for each column to predict, ${where}`;
  }
  if (!classes) return `one for each class of ${where}`;
  if (outputs === 1) {
    return `since one output distinguishes the two classes of ${where} ${
      counted(classes)
    }`;
  }
  if (isFolder(dataset)) {
    return `one for each folder in ${visible(dataset.folder)} ${
      counted(classes)
    }`;
  }
  return isIdx(dataset) && dataset.classes === undefined
    ? `one for each class of the labels, 0 to ${outputs - 1}`
    : `one for each class of ${where} ${counted(classes)}`;
}

/**
 * The classes, each with its number of examples: `(examples: ham 20, spam 12)`.
 */
function counted(classes: NonNullable<ExampleFacts["classes"]>): string {
  const all = classes.map(({ name, count }) => `${visible(name)} ${count}`);
  return `(examples: ${listed(all, MOST_LISTED)})`;
}

/**
 * A hint that says what to write in the spec if the number of outputs is wrong;
 * empty if no hint applies.
 */
function outputsHint(
  dataset: NonNullable<Spec["dataset"]>,
  { classes, outputs, task }: ExampleFacts,
  units: number,
): string {
  const label = isTable(dataset) ? dataset.label : undefined;
  if (task?.type === "numbers" && typeof label === "string" && units > 1) {
    return `; the loss is for numbers, so the labels are read as numbers; for classes write loss: crossEntropy or, in dataset, columns: { ${label}: names }`;
  }
  if (!isIdx(dataset) || !classes || dataset.classes) return "";
  const present = classes.flatMap(({ count }, c) => count > 0 ? [c] : []);
  const absent = classes.flatMap(({ count }, c) => count > 0 ? [] : [c]);
  if (absent.length === 0 || present.length === 0) return "";
  const least = present[0];
  const from = least > 0 ? `, or labels: { from: ${least} }` : "";
  return `; the labels in the files are ${least} to ${
    present[present.length - 1]
  }, and no example has class ${
    absent.slice(0, MOST_LISTED).join(", ")
  }; write units: ${outputs}${from}`;
}

/** Whether a data set is written in the spec as rows of numbers. */
export function isInline(dataset: Spec["dataset"]): dataset is InlineDataset {
  return typeof dataset === "object" && "inputs" in dataset;
}

/**
 * Checks a data set that is written in the spec: the number of input rows
 * equals the number of label rows, and no field scales inputs or labels.
 */
export function* inlineData({ draft }: Scene): Iterable<Fault> {
  const { dataset, inputs, labels } = draft;
  if (!isInline(dataset)) return;
  const rows = dataset.inputs.length;
  if (dataset.labels.length !== rows) {
    yield fault(
      ["dataset", "labels"],
      `must have ${rows} rows, like dataset.inputs: found ${dataset.labels.length}`,
      ["dataset", "inputs"],
    );
  }
  const taken = (what: string) =>
    `must be omitted, since ${what} written in the spec are used unchanged`;
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

/**
 * Checks that `inputs.scale` and `inputs.standardize` are allowed for the data
 * set and do not contradict each other.
 */
export function* scaling({ draft }: Scene): Iterable<Fault> {
  const { dataset, inputs, augment } = draft;
  const [low, high] = inputs?.scale ?? [0, 1], { standardize } = inputs ?? {};
  const isScaled = low !== 0 || high !== 1;
  if (isTable(dataset) && isScaled && standardize !== false) {
    yield fault(
      ["inputs", "scale"],
      `has no effect on the columns of a table, which are standardized: found [${low}, ${high}]; write inputs: { scale: [${low}, ${high}], standardize: false }`,
      ["dataset", "csv"],
    );
  }
  if (dataset === undefined || isTable(dataset)) return;
  if (standardize === undefined) return;
  const name = datasetName(dataset);
  const refuse = (why: string, hint = "") =>
    fault(
      ["inputs", "standardize"],
      `must be omitted, since ${why}: found ${standardize}${hint}`,
      ["dataset"],
    );
  if (name !== undefined) {
    yield refuse(
      `${name} consists of bytes`,
      "; to scale the bytes, write inputs: { scale: [-1, 1] }",
    );
  } else if (isInline(dataset)) {
    yield refuse("inputs written in the spec are used unchanged");
  } else if (standardize && isScaled) {
    yield refuse(
      `inputs are already scaled by inputs.scale, [${low}, ${high}]`,
    );
  } else if (standardize && (augment || inputs?.deskew)) {
    yield refuse(
      `${
        augment ? "augment" : "inputs.deskew"
      } needs images whose pixels are bytes, and standardized inputs are not bytes`,
    );
  }
}

/**
 * Checks that `labels.from` and `labels.standardize` are allowed for the data
 * set.
 */
export function* labelData(
  { draft: { dataset, labels }, labels: known }: Scene,
): Iterable<Fault> {
  if (dataset === undefined) return;
  if (labels?.from !== undefined && !isIdx(dataset)) {
    yield fault(
      ["labels", "from"],
      `must be omitted, since labels.from is for IDX files: found ${labels.from}`,
      ["dataset"],
    );
  }
  if (labels?.standardize === undefined) return;
  if (isTable(dataset) && known?.task.type !== "classes") return;
  yield fault(
    ["labels", "standardize"],
    `must be omitted, since labels.standardize is for numeric labels of a table: found ${labels.standardize}`,
    ["dataset"],
  );
}

/**
 * Whether a data set can contain grayscale images: true for named data sets,
 * IDX files and folders.
 */
function mayHaveImages(dataset: Spec["dataset"]): boolean {
  return datasetName(dataset) !== undefined || isIdx(dataset) ||
    isFolder(dataset);
}

/** Checks that `inputs.deskew` is used with images only. */
export function* upright({ draft }: Scene): Iterable<Fault> {
  const { dataset, inputs } = draft;
  if (!inputs?.deskew || dataset === undefined || mayHaveImages(dataset)) {
    return;
  }
  yield fault(
    ["inputs", "deskew"],
    "must be omitted, since inputs.deskew is for images: found true",
    ["dataset"],
  );
}

/** Checks that `augment` is used with images only. */
export function* pictures({ draft }: Scene): Iterable<Fault> {
  const { dataset, augment } = draft;
  if (!augment || dataset === undefined || mayHaveImages(dataset)) return;
  yield {
    keys: ["augment"],
    on: "key",
    message:
      "must be omitted, since augment is for images, and the data set has rows of numbers",
    other: ["dataset"],
  };
}

/** Checks that a batch is no larger than the training set. */
export function* batch(
  { draft: { batchSize }, examples }: Scene,
): Iterable<Fault> {
  const count = examples?.count;
  if (count === undefined || typeof batchSize !== "number") return;
  if (batchSize > count) {
    yield fault(
      ["batchSize"],
      `must be "full" or at most ${count}, the number of examples: found ${batchSize}`,
      ["dataset"],
    );
  }
}
