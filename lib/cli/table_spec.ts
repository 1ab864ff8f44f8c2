/**
 * `init --csv`: a spec for a table, with settings that fit its size.
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

/** The most rows of a table that is scored by folds, and then learned from whole. */
const MOST_FOLDED = 5_000;

/** Settings that only trainings tell: how noisy labels are, and of what form. */
export interface Tried {
  /** The units of the hidden layers: one that is wide, or two. */
  readonly hidden: readonly number[];
  /** Which weights are kept small: `l2` all, `l1` those that matter little. */
  readonly penalty: "l1" | "l2";
  /** What an `l2` is multiplied by. */
  readonly strength: number;
  /** What the number of epochs is multiplied by: fewer epochs fit less noise. */
  readonly length: number;
}

/**
 * Chooses settings: some 10,000 steps of gradient descent if they are not too much
 * work, and smaller penalties the more rows there are. Tried on the tables of
 * `tests/elsewhere/scikit_learn.py`.
 *
 * @param work The most multiply-adds of a training, but for the least epochs.
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

/** Whether a table is scored by folds. */
export function isFolded(rows: number): boolean {
  return rows <= MOST_FOLDED;
}

/**
 * Writes a spec for a table.
 *
 * @param name The network's name.
 * @param about.schema Where the JSON Schema is, for editors.
 * @param about.command The command that trains the spec.
 * @param about.csv The table's file, from the spec's.
 * @param about.tried Settings.
 * @param about.isTried Whether they were tried on the table.
 * @param about.work The most multiply-adds of a training, but for the least epochs.
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
# Learns ${what} from ${thousands(inputs)} input${inputs === 1 ? "" : "s"} (${
    thousands(rows)
  } rows). Written by ${COMMAND} init.
#
#   ${visible(command)}
#
name: ${JSON.stringify(name)}

dataset:
  csv: ${pathText(csv)} # from the folder of this file
${datasetLines(table).map((line) => `  ${line}`).join("\n")}

layers:
${tried.hidden.map(hiddenLayer).join("\n")}
  - units: ${outputs.units} # ${outputs.about}
    activation: ${outputs.activation}
loss: ${outputs.loss}

optimizer: adam
learningRate: # falls from rate to 0, epoch by epoch
  type: cosine
  rate: 0.005
batchSize: ${batchSize}
epochs: ${epochs}
regularization: # keeps weights small, more so the noisier the labels are
  ${tried.penalty}: ${pull} # ${
    isTried
      ? "with these layers and epochs, the least loss on rows held out"
      : "not tried on rows held out, since there are many inputs"
  }
${isFolded(rows) ? FOLDED : ""}
earlyStopping: # ends a training whose loss falls no more
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

/** How a small table is scored. */
const FOLDED = `
# The table is small. So each fifth of its rows is scored by a network that learned
# from the others, and the network that is saved learns from all rows. For rows that
# are never learned from, write in dataset: test: 0.2, or test: { file: other.csv }.
validation:
  folds: 5`;

/** The fields of `dataset` below `csv`, each with the reason why it is there. */
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
      ? ["columns: # others read as they look", ...lines(columns, "columns.")]
      : []),
    ...(isFolded(table.rows)
      ? []
      : ["test: 0.1 # scored once, at the end; or { file: other.csv }"]),
  ];
}

/** Why labels are classes or numbers, and what to write for the other. */
function labelReason(table: Inspection): string[] {
  const { classes, different, isNumeric, dataset: { label } } = table;
  if (!isNumeric || Array.isArray(label)) return [];
  if (!classes) {
    return [
      `A number to learn, since there are ${
        thousands(different)
      } different ones.`,
      "It is standardized in training, and predicted in its own unit.",
    ];
  }
  return [
    ...(different === 2
      ? ["Two classes, since there are two different labels."]
      : [
        `${different} classes, since the labels are at most ${MOST_CLASSES} different whole numbers,`,
        `each in ${LEAST_ROWS} rows or more on average.`,
      ]),
    "To learn a number, write loss: mse and, in the last layer, units: 1 and",
    "activation: identity.",
  ];
}

/** The last layer and the loss. */
function outputsOf({ classes, dataset: { label } }: Inspection) {
  const { length } = [label].flat();
  if (!classes) {
    return {
      ...{ units: length, activation: "identity", loss: "mse" },
      about: length === 1 ? "the number" : "one for each label",
    };
  }
  return classes.length === 2
    ? {
      ...{ units: 1, activation: "sigmoid", loss: "binaryCrossEntropy" },
      about: `the probability of ${brief(classes[1])}, not ${
        brief(classes[0])
      }`,
    }
    : {
      ...{ units: classes.length, activation: "softmax", loss: "crossEntropy" },
      about: `one for each class: ${listed(classes.map(brief))}`,
    };
}

/** A path as YAML. */
function pathText(path: string): string {
  return /^[\p{L}\p{N}_.][\p{L}\p{N}_./-]*$/u.test(path)
    ? path
    : `'${path.replaceAll("'", "''")}'`;
}
