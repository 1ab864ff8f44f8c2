/**
 * The schema of the training fields, from `loss` to `checkpoint`.
 *
 * @module
 */

import {
  type Constant,
  DEFAULT_LOSS,
  losses,
  type OptimizerConstants,
  type OptimizerName,
  optimizers,
  type Reduction,
} from "../formula/mod.ts";
import {
  flag,
  fraction,
  LARGEST,
  MOST,
  nonNegative,
  path,
  positive,
  upToMillion,
} from "./_common_kinds.ts";
import {
  computed,
  defaulted,
  type Either,
  type Entries,
  type Field,
  type Flag,
  mapping,
  mustBeOneOf,
  type Numeric,
  oneOf,
  optional,
  required,
  type Variants,
  whole,
  type Words,
} from "./_kinds.ts";
import type { Precision } from "./spec.ts";

const lossFields = {
  type: required(
    oneOf(losses),
    "the loss function",
  ),
  reduction: defaulted(
    oneOf<Reduction>({ mean: true, sum: true }),
    "mean",
    "how the losses of the outputs are combined: their mean or their sum; `crossEntropy` is always the sum over the classes",
  ),
};

const loss = { ...mapping(lossFields), short: true } as const;

const classWeights: Either<Words<"balanced"> | Entries<typeof positive>> = {
  kind: "either",
  rule:
    'must be "balanced", or a mapping of classes to numbers over 0, such as { spam: 3, ham: 1 }',
  of: [
    oneOf<"balanced">({ balanced: true }),
    {
      kind: "entries",
      rule: "must have the weight of at least one class, such as { spam: 3 }",
      of: positive,
      key: "CLASS",
      most: 65_536, // the largest number of classes of IDX labels
    },
  ],
};

const kinds = { flag, nonNegative, positive, fraction } as const;

/**
 * The spec fields of each optimizer: one field for each of its constants, such
 * as `momentum` or `beta1`.
 */
type OptimizerFields = {
  readonly [T in OptimizerName]: {
    readonly [C in keyof OptimizerConstants[T]]: Field<
      OptimizerConstants[T][C] extends boolean ? Flag : Numeric,
      "default"
    >;
  };
};

const optimizer: Variants<OptimizerFields, undefined> = {
  kind: "variants",
  defaultType: undefined,
  rule: mustBeOneOf(Object.keys(optimizers)),
  doc: "the optimizer",
  variants: Object.fromEntries(
    Object.entries(optimizers).map(([name, { constants }]) => [
      name,
      Object.fromEntries(
        Object.entries<Constant>(constants).map((
          [name, { kind, value, doc }],
        ) => [name, defaulted(kinds[kind], value, doc)]),
      ),
    ]),
  ) as OptimizerFields,
};

const first = required(positive, "the learning rate after the warm-up");
const factor = required(
  positive,
  "the number by which the learning rate is multiplied: if `type` is exponential, after each epoch; if `type` is step, each time that `every` epochs have passed",
);
const warmup = defaulted(
  whole(0, MOST, "must be a whole number from 0 to a million"),
  0,
  "the number of warm-up epochs, in which the learning rate rises from 0, batch by batch",
);

const schedules = {
  constant: { rate: first, warmup },
  step: {
    rate: first,
    every: required(
      upToMillion,
      "the number of epochs from one change of the learning rate to the next",
    ),
    factor,
    warmup,
  },
  exponential: { rate: first, factor, warmup },
  cosine: {
    rate: first,
    end: defaulted(nonNegative, 0, "the learning rate at the end of training"),
    warmup,
  },
};

const learningRate: Either<
  typeof positive | Variants<typeof schedules, undefined>
> = {
  kind: "either",
  rule:
    "must be a number over 0, or a schedule such as { type: cosine, rate: 0.1 }",
  of: [positive, {
    kind: "variants",
    defaultType: undefined,
    rule: mustBeOneOf(Object.keys(schedules)),
    doc: "the learning rate schedule",
    variants: schedules,
  }],
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

const clip = {
  ...mapping({
    norm: optional(
      positive,
      "the limit for the norm of the whole gradient; a gradient with a larger norm is scaled down to this norm",
    ),
    value: optional(
      positive,
      "the limit for the absolute value of each component of the gradient; if `norm` is also set, the limit `norm` is applied first",
    ),
  }),
  rule: "must have the field norm or value, such as { norm: 1 }",
  filled: true,
} as const;

const regularization = {
  ...mapping({
    l1: optional(
      positive,
      "L1 penalty: adds l1 x sign(w) to the gradient of each parameter w",
    ),
    l2: optional(
      positive,
      "L2 penalty: adds l2 x w to the gradient of each parameter w",
    ),
    maxNorm: optional(
      positive,
      "the limit for the norm of the weights of one unit; larger weights are scaled down after each step",
    ),
  }),
  rule: "must have l1, l2 or maxNorm, such as { l2: 0.0001 }",
  filled: true,
} as const;

const checkpoint = {
  ...mapping({
    epochs: optional(upToMillion, "the number of epochs between checkpoints"),
    seconds: optional(
      positive,
      "the number of seconds of training between checkpoints",
    ),
  }),
  rule: "must have the field epochs or seconds, such as { epochs: 1 }",
  filled: true,
} as const;

const initialize = mapping({
  from: required(
    path,
    "the trained model: the path of a model.safetensors or of the folder of a run, relative to the spec file",
  ),
});

/** The fields of a spec that configure training. */
export const learningFields = {
  loss: defaulted(loss, DEFAULT_LOSS, "the loss function"),
  classWeights: optional(
    classWeights,
    "the weight of each class in the training loss (default: 1); with n examples and k classes, `balanced` gives a class of m examples the weight n / (k m)",
  ),
  optimizer: defaulted(optimizer, "sgd", "the optimizer"),
  clip: optional(clip, "gradient clipping"),
  regularization: optional(
    regularization,
    "penalties and limits that keep parameters small; the reported loss does not include the penalties",
  ),
  learningRate: required(
    learningRate,
    "the learning rate: a number, or a schedule",
  ),
  batchSize: computed(
    batchSize,
    "32, or the number of examples if it is below 32",
    "the number of examples in a batch: 1 is stochastic gradient descent, `full` is the whole training set",
  ),
  epochs: required(upToMillion, "the number of passes over the training set"),
  shuffle: defaulted(flag, true, "shuffle the training examples in each epoch"),
  seed: defaulted(
    whole(0, LARGEST, "must be a whole number from 0 to 2^53 - 1"),
    1,
    "the random seed",
  ),
  initialize: optional(
    initialize,
    "start from the weights of a trained model: a layer gets the weights of the model's layer with the same name, type and shapes (default: random weights)",
  ),
  precision: defaulted(
    oneOf<Precision>({ float32: true, float64: true }),
    "float32",
    "the precision of parameters and arithmetic; float64 runs only on the reference engine",
  ),
  checkpoint: optional(
    checkpoint,
    "how often a checkpoint is saved (default: only when the run is interrupted)",
  ),
};
