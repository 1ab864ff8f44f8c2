/**
 * The workloads of the benchmarks: seven networks on MNIST, with specs like
 * those in `specs/`.
 *
 * @module
 */

import type { Examples } from "../../lib/dataset/examples.ts";
import { loadDataset } from "../../lib/disk/load_dataset.ts";
import { type Plan, planNetwork } from "../../lib/network/mod.ts";
import { random } from "../../lib/random.ts";
import { checkSpec, type Spec, type SpecInput } from "../../mod.ts";

/** A network and its training. */
export interface Workload {
  /** Its short name, such as `W3`. */
  readonly name: string;
  /** Its description. */
  readonly words: string;
  /** Its spec with all defaults. */
  readonly spec: Spec;
}

const sum = { type: "mse", reduction: "sum" } as const;

/** A network with sigmoid units that trains on one example at a time. */
function singly(units: number, more: Partial<SpecInput> = {}): SpecInput {
  return {
    name: "singly",
    layers: [{ units }, { units: 10 }],
    ...{ loss: sum, learningRate: 0.1, batchSize: 1, epochs: 1 },
    ...more,
  };
}

/** A network with relu units that trains on batches. */
function inBatches(
  units: readonly number[],
  more: Partial<SpecInput>,
): SpecInput {
  const hidden = units.map((units) => ({ units, activation: "relu" as const }));
  return {
    name: "in-batches",
    layers: [...hidden, { units: 10, activation: "softmax" }],
    ...{ loss: "crossEntropy", learningRate: 0.1, epochs: 1 },
    ...more,
  };
}

const conv = { type: "conv2d", kernelSize: 3 } as const;
const pool = { type: "maxPool2d" } as const;
const flat = { type: "flatten" } as const;

const specs: readonly [name: string, words: string, spec: SpecInput][] = [
  ["W1", "784-100-10, sigmoid, mse, batch 1", singly(100)],
  ["W1-300", "784-300-10, sigmoid, mse, batch 1", singly(300)],
  [
    "mnist-go",
    "W1 with inputs from 0.01 to 1",
    singly(100, { inputs: { scale: [0.01, 1] }, shuffle: false }),
  ],
  [
    "W2",
    "784-300-10, relu, cross-entropy, SGD, batch 32",
    inBatches([300], { batchSize: 32 }),
  ],
  [
    "W3",
    "784-512-512-10, relu, cross-entropy, Adam, batch 128",
    inBatches([512, 512], {
      ...{ batchSize: 128, optimizer: "adam", learningRate: 0.001 },
    }),
  ],
  [
    "C1",
    "LeNet-5: conv 6 of 5 x 5, pool, conv 16 of 5 x 5, pool, 120-84-10, SGD, batch 32",
    {
      ...inBatches([120, 84], { batchSize: 32 }),
      layers: [
        { ...conv, filters: 6, kernelSize: 5, padding: "same" as const },
        pool,
        { ...conv, filters: 16, kernelSize: 5 },
        ...[pool, flat],
        ...inBatches([120, 84], {}).layers,
      ],
    },
  ],
  [
    "C2",
    "conv 32 of 3 x 3, pool, conv 64 of 3 x 3, pool, 10, Adam, batch 128",
    {
      ...inBatches([], {
        ...{ batchSize: 128, optimizer: "adam", learningRate: 0.001 },
      }),
      layers: [
        { ...conv, filters: 32 },
        pool,
        { ...conv, filters: 64 },
        ...[pool, flat],
        ...inBatches([], {}).layers,
      ],
    },
  ],
];

/** All workloads, in order. */
export const workloads: readonly Workload[] = specs.map(
  ([name, words, spec]) => ({
    name,
    words,
    spec: checkSpec({ ...spec, dataset: "mnist" }),
  }),
);

/** The plan of a workload. */
export function planOf({ spec }: Workload): Plan {
  return planNetwork(spec, 784);
}

/**
 * MNIST's training images, or random bytes with the same shape and fraction of
 * zeros.
 */
export async function examplesOf(
  { spec }: Workload,
  folder: string | undefined,
): Promise<Examples> {
  if (folder) return (await loadDataset(spec, { data: folder })).train;
  const rows = 60_000, columns = 784, chance = random(1, "bench");
  const data = Uint8Array.from(
    { length: rows * columns },
    () => chance.uniform() < 0.81 ? 0 : 1 + chance.below(255),
  );
  const targets = new Float32Array(rows * 10);
  for (let r = 0; r < rows; r++) targets[10 * r + chance.below(10)] = 1;
  return {
    inputs: { rows, columns, data, scale: spec.inputs.scale },
    targets: { rows, columns: 10, data: targets },
  };
}

/** The median. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/** The lines of a table in Markdown. */
export function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const [head, ...rest] = rows;
  const rule = head.map((_, c) => c === 0 ? "---" : "---:");
  return [head, rule, ...rest].map(line).join("\n");
}
