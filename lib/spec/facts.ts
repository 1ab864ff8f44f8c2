/**
 * What must agree between one field of a spec and another.
 *
 * @module
 */

import { catalogue } from "../catalogue.ts";
import type { Fault } from "./_fault.ts";
import type { Keys } from "./_tree.ts";
import { bytesText, examplesOf, networkSize } from "./size.ts";
import type { LayerSpec, Spec } from "./spec.ts";

/** A spec of which only what is right is there. */
export type Draft =
  & { readonly [K in keyof Omit<Spec, Parts>]?: Spec[K] | undefined }
  & {
    readonly inputs?: Partial<Spec["inputs"]> | undefined;
    readonly labels?: Partial<Spec["labels"]> | undefined;
    readonly layers?: readonly Partial<LayerSpec>[] | undefined;
    readonly loss?: Partial<Spec["loss"]> | undefined;
  };

type Parts = "inputs" | "labels" | "layers" | "loss";

/** What a fact needs: the spec as far as it is right, and its last layer. */
interface Scene {
  readonly draft: Draft;
  readonly layers: readonly Partial<LayerSpec>[];
  readonly output: Partial<LayerSpec>;
  /** The way to a part of the last layer. */
  readonly ofOutput: (name: keyof LayerSpec) => Keys;
}

/** All that two fields of a spec, each right by itself, say against each other. */
export function contradictions(draft: Draft): Fault[] {
  const layers = (draft.layers ?? []).map((layer) => layer ?? {});
  const last = layers.length - 1;
  const output = layers.at(-1) ?? {};
  const ofOutput = (name: keyof LayerSpec) =>
    last < 0 ? ["layers"] : ["layers", last, name];
  const scene: Scene = { draft, layers, output, ofOutput };
  return [
    ...widths(scene),
    ...inlineData(scene),
    ...batch(scene),
    ...names(scene),
    ...lossAndOutput(scene),
    ...checkpoints(scene),
  ];
}

function fault(keys: Keys, message: string, other?: Keys): Fault {
  return { keys, on: "value", message, ...(other ? { other } : {}) };
}

function* checkpoints({ draft: { checkpoint } }: Scene): Iterable<Fault> {
  if (checkpoint && Object.keys(checkpoint).length === 0) {
    yield fault(
      ["checkpoint"],
      "must have epochs or seconds, such as { epochs: 1 }: found neither",
    );
  }
}

function* widths({ draft, output, ofOutput }: Scene): Iterable<Fault> {
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

function* inlineData({ draft }: Scene): Iterable<Fault> {
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

function* batch({ draft: { dataset, batchSize } }: Scene): Iterable<Fault> {
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

function* names({ layers, ofOutput }: Scene): Iterable<Fault> {
  const places = new Map<string, number>();
  for (const [l, { name, activation }] of layers.entries()) {
    const before = name === undefined ? undefined : places.get(name);
    if (before !== undefined) {
      yield fault(
        ["layers", l, "name"],
        `must be a name no other layer has: found "${name}" twice`,
        ["layers", before, "name"],
      );
    } else if (name !== undefined) places.set(name, l);
    if (activation === "softmax" && l < layers.length - 1) {
      yield fault(
        ["layers", l, "activation"],
        "softmax must be on the last layer only: found it before",
        ofOutput("activation"),
      );
    }
  }
}

function* lossAndOutput({ draft, output, ofOutput }: Scene): Iterable<Fault> {
  const type = draft.loss?.type;
  const { activation, units } = output;
  const softmax = activation === "softmax";
  if (softmax && units === 1) {
    yield fault(
      ofOutput("units"),
      "must be at least 2 where the activation is softmax, which is always 1 over one unit: found 1",
      ofOutput("activation"),
    );
  }
  if (type === undefined || activation === undefined) return;
  if (type === "crossEntropy" && !softmax) {
    yield fault(
      ["loss", "type"],
      `crossEntropy must have an output of softmax: found ${activation}`,
      ofOutput("activation"),
    );
  }
  if (type !== "crossEntropy" && softmax) {
    yield fault(
      ["loss", "type"],
      `must be crossEntropy where the output is softmax: found ${type}`,
      ofOutput("activation"),
    );
  }
}

/** Whether a spec says how wide its inputs are. */
export function* missingWidth({ dataset, inputs }: Draft): Iterable<Fault> {
  if (dataset !== undefined || inputs?.units !== undefined) return;
  const known = Object.keys(catalogue).join(", ");
  yield {
    keys: ["dataset"],
    on: "key",
    message: `must be given: ${known}, or inline inputs and labels`,
  };
}

/** Whether a spec's network takes more memory than it may. */
export function* tooLarge(spec: Spec, maxMemory: number): Iterable<Fault> {
  const { layers, memory, parameters } = networkSize(spec);
  if (memory.total <= maxMemory) return;
  const largest = layers.reduce((a, b) => b.parameters > a.parameters ? b : a);
  yield fault(
    ["layers", layers.indexOf(largest), "units"],
    `must leave the network within ${bytesText(maxMemory)} of memory: found ` +
      `${parameters} parameters, ${bytesText(memory.total)}` +
      "; --max-memory raises the limit",
  );
}
