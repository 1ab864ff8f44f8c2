/**
 * The spec language as rules: which keys there are, what each must hold, and
 * what stands where nothing is written. Facts that join two fields are in
 * `facts.ts`; the same as types is in `spec.ts`, and `tests/spec/` proves that
 * the two agree.
 *
 * @module
 */

import { catalogue, type DatasetName } from "../catalogue.ts";
import {
  computed,
  type Constant,
  defaulted,
  type Either,
  type Flag,
  type List,
  type Mapping,
  mapping,
  oneOf,
  optional,
  type Pair,
  real,
  required,
  type Rows,
  type Text,
  type Variants,
  whole,
  type Words,
} from "./_kinds.ts";
import type {
  ActivationName,
  BiasInitializerName,
  InitializerName,
  LossName,
  Precision,
  Reduction,
} from "./spec.ts";

/** The most units of a layer, examples of a batch and epochs of a run. */
const MOST = 1_000_000;

/** The largest number: whole ones beyond it run together. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/** The most layers, far more than a spec would list by hand. */
const MOST_LAYERS = 256;

const upToMillion = whole(
  1,
  MOST,
  "must be a whole number from 1 to a million",
);
const over0 = real(0, LARGEST, [true, false], "must be a number over 0");
const share = real(
  0,
  1,
  [false, true],
  "must be a number from 0 to below 1",
);

/** Also a folder's name under `runs/`, on Windows too, where some names are taken. */
const name: Text = {
  kind: "text",
  rule:
    "must be 1 to 48 letters, digits, - or _, and no name that Windows keeps to itself",
  longest: 48,
  pattern:
    "^(?!(?:[cC][oO][nN]|[pP][rR][nN]|[aA][uU][xX]|[nN][uU][lL]|[cC][oO][mM][0-9]|[lL][pP][tT][0-9])$)[\\p{L}\\p{N}_\\-]+$",
};

const description: Text = { kind: "text", rule: "must be text", longest: 2000 };

const flag: Flag = { kind: "flag", rule: "must be true or false" };

const version: Constant<1> = {
  kind: "constant",
  rule: "must be 1, the only version there is",
  value: 1,
};

const pair: Pair = {
  kind: "pair",
  rule: "must be two different numbers, such as [0, 1]",
};

const rows: Rows = {
  kind: "rows",
  rule: "must be rows of numbers, such as [[0, 0], [0, 1]]",
};

const datasetNames = Object.keys(catalogue) as DatasetName[];

const datasetName: Words<DatasetName> = {
  kind: "words",
  rule: `must be ${datasetNames.join(", ")}, or inline inputs and labels`,
  words: datasetNames,
};

const inline = mapping({
  inputs: required(rows, "a row of numbers for each example"),
  labels: required(
    rows,
    "a row of targets for each, as wide as the last layer",
  ),
});

const dataset: Either<typeof datasetName | typeof inline> = {
  kind: "either",
  rule: datasetName.rule,
  of: [datasetName, inline],
};

const layer = mapping({
  name: computed(
    name,
    "hidden1, hidden2, ..., output",
    "the name its parameters are saved under",
  ),
  type: defaulted(
    oneOf<"dense">({ dense: true }),
    "dense",
    "every input reaches every unit",
  ),
  units: required(upToMillion, "how many outputs it has"),
  activation: defaulted(
    oneOf<ActivationName>({
      sigmoid: true,
      tanh: true,
      relu: true,
      softmax: true,
      identity: true,
    }),
    "sigmoid",
    "what is applied to the weighted sum; softmax on the last layer only",
  ),
  initializer: defaulted(
    oneOf<InitializerName>({
      lecunNormal: true,
      glorotUniform: true,
      glorotNormal: true,
      heNormal: true,
      heUniform: true,
    }),
    "lecunNormal",
    "how its weights start",
  ),
  biasInitializer: defaulted(
    oneOf<BiasInitializerName>({ zeros: true, uniform: true }),
    "zeros",
    "how its biases start; uniform is from 0 to 1",
  ),
});

