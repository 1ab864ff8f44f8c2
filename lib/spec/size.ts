/**
 * The size of a network, computed from its spec before anything is allocated:
 * shapes, parameters, multiply-adds and memory.
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

/** The memory of a training run, in bytes. */
export interface MemorySize {
  /** The memory of the weights and biases. */
  readonly parameters: number;
  /** The memory of the gradient. */
  readonly gradient: number;
  /** The memory of the optimizer's moments. */
  readonly optimizer: number;
  /** The memory of the weighted sums, outputs and gradients of one batch. */
  readonly batch: number;
  /** The memory of the examples; an input that is stored as a byte takes one byte. */
  readonly examples: number;
  /** The sum of the other five fields. */
  readonly total: number;
}

/** The size of a network: its layers, parameters, multiply-adds and memory. */
export interface NetworkSize {
  /** The number of inputs. */
  readonly inputs: number;
  /** The layers in order, with their shapes. */
  readonly layers: readonly LayerPlan[];
  /** The number of weights and biases of all layers. */
  readonly parameters: number;
  /** The number of multiply-adds of one forward pass of one example. */
  readonly work: number;
  /** The number of training examples, if it is known. */
  readonly examples?: number | undefined;
  /** The approximate memory of a training run. */
  readonly memory: MemorySize;
}

/**
 * The facts about the examples of a data set that are known before the examples
 * are loaded.
 */
export interface ExampleFacts {
  /** The number of inputs. */
  readonly width: number;
  /** The number of outputs: the number of classes, if the labels are classes. */
  readonly outputs: number;
  /** The number of training examples. */
  readonly count: number;
  /** The memory of all examples, in bytes. */
  readonly bytes: number;
  /**
   * The task: classification with one output for each class, binary or
   * multi-label classification, or regression.
   */
  readonly task?: Task | undefined;
  /** The classes with their numbers of examples, if the labels are classes. */
  readonly classes?: readonly ClassCount[] | undefined;
  /** The smallest and the largest target value. */
  readonly range?: readonly [number, number] | undefined;
  /**
   * The numbers that the bytes 0 and 255 are scaled to, if these numbers depend
   * on the data and not on the spec.
   */
  readonly scale?: readonly [number, number] | undefined;
}

/** A class and its number of examples. */
export interface ClassCount {
  /** The name of the class. */
  readonly name: string;
  /** The number of examples of the class, in the training, validation and test sets together. */
  readonly count: number;
}

/** The name of a data set in the catalogue; undefined for any other data set. */
export function datasetName(dataset: Spec["dataset"]): DatasetName | undefined {
  if (typeof dataset === "string") return dataset;
  return dataset && "name" in dataset ? dataset.name : undefined;
}

/**
 * The shape of an image, `[rows, columns, channels]`, from the spec or the
 * catalogue of data sets; undefined if neither contains the shape.
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

/** The facts about the examples that follow from the spec alone; undefined for files on the disk. */
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
 * Computes the size of a network. All results are exact up to 2^53, which is far
 * above the memory limit.
 *
 * @param spec A spec whose number of inputs is known.
 * @param read The facts about the data set, if it is on the disk.
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
    examples: (augment ? 4 : 1) * (examples?.bytes ?? 0), // memory for the original images and for several sets of distorted images
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

/**
 * Whether a layer takes images. To save memory, the engine processes a batch in
 * parts if a layer takes images.
 */
function ofImages(plan: LayerPlan): boolean {
  return typeOf(plan).takes === "image";
}

/** Formats a number of bytes in the largest suitable unit: `1.5 GiB`. */
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
