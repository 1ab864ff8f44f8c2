/**
 * What a spec's network comes to before anything is allocated: shapes,
 * parameters, arithmetic and memory.
 *
 * @module
 */

import { catalogue, type DatasetName } from "../catalogue.ts";
import { optimizerOf, type Task } from "../formula/mod.ts";
import {
  inputShape,
  type LayerPlan,
  planLayers,
  type Shape,
  sliceOf,
  typeOf,
} from "../layer/mod.ts";
import type { Spec } from "./spec.ts";

/** Memory of a training run in bytes, part by part. */
export interface MemorySize {
  /** Weights and biases. */
  readonly parameters: number;
  /** The slope along each. */
  readonly gradient: number;
  /** What the optimiser keeps of each. */
  readonly optimizer: number;
  /** Weighted sums, outputs and their slopes of one batch. */
  readonly batch: number;
  /** The examples, bytes as bytes. */
  readonly examples: number;
  /** All of it. */
  readonly total: number;
}

/** What a network comes to. */
export interface NetworkSize {
  /** The width of an example. */
  readonly inputs: number;
  /** The layers in order. */
  readonly layers: readonly LayerPlan[];
  /** Weights and biases of all layers. */
  readonly parameters: number;
  /** Multiply-adds of one example, forward. */
  readonly work: number;
  /** How many examples there are to learn from, where the spec says. */
  readonly examples?: number | undefined;
  /** Memory of a training run, about. */
  readonly memory: MemorySize;
}

/** What is known of a data set's examples before they are in memory. */
export interface ExampleFacts {
  /** The width of an input. */
  readonly width: number;
  /** The width of a target: how many classes there are, where labels are classes. */
  readonly outputs: number;
  /** How many there are to learn from. */
  readonly count: number;
  /** The memory of all of them. */
  readonly bytes: number;
  /** What the labels stand for. */
  readonly task?: Task | undefined;
  /** Where labels are classes, each with the number of its examples. */
  readonly classes?: readonly ClassCount[] | undefined;
  /** The smallest and the largest target. */
  readonly range?: readonly [number, number] | undefined;
  /** What bytes 0 and 255 become, where the spec does not say and the bytes do. */
  readonly scale?: readonly [number, number] | undefined;
}

/** A class, and how many examples it has. */
export interface ClassCount {
  /** Its name. */
  readonly name: string;
  /** How many examples, those that are not learned from too. */
  readonly count: number;
}

/** The name of a data set of the catalogue. */
export function datasetName(dataset: Spec["dataset"]): DatasetName | undefined {
  if (typeof dataset === "string") return dataset;
  return dataset && "name" in dataset ? dataset.name : undefined;
}

/**
 * The shape of an example, `[rows, columns, channels]`, where the spec or the
 * catalogue says that it is an image.
 */
export function imageOf(
  { dataset, inputs }: {
    readonly dataset?: Spec["dataset"];
    readonly inputs?: Partial<Spec["inputs"]> | undefined;
  },
): Shape | undefined {
  if (inputs?.shape) return inputs.shape;
  const name = datasetName(dataset);
  if (name === undefined) return undefined;
  const { width, height } = catalogue[name].image;
  return [height, width, 1];
}

/** What a spec says of its examples; nothing of those that are on the disk. */
export function examplesOf(
  dataset: Spec["dataset"],
): ExampleFacts | undefined {
  const name = datasetName(dataset);
  if (name !== undefined) {
    const { image, classes, train, test } = catalogue[name];
    const width = image.width * image.height;
    const { limit = Infinity } = dataset as { limit?: number };
    const count = Math.min(train.count, limit);
    const bytes = (train.count + test.count) * (width + 4);
    return { width, outputs: classes.length, count, bytes };
  }
  if (typeof dataset !== "object" || !("inputs" in dataset)) return undefined;
  const { inputs, labels } = dataset;
  const width = inputs[0].length, outputs = labels[0].length;
  const bytes = 4 * inputs.length * (width + outputs);
  return { width, outputs, count: inputs.length, bytes };
}

/**
 * Counts. All figures are exact up to 2^53, far beyond what is let through.
 *
 * @param spec A spec that says how wide its inputs are.
 * @param read What was found on the disk, where the examples are there.
 */
export function networkSize(
  { dataset, inputs, augment, layers, batchSize, optimizer, precision }: Pick<
    Spec,
    | "dataset"
    | "inputs"
    | "augment"
    | "layers"
    | "batchSize"
    | "optimizer"
    | "precision"
  >,
  read?: ExampleFacts,
): NetworkSize {
  const examples = examplesOf(dataset) ?? read;
  const width = examples?.width ?? inputs.units ?? 0;
  const plans = planLayers(
    layers,
    inputShape(layers, width, imageOf({ dataset, inputs })),
  );
  const sum = (of: (plan: LayerPlan) => number) =>
    plans.reduce((total, plan) => total + of(plan), 0);
  const parameters = sum(({ rows, columns }) => rows * columns);
  const bytes = precision === "float64" ? 8 : 4;
  const all = batchSize === "full" ? examples?.count ?? 1 : batchSize;
  const rows = precision === "float32" && plans.some(ofImages)
    ? sliceOf(plans, all)
    : all;
  const parts = {
    parameters: bytes * parameters,
    gradient: bytes * parameters,
    optimizer: optimizerOf(optimizer).moments * bytes * parameters,
    batch: bytes * rows * (width + sum(({ memory }) => memory)),
    examples: (augment ? 4 : 1) * (examples?.bytes ?? 0), // as they are, and made ahead
  };
  const total = Object.values(parts).reduce((all, part) => all + part, 0);
  return {
    inputs: width,
    layers: plans,
    parameters,
    work: sum(({ work }) => work),
    examples: examples?.count,
    memory: { ...parts, total },
  };
}

/** Whether a layer takes images, of which the engine holds a slice of a batch. */
function ofImages(plan: LayerPlan): boolean {
  return typeOf(plan).takes === "image";
}

/** Bytes in the largest unit that says something: `1.5 GiB`. */
export function bytesText(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let size = bytes, unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  const digits = unit === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${Number(size.toFixed(digits))} ${units[unit]}`;
}
