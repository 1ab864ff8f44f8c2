/**
 * Networks with their examples for the tests of the engines: a `Case` describes
 * one, and functions build its plan, parameters and examples.
 *
 * @module
 */

import type { Examples } from "../../lib/dataset/examples.ts";
import type { ByteFrame, Frame } from "../../lib/frame.ts";
import { activations } from "../../lib/formula/mod.ts";
import { layerTypes } from "../../lib/layer/mod.ts";
import { type Plan, planNetwork } from "../../lib/network/mod.ts";
import { type Random, random } from "../../lib/random.ts";
import type {
  ActivationName,
  GradientOptions,
  LayerSpec,
  LayerTypeName,
  LossSpec,
  OptimizerSpec,
} from "../../mod.ts";

/** The description of a network and its examples. */
export interface Case {
  /**
   * The numbers of inputs, of hidden units (none for a single layer) and of
   * outputs.
   */
  readonly sizes: readonly number[];
  /** The activation of hidden layers. */
  readonly hidden: ActivationName;
  /** The activation of the output layer. */
  readonly output: ActivationName;
  /** The loss function. */
  readonly loss: LossSpec;
  /** The batch size. */
  readonly batchSize: number | "full";
  /** The number of examples. */
  readonly examples: number;
  /** The optimizer. */
  readonly optimizer: OptimizerSpec;
  /** The dropout rate of hidden layers (default: 0). */
  readonly dropout?: number;
  /** Gradient clipping and regularization (default: none). */
  readonly gradientOptions?: GradientOptions;
  /**
   * Whether four of five inputs are zero. If so, the engine should skip zeros.
   */
  readonly sparse: boolean;
  /** Whether inputs are bytes. */
  readonly bytes: boolean;
  /** The values of the bytes 0 and 255 (default: 0 and 1). */
  readonly scale?: ByteFrame["scale"];
  /** Whether examples have weights (default: false). */
  readonly weighted?: boolean;
}

/**
 * Layer sizes that do not fit into vectors of four numbers and panels of eight
 * outputs.
 */
export const WIDTHS = [1, 2, 3, 4, 5, 7, 8, 9, 784] as const;

const NAMES = Object.keys(activations) as ActivationName[];

/** The activations of output layers, each with a loss function. */
export const ENDINGS: readonly (readonly [ActivationName, LossSpec])[] = [
  ...NAMES.map((activation) =>
    [activation, { type: "mse", reduction: "mean" }] as const
  ),
  ["sigmoid", { type: "mse", reduction: "sum" }],
  ["identity", { type: "huber", reduction: "mean" }],
  ["softmax", { type: "huber", reduction: "sum" }],
  ["softmax", { type: "crossEntropy", reduction: "mean" }],
  ["sigmoid", { type: "binaryCrossEntropy", reduction: "mean" }],
];

const BATCHES = [1, 2, 3, 5, 7, 32, 100] as const;

/** The optimizers. */
export const OPTIMIZERS: readonly OptimizerSpec[] = [
  { type: "sgd", momentum: 0, nesterov: false },
  { type: "sgd", momentum: 0.9, nesterov: false },
  { type: "sgd", momentum: 0.5, nesterov: true },
  // with a large epsilon, the step depends on the size of the gradient
  { type: "adam", beta1: 0.9, beta2: 0.99, epsilon: 0.1 },
  { type: "adamw", beta1: 0.9, beta2: 0.99, epsilon: 0.1, decay: 0.05 },
  { type: "rmsprop", rho: 0.9, epsilon: 0.1 },
];

/** Gradient clipping and regularization. */
export const GRADIENT_OPTIONS: readonly GradientOptions[] = [
  {},
  { clip: { norm: 0.05 } },
  { clip: { norm: 0.5, value: 0.01 }, regularization: { l2: 0.1 } },
  { regularization: { l1: 0.05, maxNorm: 0.9 } },
];

/** The possible values of each field of a case. */
export const FIELDS = {
  inputs: WIDTHS,
  middle: WIDTHS,
  outputs: WIDTHS,
  hidden: NAMES.filter((name) => !activations[name].needsWholeRow),
  ending: ENDINGS,
  batchSize: BATCHES,
  optimizer: OPTIMIZERS,
  gradientOptions: GRADIENT_OPTIONS,
  dropout: [0, 0.4],
  sparse: [false, true],
  bytes: [false, true],
  scale: [[0, 1], [0.01, 1], [1, -1]],
  weighted: [false, true],
} as const;

