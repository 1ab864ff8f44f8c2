/**
 * The spec that `init --csv` writes for a table, with settings that fit its
 * size.
 *
 * @module
 */

import { type Inspection, LEAST_ROWS, MOST_CLASSES } from "../dataset/mod.ts";
import {
  brief,
  inline,
  listed,
  nameText,
  thousands,
  visible,
} from "../spec/mod.ts";
import { COMMAND } from "./command.ts";

/**
 * The largest number of rows of a table for which `init --csv` writes a spec
 * with cross-validation.
 */
const MOST_FOLDED = 5_000;

/** The settings for which `init --csv` tries several values. */
export interface Tried {
  /**
   * The number of units of each hidden layer, for one wide layer or for two
   * layers.
   */
  readonly hidden: readonly number[];
  /**
   * The kind of regularization: `l2` shrinks all weights, `l1` makes
   * unimportant weights zero.
   */
  readonly penalty: "l1" | "l2";
  /** A factor for the strength of `l2`. */
  readonly strength: number;
  /**
   * A factor for the number of epochs; with fewer epochs, a network learns less
   * of the noise in the data.
   */
  readonly length: number;
}

/**
 * Chooses the batch size, the epochs and the regularization. For `length` 1,
 * the number of epochs is 320,000 / `rows`, but at least 200 (100 for more than
 * 5,000 rows) and at most 500; a small `work` reduces this number. With more
 * rows, the regularization is weaker. The constants were tuned on the tables of
 * `tests/elsewhere/scikit_learn.py`.
 *
 * @param work The largest number of multiply-adds of a training run. The number
 * of epochs is at least 20, even if 20 epochs need more than `work`
 * multiply-adds.
 */
function settingsOf(
  { rows, inputs, classes }: Inspection,
  { hidden, penalty, strength, length }: Tried,
  work: number,
) {
  const sizes = [[32, 4], [128, 16], [MOST_FOLDED, 32], [50_000, 64]];
  const [, batchSize] = sizes.find(([most]) => rows <= most) ?? [0, 256];
  const least = isFolded(rows) ? 200 : 100;
  const wanted = Math.max(least, Math.min(320_000 / rows, 500));
  const [first, second = 1] = hidden;
  const affordable = work / (3 * rows * first * (inputs + second));
  const pull = penalty === "l1"
    ? 0.3
    : strength * Math.min((classes ? 0.1 : 0.6) * inputs, 5);
  return {
    batchSize,
    epochs: Math.round(Math.max(20, length * Math.min(wanted, affordable))),
    pull: Number((pull / rows).toPrecision(1)),
  };
}

/** Whether a table is small enough for a spec with cross-validation. */
export function isFolded(rows: number): boolean {
  return rows <= MOST_FOLDED;
}

/**
 * Writes the spec of a table.
 *
 * @param name The network's name.
 * @param about.schema The address of the JSON Schema, for editors.
 * @param about.command The command that trains the spec.
 * @param about.csv The path of the table, relative to the spec.
 * @param about.tried The settings to write into the spec.
 * @param about.isTried Whether the settings were chosen by cross-validation.
 * @param about.work The largest number of multiply-adds of a training run; see
 * `settingsOf`.
 */
export function tableSpec(
  name: string,
  table: Inspection,
  { schema, command, csv, tried, isTried, work = 1e11 }: {
    readonly schema: string;
    readonly command: string;
    readonly csv: string;
    readonly tried: Tried;
    readonly isTried: boolean;
    readonly work?: number | undefined;
  },
): string {
  const { rows, inputs, dataset: { label } } = table;
  const { batchSize, epochs, pull } = settingsOf(table, tried, work);
  const outputs = outputsOf(table);
  const what = listed([label].flat().map(nameText));
  return `# yaml-language-server: $schema=${schema}
# Predicts ${what} from ${thousands(inputs)} input${inputs === 1 ? "" : "s"} (${
    thousands(rows)
  } rows). Written by ${COMMAND} init.
#
#   ${visible(command)}
#
name: ${JSON.stringify(name)}

dataset:
  csv: ${pathText(csv)} # relative to the folder of this file
${datasetLines(table).map((line) => `  ${line}`).join("\n")}

layers:
${tried.hidden.map(hiddenLayer).join("\n")}
  - units: ${outputs.units} # ${outputs.about}
    activation: ${outputs.activation}
loss: ${outputs.loss}

optimizer: adam
learningRate: # falls from the value of rate to 0 along a cosine
  type: cosine
  rate: 0.005
batchSize: ${batchSize}
epochs: ${epochs}
regularization: # keeps weights small; noisy labels need a larger value
  ${tried.penalty}: ${pull} # ${
    isTried
      ? "had the lowest validation loss, with these layers and epochs"
      : "not tuned, since there are many inputs"
  }
${isFolded(rows) ? FOLDED : ""}
earlyStopping: # stops when the loss no longer falls
  metric: loss
  patience: 50
seed: 1
`;
}

