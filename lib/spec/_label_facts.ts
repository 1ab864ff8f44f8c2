/**
 * What must agree between the labels and the last layer: its activation where a
 * spec names none, and whether it can give the labels at all.
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

/** What is known of the labels: of inline rows and named data sets from the spec alone. */
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

/** The activation of a last layer that names none, and why it is that one. */
export interface OutputDefault {
  readonly activation: ActivationName;
  readonly why: string;
  /** Whether labels that are not known yet may decide otherwise. */
  readonly isOpen?: true;
}

/** Decides the activation of a last layer that names none. */
export function outputDefault(
  draft: Draft,
  read: ExampleFacts | undefined,
): OutputDefault | undefined {
  const type = draft.loss?.type;
  if (type === undefined) return undefined; // it is wrong, and told
  const { output, defaultOutput: activation } = losses[type];
  if (output) return { activation, why: `${type} is defined with it` };
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

/** Whether the last layer can give the labels. */
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
      `must be able to give standardized labels, which lie on both sides of 0 without bounds: found ${activation}; write activation: identity, or labels: { standardize: false }`,
      ["labels", "standardize"],
    );
    return;
  }
  const [least, most] = labels.range;
  if (low <= least && most <= high) return;
  const gives = high === Infinity
    ? `gives ${low} and more`
    : `gives ${low} to ${high}`;
  const go =
    `the labels go from ${least} to ${most}, and ${activation} ${gives}`;
  if (losses[type].output) {
    yield fault(
      ["loss", "type"],
      `${type} must have labels from 0 to 1: ${go}; write such labels, or loss: mse`,
      isInline(draft.dataset) ? ["dataset", "labels"] : ["dataset"],
    );
    return;
  }
  const isNumbers = labels.task.type === "numbers";
  const better = isNumbers || least < -1 || most > 1 ? "identity" : "tanh";
  yield fault(
    ofOutput("activation"),
    `must be able to give the labels: ${go}; write activation: ${better}`,
    isInline(draft.dataset) ? ["dataset", "labels"] : ["dataset"],
  );
}

/** Whether labels that have no right and wrong are watched for accuracy. */
export function* watched({ draft, labels }: Scene): Iterable<Fault> {
  const metric = draft.earlyStopping?.metric;
  if (labels?.task.type !== "numbers" || !metric?.endsWith("ccuracy")) return;
  yield fault(
    ["earlyStopping", "metric"],
    `must be loss or validationLoss, since the labels are numbers, of which no share is right: found ${metric}`,
    ["dataset"],
  );
}