type Fields = { [K in keyof typeof FIELDS]: typeof FIELDS[K][number] };

function caseOf(fields: Fields): Case {
  const { inputs, middle, outputs, ending: [output, loss], batchSize } = fields;
  const { hidden, optimizer, gradientOptions, dropout, sparse, bytes } = fields;
  const { scale, weighted } = fields;
  return {
    sizes: [inputs, middle, outputs],
    examples: batchSize > 7 ? batchSize + 3 : 2 * batchSize + 1,
    ...{ hidden, output, loss, batchSize, optimizer, gradientOptions },
    ...{ dropout, sparse, bytes, scale, weighted },
  };
}

/**
 * Cases that contain each pair of values of two different fields at least once.
 */
export function pairs(): Case[] {
  const names = Object.keys(FIELDS) as (keyof Fields)[];
  const missing = new Set<string>();
  const key = (a: string, i: number, b: string, j: number) =>
    `${a}${i} ${b}${j}`;
  for (const [n, a] of names.entries()) {
    for (const b of names.slice(n + 1)) {
      for (let i = 0; i < FIELDS[a].length; i++) {
        for (let j = 0; j < FIELDS[b].length; j++) missing.add(key(a, i, b, j));
      }
    }
  }
  const chance = random(1, "pairs");
  const cases: Case[] = [];
  const covers = (row: readonly number[]) =>
    names.flatMap((a, n) =>
      names.slice(n + 1).map((b, m) => key(a, row[n], b, row[n + 1 + m]))
    ).filter((pair) => missing.has(pair));
  while (missing.size > 0) {
    let best: number[] = [], most = 0;
    for (let attempt = 0; attempt < 60 || most === 0; attempt++) {
      const row = names.map((name) => chance.below(FIELDS[name].length));
      const found = covers(row).length;
      if (found > most) [best, most] = [row, found];
    }
    for (const pair of covers(best)) missing.delete(pair);
    const fields = names.map((name, n) => [name, FIELDS[name][best[n]]]);
    cases.push(caseOf(Object.fromEntries(fields) as Fields));
  }
  return cases;
}

/** A case as one line of text. */
export function words({ sizes, hidden, output, loss, ...rest }: Case): string {
  const { batchSize, examples, optimizer, gradientOptions, sparse } = rest;
  const { dropout = 0, bytes, scale = [0, 1], weighted } = rest;
  return [
    `${
      sizes.join("-")
    }, ${hidden}, ${output} with ${loss.type} ${loss.reduction}`,
    `${optimizer.type}, batch ${batchSize} of ${examples}`,
    `${JSON.stringify(gradientOptions ?? {})}, dropout ${dropout}`,
    `${sparse ? "sparse" : "dense"} ${bytes ? `bytes ${scale}` : "floats"}`,
    ...(weighted ? ["weighted"] : []),
  ].join(", ");
}

/** The plan of a case. */
export function planOf(
  {
    sizes,
    hidden,
    output,
    loss,
    batchSize,
    optimizer,
    gradientOptions,
    ...rest
  }: Case,
  precision: "float32" | "float64" = "float32",
): Plan {
  const last = sizes.length - 2;
  return planNetwork({
    layers: sizes.slice(1).map((units, l) => ({
      name: `layer${l}`,
      type: "dense",
      units,
      activation: l === last ? output : hidden,
      dropout: l === last ? 0 : rest.dropout,
      initializer: "lecunNormal",
      biasInitializer: "zeros",
    })),
    ...{ loss, batchSize, optimizer, precision, ...gradientOptions },
  }, sizes[0]);
}

const hidden = { type: "dense", activation: "tanh" } as const;
const initial = {
  initializer: "lecunNormal",
  biasInitializer: "zeros",
} as const;

const conv = {
  ...initial,
  type: "conv2d",
  kernelSize: 3,
  strides: 1,
  padding: "same",
  activation: "tanh",
} as const;
const flat = { type: "flatten", name: "flat" } as const;

/**
 * Hidden layers with at least one layer of each type, for images of 6 x 5 x 1.
 */
