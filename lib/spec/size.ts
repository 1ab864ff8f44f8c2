/**
 * What a spec's network comes to before anything is allocated: widths,
 * parameters, arithmetic and memory.
 *
 * @module
 */

import { catalogue } from "../catalogue.ts";
import type { Spec } from "./spec.ts";

/** Widths and counts of one layer. */
export interface LayerSize {
  /** The layer's name. */
  readonly name: string;
  /** The width of what comes in. */
  readonly inputs: number;
  /** The width of what goes out. */
  readonly units: number;
  /** Weights and biases. */
  readonly parameters: number;
  /** Products of an input and a weight for one example, forward. */
  readonly multiplyAdds: number;
}

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
  readonly layers: readonly LayerSize[];
  /** Weights and biases of all layers. */
  readonly parameters: number;
  /** Products of an input and a weight for one example, forward. */
  readonly multiplyAdds: number;
  /** How many examples there are to learn from, where the spec says. */
  readonly examples?: number | undefined;
  /** Memory of a training run, about. */
  readonly memory: MemorySize;
}

/** Width and number of the examples that a data set has. */
export function examplesOf(
  dataset: Spec["dataset"],
): { width: number; count: number; bytes: number } | undefined {
  if (dataset === undefined) return undefined;
  if (typeof dataset === "string") {
    const { image, train, test } = catalogue[dataset];
    const width = image.width * image.height;
    const bytes = (train.count + test.count) * (width + 4);
    return { width, count: train.count, bytes };
  }
  const { inputs, labels } = dataset;
  const width = inputs[0].length;
  const bytes = 4 * inputs.length * (width + labels[0].length);
  return { width, count: inputs.length, bytes };
}

/**
 * Counts. All figures are exact up to 2^53, far beyond what is let through.
 *
 * @param spec A spec that says how wide its inputs are.
 */
export function networkSize(
  { dataset, inputs, layers, batchSize, optimizer, precision }: Pick<
    Spec,
    "dataset" | "inputs" | "layers" | "batchSize" | "optimizer" | "precision"
  >,
): NetworkSize {
  const examples = examplesOf(dataset);
  const width = examples?.width ?? inputs.units ?? 0;
  let into = width;
  const sizes = layers.map(({ name, units }): LayerSize => {
    const multiplyAdds = into * units;
    const parameters = multiplyAdds + units;
    const size = { name, inputs: into, units, parameters, multiplyAdds };
    into = units;
    return size;
  });
  const sum = (of: (size: LayerSize) => number) =>
    sizes.reduce((total, size) => total + of(size), 0);
  const parameters = sum((size) => size.parameters);
  const multiplyAdds = sum((size) => size.multiplyAdds);
  const bytes = precision === "float64" ? 8 : 4;
  const rows = batchSize === "full" ? examples?.count ?? 1 : batchSize;
  const parts = {
    parameters: bytes * parameters,
    gradient: bytes * parameters,
    optimizer: optimizer.type === "adam" ? 2 * bytes * parameters : 0,
    batch: bytes * rows * (width + 2 * sum(({ units }) => units)),
    examples: examples?.bytes ?? 0,
  };
  const total = Object.values(parts).reduce((all, part) => all + part, 0);
  return {
    inputs: width,
    layers: sizes,
    parameters,
    multiplyAdds,
    examples: examples?.count,
    memory: { ...parts, total },
  };
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