function hiddenLayer(units: number): string {
  return `  - units: ${units}
    activation: relu
    initializer: glorotUniform
    biasInitializer: uniform`;
}

/** The validation fields in the spec of a small table. */
const FOLDED = `
# The table is small, so the network is scored by cross-validation: the rows are split
# into 5 parts, and each part is scored by a network that was trained on the other 4
# parts. The saved network is trained on all rows. For a separate test set, write
# test: 0.2 or test: { file: other.csv } in dataset.
validation:
  folds: 5`;

/**
 * The lines of the spec that follow `csv` in `dataset`, with comments that give
 * the reasons for the values of the fields.
 */
function datasetLines(table: Inspection): string[] {
  const { dataset: { label, columns, missing, ...fields }, reasons } = table;
  const lines = (of: object = {}, within = "") =>
    Object.entries(of).map(([name, value]) => {
      const why = visible(reasons.get(`${within}${name}`) ?? "");
      const text = typeof value === "object" && "number" in value
        ? `{ number: ${inline(value.number)} }`
        : inline(value);
      return `${within && "  "}${inline(name)}: ${text} # ${why}`;
    });
  return [
    ...labelReason(table).map((line) => `# ${line}`),
    `label: ${inline(label)}`,
    ...lines(fields),
    ...(missing ? ["missing:", ...lines(missing, "missing.")] : []),
    ...(columns
      ? [
        "columns: # the types of columns that are not in this list are detected",
        ...lines(columns, "columns."),
      ]
      : []),
    ...(isFolded(table.rows) ? [] : [
      "test: 0.1 # the fraction of rows for the test set; or { file: other.csv }",
    ]),
  ];
}

/**
 * Comments that say why the task is classification or regression, and how to change
 * the task.
 */
function labelReason(table: Inspection): string[] {
  const { classes, different, isNumeric, dataset: { label } } = table;
  if (!isNumeric || Array.isArray(label)) return [];
  if (!classes) {
    return [
      `Regression, since the labels are numbers with ${
        thousands(different)
      } different values.`,
      "The labels are standardized in training; predictions are in the unit of the labels.",
    ];
  }
  return [
    ...(different === 2
      ? ["Two classes, since there are two different labels."]
      : [
        `${different} classes, for three reasons: all labels are whole numbers, there are at most ${MOST_CLASSES}`,
        `different labels, and each label occurs in at least ${LEAST_ROWS} rows on average.`,
      ]),
    "For regression, write loss: mse and, in the last layer, units: 1 and",
    "activation: identity.",
  ];
}

/**
 * The units and activation of the last layer, the loss function, and a comment
 * about the outputs.
 */
function outputsOf({ classes, dataset: { label } }: Inspection) {
  const { length } = [label].flat();
  if (!classes) {
    return {
      ...{ units: length, activation: "identity", loss: "mse" },
      about: length === 1
        ? "one output: the label"
        : "one output for each label",
    };
  }
  return classes.length === 2
    ? {
      ...{ units: 1, activation: "sigmoid", loss: "binaryCrossEntropy" },
      about: `the probability of ${brief(classes[1])}; the other class is ${
        brief(classes[0])
      }`,
    }
    : {
      ...{ units: classes.length, activation: "softmax", loss: "crossEntropy" },
      about: `one output for each class: ${listed(classes.map(brief))}`,
    };
}

/** A path as a YAML scalar. */
function pathText(path: string): string {
  return /^[\p{L}\p{N}_.][\p{L}\p{N}_./-]*$/u.test(path)
    ? path
    : `'${path.replaceAll("'", "''")}'`;
}
