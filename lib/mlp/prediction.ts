/**
 * The prediction for one row, as an object with names: the class and the
 * probability of each class or, in regression, the number for each label.
 *
 * @module
 */

import {
  type FitOptions,
  imageFrame,
  type Row,
  rowFrame,
} from "../dataset/mod.ts";
import {
  activations,
  argmax,
  classNames,
  HALF,
  probabilities,
  type Task,
} from "../formula/mod.ts";
import type { ByteFrame, Frame } from "../frame.ts";
import { mustBeRgba, type Rgba } from "../image/mod.ts";
import { imageOf, isTable, type Spec } from "../spec/mod.ts";
import type { Plan } from "../network/mod.ts";
import type { Fitted } from "./fitted.ts";

/**
 * The prediction for one row, as returned by `predictRow`. The task of the network
 * decides which properties are present.
 *
 * @example A class for a row of two numbers
 * ```ts
 * import { checkSpec, compile, loadDataset } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = checkSpec({
 *   name: "mail",
 *   dataset: { csv: "mail.csv", label: "kind" },
 *   inputs: { units: 2 },
 *   layers: [{ units: 1 }],
 *   loss: "binaryCrossEntropy",
 *   learningRate: 1,
 *   batchSize: 2,
 *   epochs: 20,
 * });
 * const csv = "links,words,kind\n9,20,spam\n7,35,spam\n0,90,ham\n1,60,ham\n";
 * const read = () => new TextEncoder().encode(csv);
 * const data = await loadDataset(spec, { read }), { train } = data;
 * const mlp = compile(spec, { data });
 * await mlp.train(train.inputs, train.targets);
 * assertEquals(mlp.predictRow({ links: 8, words: "30" }).class, "spam");
 * ```
 */
export interface RowPrediction {
  /** The predicted class, in classification. */
  readonly class?: string;
  /** The names of the predicted labels, in multi-label classification. */
  readonly labels?: readonly string[];
  /**
   * The probability of each class, with a sum of 1. In multi-label classification, the
   * probability of each label.
   */
  readonly probabilities?: Readonly<Record<string, number>>;
  /** The output for each class, if the last layer does not compute probabilities. */
  readonly outputs?: Readonly<Record<string, number>>;
  /** In regression: the predicted number for each label, in the unit of the label. */
  readonly values?: Readonly<Record<string, number>>;
}

/**
 * The task of a network, the names of its outputs, and whether the outputs are
 * probabilities.
 */
export interface OutputFacts {
  readonly task: Task;
  /**
   * The names of the classes or labels. A network for two classes that has only
   * one output has two class names. Outputs without names are named by their
   * positions, counted from 0.
   */
  readonly names: readonly string[];
  /**
   * Whether `names` are names of classes or labels. If `isNamed` is false,
   * `names` are the positions of the outputs.
   */
  readonly isNamed: boolean;
  /** Whether the outputs are probabilities or, with several classes, are proportional to probabilities. */
  readonly areProbabilities: boolean;
}

/** The properties of a network that decide the meaning of its outputs. */
interface Known {
  readonly spec: Spec;
  readonly plan: Plan;
  readonly fitted: Fitted;
}

/**
 * Finds the names of a network's outputs, and whether the outputs are
 * probabilities.
 */
export function outputFacts(
  { spec, plan, fitted, task }: Known & { readonly task: Task },
): OutputFacts {
  const { loss: { type: loss }, dataset } = spec, { outputs: columns } = plan;
  const data = task.type === "binary" ? task.labels ?? [0, 1] : [];
  const unnamed = classNames(task, { loss, targets: { columns, data } });
  const labels = isTable(dataset) ? [dataset.label].flat() : [];
  const names = unnamed
    ? fitted.classes
    : labels.length === columns
    ? labels
    : undefined;
  const last = plan.layers.findLast(({ tensors }) => tensors.length > 0);
  const { customActivation, activation = "identity" } = last ?? {};
  const [low, high] = (customActivation ?? activations[activation]).range;
  const isHalf = task.type !== "binary" || Math.abs(task.cut - HALF) < 1e-6;
  return {
    task,
    names: names ?? unnamed ??
      Array.from({ length: columns }, (_, o) => `${o}`),
    isNamed: names !== undefined || unnamed !== undefined,
    areProbabilities: low >= 0 && high <= 1 && isHalf,
  };
}

/** Makes the prediction from row `r` of the network's outputs. */
export function predictionOf(
  outputs: Frame,
  r: number,
  { task, names, areProbabilities }: OutputFacts,
): RowPrediction {
  const { columns, data } = outputs;
  const all = Array.from(data.subarray(r * columns, (r + 1) * columns));
  const byName = (values: readonly number[]) =>
    Object.fromEntries(names.map((name, n) => [name, values[n]]));
  switch (task.type) {
    case "numbers":
      return { values: byName(all) };
    case "labels":
      return {
        labels: names.filter((_, o) => all[o] > task.cut),
        ...(areProbabilities
          ? { probabilities: byName(all) }
          : { outputs: byName(all) }),
      };
  }
  const best = task.type === "binary" ? Number(all[0] > task.cut) : argmax(all);
  const shares = areProbabilities &&
    probabilities(outputs, r);
  return {
    class: names[best],
    ...(shares
      ? { probabilities: byName(shares) }
      : task.type === "classes"
      ? { outputs: byName(all) }
      : { outputs: { [names[1]]: all[0] } }),
  };
}

/** The facts that decide how a network reads a row or an image. */
function wantedOf({ spec, plan, fitted }: Known) {
  const { inputs: { scale, deskew }, precision, dataset } = spec;
  const { image, form, bytes, scales, columns: table } = fitted;
  return {
    ...{ columns: plan.inputs, image, form, bytes, table, scale, scales },
    ...{ deskew, precision },
    shape: imageOf(spec),
    reading: isTable(dataset) ? dataset : undefined,
  };
}

/** Converts a row to the inputs of a network. */
export function seenRow(known: Known, row: Row): Frame | ByteFrame {
  return rowFrame(row, wantedOf(known));
}

/** Converts an image to the inputs of a network. */
export function seenImage(
  known: Known,
  image: Rgba,
  options: FitOptions,
): Frame | ByteFrame {
  mustBeRgba(image);
  return imageFrame(image, "the image", { ...wantedOf(known), ...options })
    .inputs;
}
