/**
 * How the network learns, as rules: from `loss` to `checkpoint`.
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
    "what is made small",
  ),
  reduction: defaulted(
    oneOf<Reduction>({ mean: true, sum: true }),
    "mean",
    "whether outputs are averaged or summed; crossEntropy sums its classes either way",
  ),
};

const loss = { ...mapping(lossFields), short: true } as const;

const classWeights: Either<Words<"balanced"> | Entries<typeof positive>> = {
  kind: "either",
  rule:
    "must be balanced, or a mapping of classes to numbers over 0, such as { spam: 3, ham: 1 }",
  of: [
    oneOf<"balanced">({ balanced: true }),
    {
      kind: "entries",
      rule: "must have at least one class with its weight, such as { spam: 3 }",
      of: positive,
      key: "CLASS",
      most: 65_536, // as many as IDX labels may name
    },
  ],
};

const kinds = { flag, nonNegative, positive, fraction } as const;

/** The fields of every optimiser, from the constants in its row. */
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
  doc: "how a slope becomes a step",
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
const factor = required(positive, "what the learning rate is multiplied by");
const warmup = defaulted(
  whole(0, MOST, "must be a whole number from 0 to a million"),
  0,
  "in how many epochs it rises from 0, batch by batch, before all else",
);

const schedules = {
  constant: { rate: first, warmup },
  step: {
    rate: first,
    every: required(upToMillion, "after how many epochs"),
    factor,
    warmup,
  },
  exponential: { rate: first, factor, warmup },
  cosine: {
    rate: first,
    end: defaulted(nonNegative, 0, "what the learning rate falls to"),
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
    doc: "how it changes from epoch to epoch",
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
      "of all of them together, the root of their squares",
    ),
    value: optional(positive, "of each by itself, after the norm"),
  }),
  rule: "must have norm or value, such as { norm: 1 }",
  filled: true,
} as const;

const regularization = {
  ...mapping({
    l1: optional(positive, "added to each slope with the sign of its weight"),
    l2: optional(positive, "how much of its weight is added to each slope"),
    maxNorm: optional(
      positive,
      "the most that the root of a unit's squared weights may be, after a step",
    ),
  }),
  rule: "must have l1, l2 or maxNorm, such as { l2: 0.0001 }",
  filled: true,
} as const;

const checkpoint = {
  ...mapping({
    epochs: optional(upToMillion, "after so many epochs"),
    seconds: optional(positive, "after so many seconds of training"),
  }),
  rule: "must have epochs or seconds, such as { epochs: 1 }",
  filled: true,
} as const;

/** The fields of a spec that say how the network learns. */
export const learningFields = {
  loss: defaulted(loss, DEFAULT_LOSS, "what is made small"),
  classWeights: optional(
    classWeights,
    "the weight of each class in the training loss, 1 where left out; `balanced` is examples / (classes x examples of the class)",
  ),
  optimizer: defaulted(optimizer, "sgd", "how a slope becomes a step"),
  clip: optional(clip, "to what the mean slopes of a step are cut"),
  regularization: optional(
    regularization,
    "what keeps weights and biases small; the loss that is told is without it",
  ),
  learningRate: required(
    learningRate,
    "the length of a step down the gradient: a number, or how it changes",
  ),
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
