/**
 * Code that calls an exported network, and texts that describe its inputs and
 * outputs.
 *
 * @module
 */

import type { Column, NumericColumn } from "../dataset/mod.ts";
import { activations } from "../formula/mod.ts";
import { shapeText } from "../layer/mod.ts";
import { imageOf, listed, nameText, visible } from "../spec/mod.ts";
import { type Exported, isWide } from "./exported.ts";

/**
 * The largest number of columns or classes that one line of example code lists.
 */
const MOST = 20;

/**
 * Describes the inputs of an ONNX model: the names of the columns in order, or
 * the meaning of the numbers.
 *
 * @param most The largest number of columns to list.
 */
export function inputText(
  network: Exported,
  most = Infinity,
): string {
  const { plan: { inputs }, image, columns } = network;
  if (!columns) return `${image ? "" : `${inputs} `}${numbersText(network)}`;
  const names = columns.flatMap((column) =>
    "categories" in column
      ? column.categories.map((word) =>
        `${nameText(column.name)}=${nameText(word)}`
      )
      : `${nameText(column.name)}${
        column.date ? ` (${column.date} since 1970)` : ""
      }`
  );
  const hasNames = columns.some((column) => "categories" in column);
  return listed(names, most) +
    (hasNames
      ? "; names are one-hot encoded: 1 for the name in the cell, 0 for all other names"
      : "");
}

/** Describes the outputs of an ONNX model. */
export function outputText(
  { plan: { layers }, facts: { task, names, areProbabilities, isNamed } }:
    Exported,
  most = Infinity,
): string {
  const all = listed(names.map(nameText), most);
  switch (task.type) {
    case "numbers":
      return isNamed ? `${all}, in the unit of the label` : "numbers";
    case "labels":
      return areProbabilities
        ? `the probability of each label: ${all}`
        : `a score for each label (${all}); a label applies if its score is over ${task.cut}`;
    case "binary": {
      const [first, second] = names.map(nameText);
      return areProbabilities
        ? `the probability of the class ${second}; the other class is ${first}`
        : `a score; the class is ${second} if the score is over ${task.cut}, and ${first} otherwise`;
    }
    case "classes": {
      const last = layers.findLast(({ tensors }) => tensors.length > 0);
      return last && activations[last.activation].needsWholeRow
        ? `the probability of each class: ${all}`
        : `a score for each class (${all}); the predicted class has the largest score`;
    }
  }
}

/**
 * Four lines of JavaScript that call an exported module.
 *
 * @param path The path of the module, relative to the folder where the code
 * runs.
 */
export function jsLines(network: Exported, path: string): string[] {
  const { plan: { inputs }, image, columns, facts } = network;
  const row = columns
    ? `{ ${
      columns.map((column) => `${keyText(column.name)}: ${cellText(column)}`)
        .join(", ")
    } }`
    : image
    ? `new Uint8Array(${inputs})`
    : inputs > MOST
    ? `new Float32Array(${inputs})`
    : `[${new Array(inputs).fill(0).join(", ")}]`;
  const what = columns
    ? listed(columns.map(columnText), MOST)
    : inputText(network);
  return [
    `import { predictRow } from ${addressText(path)};`,
    `const row = ${row}; // ${what}`,
    `const said = predictRow(row); // ${answerText(facts)}`,
    "console.log(said);",
  ];
}

/**
 * Four lines of JavaScript that classify the drawing on a canvas of a web page;
 * empty if the module has no function `classify`.
 */
export function imageLines(
  { image, form, facts }: Exported,
  path: string,
): string[] {
  if (!image || !form) return [];
  return [
    `import { classify } from ${addressText(path)};`,
    'const canvas = document.querySelector("canvas"); // with a drawing on it',
    'const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);',
    `console.log(classify(image)); // ${answerText(facts)}`,
  ];
}

/** Describes the result of `predictRow` or `classify` of an exported module. */
function answerText(facts: Exported["facts"]): string {
  const { task, names, areProbabilities } = facts;
  const shown = areProbabilities ? "probabilities" : "outputs";
  const keys = task.type === "numbers"
    ? "values"
    : task.type === "labels"
    ? `labels, ${shown}`
    : `class, ${shown}`;
  const said = !facts.isNamed
    ? "the keys are positions, counted from 0"
    : listed(names.map(nameText), MOST) +
      (task.type === "numbers" ? ", in the unit of the label" : "");
  return `{ ${keys} }: ${said}`;
}

/** The import specifier of a file. */
function addressText(path: string): string {
  const file = /^([/\\]|[a-z]:)/i.test(path) ? path : `./${path}`;
  return JSON.stringify(encodeURI(file).replace(/[?#]/g, encodeURIComponent));
}

/** Four lines of Python that call an exported ONNX model. */
export function onnxLines(network: Exported, path: string): string[] {
  const type = isWide(network) ? "float64" : "float32";
  const { plan: { inputs }, columns } = network;
  const row = columns?.flatMap((column) =>
    "categories" in column
      ? column.categories.map((_, c) => Number(c === 0))
      : [meanOf(column)]
  );
  const rows = row
    ? `numpy.array([[${row.join(", ")}]], "${type}")`
    : `numpy.zeros((1, ${inputs}), "${type}")`;
  return [
    "import numpy, onnxruntime",
    `rows = ${rows}  # ${inputText(network, MOST)}`,
    `[output] = onnxruntime.InferenceSession(${
      visible(JSON.stringify(path))
    }).run(None, {"input": rows})`,
    `print(output)  # one output row for each input row: ${
      outputText(network, MOST)
    }`,
  ];
}

/**
 * Describes inputs that are not table columns: numbers, bytes or the pixels of
 * an image.
 */
export function numbersText({ spec, image, bytes }: Exported): string {
  if (image) {
    const { height, width } = image;
    return `bytes from 0 to 255 of an image of ${height} x ${width}, row by row`;
  }
  const shape = imageOf(spec), what = bytes ? "bytes from 0 to 255" : "numbers";
  if (!shape) return what;
  const text = `${what} of an image of ${shapeText(shape)}, row by row`;
  return shape[2] > 1 ? `${text}, the channels of each pixel together` : text;
}

/** Describes a column in a comment of the example code: its name and its values. */
function columnText(column: Column): string {
  const name = nameText(column.name);
  if ("categories" in column) {
    return `${name} (${listed(column.categories.map(nameText), 5)})`;
  }
  const { date, percent } = column;
  return `${name} (${date ? "date" : percent ? "percentage" : "number"})`;
}

/** An example value of a column, as JavaScript. */
function cellText(column: Column): string {
  if ("categories" in column) {
    return visible(JSON.stringify(column.categories[0] ?? ""));
  }
  const { date, percent } = column, mean = meanOf(column);
  if (percent) {
    return JSON.stringify(`${Number((100 * mean).toPrecision(12))}%`);
  }
  if (!date) return `${mean}`;
  const text = new Date((date === "days" ? 86_400_000 : 1000) * mean)
    .toISOString();
  return JSON.stringify(text.slice(0, date === "days" ? 10 : 19));
}

/** A number near the mean of a column, with few digits. */
function meanOf({ mean, deviation }: NumericColumn): number {
  let digits = 1, near = mean;
  do near = Number(mean.toPrecision(digits++)); while (
    digits < 18 && Math.abs(near - mean) > deviation / 2
  );
  return near;
}

function keyText(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)
    ? name
    : visible(JSON.stringify(name));
}
