/**
 * Chooses the default activation of the last layer, and checks that the range
 * of the activation contains the labels.
 *
 * @module
 */

import { catalogue } from "../catalogue.ts";
import {
  type ActivationName,
  activations,
  classNames,
  losses,
  taskOf,
} from "../formula/mod.ts";
import { frame } from "../frame.ts";
import { isInline } from "./_data_facts.ts";
import type { Fault } from "./_fault.ts";
import { type Draft, fault, type LabelFacts, type Scene } from "./_scene.ts";
import { isTable } from "./_table_facts.ts";
import { datasetName, type ExampleFacts } from "./size.ts";

/**
 * The known facts about the labels. For named data sets and data sets written
 * in the spec, the facts about the labels follow from the spec alone.
 */
export function labelFacts(
  { dataset, loss, labels }: Draft,
  read: ExampleFacts | undefined,
): LabelFacts | undefined {
  const type = loss?.type, oneHot = labels?.oneHot;
  if (type === undefined) return undefined;
  const name = datasetName(dataset);
  if (name !== undefined) {
    if (!oneHot) return undefined;
    const [a, b] = oneHot;
    return {
      task: { type: "classes" },
      range: [Math.min(a, b), Math.max(a, b)],
      classes: catalogue[name].classes,
    };
  }
  if (isInline(dataset)) {
    const targets = frame(dataset.labels), all = dataset.labels.flat();
    const task = taskOf(type, { outputs: targets.columns, targets: [targets] });
    const [low, high] = [Math.min, Math.max]
      .map((most) => all.reduce((a, b) => most(a, b)));
    const classes = classNames(task, { loss: type, targets });
    return { task, range: [low, high], classes };
  }
  if (!read?.task || !read.range) return undefined;
  const { task, range, outputs } = read;
  const classes = read.classes?.map(({ name }) => name) ??
    classNames(task, {
      loss: type,
      targets: { columns: outputs, data: range },
    });
  return { task, range, classes };
}

/**
 * The default activation of the last layer, and the reason for this default.
 */
export interface OutputDefault {
  readonly activation: ActivationName;
  readonly why: string;
  /** Whether the default activation may change after the labels are read. */
  readonly isOpen?: true;
}

/** Determines the default activation of the last layer. */
export function outputDefault(
  draft: Draft,
  read: ExampleFacts | undefined,
): OutputDefault | undefined {
  const type = draft.loss?.type;
  if (type === undefined) return undefined; // the error in the loss is already reported
  const { output, defaultOutput: activation } = losses[type];
  if (output) return { activation, why: `required by ${type}` };
  if (activations[activation].isLinear || !isTable(draft.dataset)) {
    return { activation, why: `usual with ${type}` };
  }
  if (!read?.task) {
    const why = `usual with ${type}; identity if the labels are numbers`;
    return { activation, why, isOpen: true };
  }
  return read.task.type === "numbers"
    ? { activation: "identity", why: "the labels of the table are numbers" }
    : { activation, why: `usual with ${type} for classes` };
}

/** Checks that the range of the last layer's activation contains the labels. */
export function* range(
  { draft, output, ofOutput, labels }: Scene,
): Iterable<Fault> {
  const { activation } = output, type = draft.loss?.type;
  if (!labels || activation === undefined || type === undefined) return;
  const [low, high] = activations[activation].range;
  if (draft.labels?.standardize) {
    if (low === -Infinity && high === Infinity) return;
    yield fault(
      ofOutput("activation"),
      `must have an unbounded range, since standardized labels can be any number: found ${activation}; write activation: identity, or labels: { standardize: false }`,
      ["labels", "standardize"],
    );
    return;
  }
  const [least, most] = labels.range;
  if (low <= least && most <= high) return;
  const outputs = high === Infinity
    ? `${low} and above`
    : `from ${low} to ${high}`;
  const why =
    `the labels are from ${least} to ${most}, and the outputs of ${activation} are ${outputs}`;
  if (losses[type].output) {
    yield fault(
      ["loss", "type"],
      `${type} needs labels from 0 to 1: ${why}; change the labels, or write loss: mse`,
      isInline(draft.dataset) ? ["dataset", "labels"] : ["dataset"],
    );
    return;
  }
  const isNumbers = labels.task.type === "numbers";
  const better = isNumbers || least < -1 || most > 1 ? "identity" : "tanh";
  yield fault(
    ofOutput("activation"),
    `must have a range that contains the labels: ${why}; write activation: ${better}`,
    isInline(draft.dataset) ? ["dataset", "labels"] : ["dataset"],
  );
}

/** Checks that early stopping does not use accuracy if the labels are numbers. */
export function* watched({ draft, labels }: Scene): Iterable<Fault> {
  const metric = draft.earlyStopping?.metric;
  if (labels?.task.type !== "numbers" || !metric?.endsWith("ccuracy")) return;
  yield fault(
    ["earlyStopping", "metric"],
    `must be loss or validationLoss, since numbers are predicted, which have no accuracy: found ${metric}`,
    ["dataset"],
  );
}