const layers: List<typeof layer> = {
  kind: "list",
  rule: `must be a list of 1 to ${MOST_LAYERS} layers`,
  of: layer,
  most: MOST_LAYERS,
};

const lossFields = {
  type: required(
    oneOf<LossName>({ mse: true, crossEntropy: true }),
    "what is made small",
  ),
  reduction: defaulted(
    oneOf<Reduction>({ mean: true, sum: true }),
    "mean",
    "whether outputs are averaged or summed; crossEntropy sums its classes either way",
  ),
};

const loss = { ...mapping(lossFields), short: true } as const;

const noFields = {};

const adamFields = {
  beta1: defaulted(
    share,
    0.9,
    "how much of the slope's running mean is kept at each step",
  ),
  beta2: defaulted(
    share,
    0.999,
    "how much of the squared slope's running mean is kept at each step",
  ),
  epsilon: defaulted(
    over0,
    1e-8,
    "what is added to the root of the squared mean",
  ),
};

const optimizer: Variants<
  { readonly sgd: typeof noFields; readonly adam: typeof adamFields }
> = {
  kind: "variants",
  rule: "must be one of sgd, adam",
  doc: "how a slope becomes a step",
  variants: { sgd: noFields, adam: adamFields },
};

const batchSize: Either<typeof upToMillion | Words<"full">> = {
  kind: "either",
  rule: 'must be a whole number from 1 to a million, or "full"',
  of: [
    upToMillion,
    {
      kind: "words",
      rule: 'must be a whole number from 1 to a million, or "full"',
      words: ["full"],
    },
  ],
};

const checkpoint = mapping({
  epochs: optional(upToMillion, "after so many epochs"),
  seconds: optional(over0, "after so many seconds of training"),
});

const fields = {
  version: defaulted(version, 1, "of the spec language"),
  name: required(name, "the network's name, and that of its folder in `runs/`"),
  description: optional(description, "what the spec is for, in words"),
  dataset: optional(
    dataset,
    "what is learned from: a data set by name, or rows written in the spec",
  ),
  inputs: defaulted(
    mapping({
      scale: defaulted(pair, [0, 1], "what bytes 0 and 255 become"),
      units: optional(
        upToMillion,
        "how many inputs there are, where no data set says it",
      ),
    }),
    {},
    "how inputs arrive",
  ),
  labels: defaulted(
    mapping({
      oneHot: defaulted(
        pair,
        [0, 1],
        "the target of the outputs that are wrong, and of the one that is right",
      ),
    }),
    {},
    "how labels become targets",
  ),
  layers: required(layers, "in order, without the input layer"),
  loss: defaulted(loss, "mse", "what is made small"),
  optimizer: defaulted(optimizer, "sgd", "how a slope becomes a step"),
  learningRate: required(over0, "the length of a step down the gradient"),
  batchSize: computed(
    batchSize,
    "32, or all examples if they are fewer",
    "examples to a step: 1 is stochastic gradient descent, `full` is all of them",
  ),
  epochs: required(upToMillion, "how many times every example is learned from"),
  shuffle: defaulted(flag, true, "whether each epoch has an order of its own"),
  seed: defaulted(
    whole(0, LARGEST, "must be a whole number from 0 to 2^53 - 1"),
    1,
    "what all chance in a run follows from",
  ),
  precision: defaulted(
    oneOf<Precision>({ float32: true, float64: true }),
    "float32",
    "of parameters and arithmetic; float64 runs on the reference engine",
  ),
  checkpoint: optional(
    checkpoint,
    "when a run's place is saved; where absent, only when it is interrupted",
  ),
};

/** Every field of a spec, in the order of the reference. */
export const schema: Mapping<typeof fields> = mapping(fields);

/** The schema without its types. */
export const anySchema: Mapping = schema;
