/**
 * What a network says of one row, by names: the class with the probability of
 * each, or numbers in the unit of the labels.
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
 * What `predictRow` says of a row; which of these there are depends on the task.
 *
 * @example Two numbers in, a class out
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
  /** The predicted class, of a network that tells classes apart. */
  readonly class?: string;
  /** Of independent labels, the names of those that the row has. */
  readonly labels?: readonly string[];
  /** The probability of each class, which add up to 1, or of each independent label. */
  readonly probabilities?: Readonly<Record<string, number>>;
  /** The outputs by class, where the last layer does not give probabilities. */
  readonly outputs?: Readonly<Record<string, number>>;
  /** The predicted numbers by the name of the label, in its unit. */
  readonly values?: Readonly<Record<string, number>>;
}

/** What the outputs of a network stand for. */
export interface OutputFacts {
  readonly task: Task;
  /**
   * The classes, two of a network with one output; or else the names of the
   * labels. Positions, from 0, where they have no names.
   */
  readonly names: readonly string[];
  /** Whether `names` are more than positions. */
  readonly isNamed: boolean;
  /** Whether outputs are probabilities or, of several classes, in proportion to them. */
  readonly areProbabilities: boolean;
}

/** What there is to know of a network but its weights. */
interface Known {
  readonly spec: Spec;
  readonly plan: Plan;
  readonly fitted: Fitted;
}

/** What the outputs of a network stand for. */
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

/** What a row of outputs says. */
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

/** What a network reads, of any row. */
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

/** A row as a network sees it. */
export function seenRow(known: Known, row: Row): Frame | ByteFrame {
  return rowFrame(row, wantedOf(known));
}

/** An image as a network sees it. */
export function seenImage(
  known: Known,
  image: Rgba,
  options: FitOptions,
): Frame | ByteFrame {
  mustBeRgba(image);
  return imageFrame(image, "the image", { ...wantedOf(known), ...options })
    .inputs;
}