export const TYPES: Readonly<Record<LayerTypeName, readonly LayerSpec[]>> = {
  dense: [{ ...hidden, ...initial, name: "a", units: 5 }],
  conv2d: [
    { ...conv, name: "a", filters: 3 },
    {
      ...{ ...conv, name: "b", filters: 10 },
      ...{ kernelSize: [3, 2], strides: [1, 2], padding: "valid" },
    },
    flat,
  ],
  maxPool2d: [
    { ...conv, name: "a", filters: 5 },
    { type: "maxPool2d", name: "b", poolSize: 2, padding: "valid" },
    { ...conv, name: "c", filters: 2 },
    {
      ...{ type: "maxPool2d", name: "d", poolSize: 3, strides: 1 },
      padding: "same",
    },
    flat,
  ],
  avgPool2d: [
    { ...conv, name: "a", filters: 5 },
    { type: "avgPool2d", name: "b", poolSize: 2, strides: [2, 1] },
    { ...conv, name: "c", filters: 2 },
    flat,
  ],
  flatten: [
    { type: "flatten", name: "a" },
    { ...hidden, ...initial, name: "b", units: 5 },
    { type: "flatten", name: "c" },
  ],
  batchNorm: [
    { ...conv, name: "a", filters: 5 },
    { type: "batchNorm", name: "b", activation: "tanh", epsilon: 1e-3 },
    flat,
    { ...hidden, ...initial, name: "c", units: 6 },
    { type: "batchNorm", name: "d", activation: "identity", epsilon: 1e-3 },
  ],
  layerNorm: [
    { ...conv, name: "a", filters: 5 },
    { type: "layerNorm", name: "b", activation: "tanh", epsilon: 1e-3 },
    flat,
    { ...hidden, ...initial, name: "c", units: 6 },
    { type: "layerNorm", name: "d", activation: "identity", epsilon: 1e-3 },
  ],
};

/**
 * The plan of a network with a layer of the type, with 30 inputs and 3 outputs.
 */
export function planWith(
  type: LayerTypeName,
  { batchSize, precision }: Pick<Plan, "batchSize" | "precision">,
  dropout?: number,
): Plan {
  const output = { ...hidden, ...initial, name: "output", units: 3 };
  return planNetwork({
    layers: [
      ...TYPES[type].map((layer) =>
        "dropout" in layerTypes[layer.type].fields
          ? { ...layer, dropout }
          : layer
      ),
      { ...output, activation: "softmax" },
    ],
    loss: { type: "crossEntropy", reduction: "mean" },
    inputs: { scale: [0, 1], shape: [6, 5, 1] },
    ...{ batchSize, precision },
  }, 30);
}

/**
 * Random weights and biases with a variance of 1 / inputs, the same for every
 * engine. Running means and variances are 1.
 */
export function parametersOf(
  { layers, size }: Plan,
  chance: Random,
): Float32Array {
  const all = new Float32Array(size).fill(1);
  for (const { offset, rows, columns } of layers) {
    for (let p = offset; p < offset + rows * columns; p++) {
      all[p] = chance.normal() / Math.sqrt(rows);
    }
  }
  return all;
}

/**
 * Examples with one-hot targets. If there is a single output, or the loss is
 * binaryCrossEntropy, each target is 0 or 1. The weights are from 0.25 to 4.
 */
export function examplesOf(
  { sizes, examples: rows, sparse, bytes, loss, ...rest }: Case,
  chance: Random,
): Examples {
  const { scale = [0, 1], weighted } = rest;
  const columns = sizes[0], outputs = sizes[sizes.length - 1];
  const zero = () => sparse && chance.uniform() < 0.8;
  const inputs: Frame | ByteFrame = bytes
    ? {
      ...{ rows, columns, scale },
      data: Uint8Array.from({ length: rows * columns }, () =>
        zero() ? 0 : chance.below(256)),
    }
    : {
      ...{ rows, columns },
      data: Float32Array.from(
        { length: rows * columns },
        () => zero() ? 0 : chance.normal(),
      ),
    };
  const targets = new Float32Array(rows * outputs);
  for (let r = 0; r < rows; r++) {
    if (outputs === 1 || loss.type === "binaryCrossEntropy") {
      for (let o = 0; o < outputs; o++) {
        targets[r * outputs + o] = chance.below(2);
      }
    } else targets[r * outputs + chance.below(outputs)] = 1;
  }
  const weights = weighted && Float32Array.from(
    { length: rows },
    () => 0.25 + 3.75 * chance.uniform(),
  );
  return {
    inputs,
    targets: { rows, columns: outputs, data: targets },
    ...(weights && { weights }),
  };
}
