/**
 * Fields and tensors that several layer types share.
 *
 * @module
 */

import type { Tensor } from "./layer_type.ts";
import type { Shape } from "./shape.ts";

export const activation = {
  kind: "activation",
  presence: "computed",
  computed:
    "in hidden layers sigmoid; in the last layer a function that depends on the loss and the labels",
  doc: "the activation function; softmax is allowed only on the last layer",
} as const;

export const dropout = {
  kind: "dropout",
  presence: "optional",
  doc:
    "the fraction of outputs that are set to 0 in training; not allowed on the last layer",
} as const;

const sides = { kind: "sides" } as const;

export const strides = {
  ...sides,
  presence: "default",
  value: 1,
  doc: "the step from one window to the next: one number, or [rows, columns]",
} as const;

export const padding = {
  kind: "padding",
  presence: "default",
  value: "valid",
  doc:
    "the padding: `valid` is no padding; `same` is a border of zeros, with which the output has the height and width of the input if `strides` is 1",
} as const;

/** The fields of pooling layers. */
export const pool = {
  poolSize: {
    ...sides,
    presence: "default",
    value: 2,
    doc: "the size of a window: one number, or [rows, columns]",
  },
  strides: {
    ...sides,
    presence: "optional",
    computed: "poolSize",
    doc: strides.doc,
  },
} as const;

export const initializer = {
  kind: "initializer",
  presence: "default",
  value: "lecunNormal",
  doc: "the initializer of the weights",
} as const;

export const biasInitializer = {
  kind: "biasInitializer",
  presence: "default",
  value: "zeros",
  doc: "the initializer of the biases; `uniform` draws numbers from 0 to 1",
} as const;

/** The fields of normalization layers. */
export const norm = {
  activation: {
    kind: "activation",
    presence: "default",
    value: "identity",
    doc: activation.doc,
  },
  dropout,
  epsilon: {
    kind: "epsilon",
    presence: "default",
    value: 1e-5,
    doc: "a small number added to the variance, to avoid division by 0",
  },
} as const;

/**
 * The parameters of a normalization layer: a factor gamma and an offset beta for
 * each channel.
 */
export function normTensors(input: Shape): Tensor[] {
  const shape = [input[input.length - 1]];
  const of = { shape, fanIn: 1, fanOut: 1, hasMaxNorm: false };
  return [
    { name: "gamma", initializer: "ones", ...of },
    { name: "beta", initializer: "zeros", ...of },
  ];
}
