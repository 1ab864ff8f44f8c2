/**
 * The spec language as rules: which keys there are, what each must hold, and
 * what stands where nothing is written. Facts that join two fields are in
 * `facts.ts`.
 *
 * @module
 */

import * as v from "valibot";
import { catalogue, type DatasetName } from "../catalogue.ts";
import type {
  ActivationName,
  BiasInitializerName,
  InitializerName,
  LossName,
  OptimizerName,
  Precision,
  Reduction,
} from "./spec.ts";

/** The most units of a layer, examples of a batch and epochs of a run. */
const MOST = 1_000_000;

/** An object with these keys and no others; every unknown key is reported. */
function object<E extends v.ObjectEntries>(entries: E) {
  return v.pipe(
    v.looseObject(entries, "must be a mapping of keys to values"),
    v.rawCheck(({ dataset, addIssue }) => {
      const input = dataset.value as Record<string, unknown>;
      if (!isMapping(input)) return;
      for (const key of Object.keys(input)) {
        if (Object.hasOwn(entries, key)) continue;
        addIssue({
          message: "unknown key",
          expected: Object.keys(entries).join("|"),
          received: key,
          path: [{
            type: "object",
            origin: "key",
            input,
            key,
            value: input[key],
          }],
        });
      }
    }),
  );
}

/** One of the words of a type, all of which must be there, and no others. */
function oneOf<Word extends string>(all: Record<Word, true>) {
  const words = Object.keys(all) as Word[];
  return v.picklist(words, `must be one of ${words.join(", ")}`);
}

const activation = oneOf<ActivationName>({
  sigmoid: true,
  tanh: true,
  relu: true,
  softmax: true,
  identity: true,
});

const initializer = oneOf<InitializerName>({
  lecunNormal: true,
  glorotUniform: true,
  glorotNormal: true,
  heNormal: true,
  heUniform: true,
});

const biasInitializer = oneOf<BiasInitializerName>({
  zeros: true,
  uniform: true,
});

const lossType = oneOf<LossName>({ mse: true, crossEntropy: true });

const reduction = oneOf<Reduction>({ mean: true, sum: true });

const precision = oneOf<Precision>({ float32: true, float64: true });

function whole(least: number, most: number, what: string) {
  const rule = `must be a whole number ${what}`;
  return v.pipe(
    v.number(rule),
    v.check((n) => Number.isSafeInteger(n) && n >= least && n <= most, rule),
  );
}

const finite = v.pipe(
  v.number("must be a number"),
  v.finite("must be a finite number"),
);

const between = v.pipe(
  v.strictTuple([finite, finite], "must be two numbers, such as [0, 1]"),
  v.check(([low, high]) => low !== high, "must be two different numbers"),
);

const rows = v.pipe(
  v.array(
    v.array(finite, "must be a row of numbers, such as [0, 1]"),
    "must be rows of numbers, such as [[0, 0], [0, 1]]",
  ),
  v.minLength(1, "must have at least one row"),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const width = dataset.value[0]?.length;
    dataset.value.forEach((row, r) => {
      if (row.length === width && width > 0) return;
      addIssue({
        message: width > 0
          ? `must have ${width} numbers as the first row has`
          : "must have at least one number",
        received: `${row.length}`,
        path: [{
          type: "array",
          origin: "value",
          input: dataset.value,
          key: r,
          value: row,
        }],
      });
    });
  }),
);

const name = v.pipe(
  v.string("must be text"),
  v.regex(
    /^[\p{L}\p{N}_-]{1,48}$/u,
    "must be 1 to 48 letters, digits, - or _",
  ),
);

const datasetNames = Object.keys(catalogue) as DatasetName[];

const dataset = v.lazy((input) =>
  isMapping(input) ? object({ inputs: rows, labels: rows }) : v.picklist(
    datasetNames,
    `must be ${datasetNames.join(" or ")}, or inline inputs and labels`,
  )
);

const loss = v.lazy((input) =>
  isMapping(input)
    ? object({
      type: lossType,
      reduction: v.optional(reduction, "mean"),
    })
    : v.pipe(
      lossType,
      v.transform((type) => ({ type, reduction: "mean" as const })),
    )
);

const decay = v.pipe(
  finite,
  v.check((b) => b >= 0 && b < 1, "must be a number from 0 to below 1"),
);

const over0 = v.pipe(
  finite,
  v.check((n) => n > 0, "must be a number over 0"),
);

const optimizerName = oneOf<OptimizerName>({ sgd: true, adam: true });

const sgd = object({ type: v.literal("sgd") });

const adamFields = {
  beta1: v.optional(decay, 0.9),
  beta2: v.optional(decay, 0.999),
  epsilon: v.optional(over0, 1e-8),
};

const adam = object({ type: v.literal("adam"), ...adamFields });

const optimizer = v.lazy((input) => {
  if (!isMapping(input)) {
    return v.pipe(
      optimizerName,
      v.transform((type) =>
        type === "sgd"
          ? { type }
          : { type, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
      ),
    );
  }
  if (input.type === "sgd") return sgd;
  if (input.type === "adam") return adam;
  return object({
    type: v.pipe(optimizerName, v.literal("adam")),
    ...adamFields,
  });
});

const layer = object({
  name: v.optional(name),
  type: v.optional(oneOf<"dense">({ dense: true }), "dense"),
  units: whole(1, MOST, "from 1 to a million"),
  activation: v.optional(activation, "sigmoid"),
  initializer: v.optional(initializer, "lecunNormal"),
  biasInitializer: v.optional(biasInitializer, "zeros"),
});

const batchSize = v.lazy((input) =>
  typeof input === "string"
    ? v.literal("full", 'must be a whole number over 0, or "full"')
    : whole(1, MOST, 'from 1 to a million, or "full"')
);

const checkpoint = v.pipe(
  object({
    epochs: v.optional(whole(1, MOST, "from 1 to a million")),
    seconds: v.optional(
      v.pipe(finite, v.check((n) => n > 0, "must be a number over 0")),
    ),
  }),
  v.check(
    ({ epochs, seconds }) => epochs !== undefined || seconds !== undefined,
    "must have epochs or seconds, such as { epochs: 1 }",
  ),
);

/** Every field of a spec, in the order the reference lists them. */
export const schema = object({
  version: v.optional(v.literal(1, "must be 1, the only version there is"), 1),
  name,
  description: v.optional(v.string("must be text")),
  dataset: v.optional(dataset),
  inputs: v.optional(
    object({
      scale: v.optional(between, () => [0, 1] as [number, number]),
      units: v.optional(whole(1, MOST, "from 1 to a million")),
    }),
    {},
  ),
  labels: v.optional(
    object({ oneHot: v.optional(between, () => [0, 1] as [number, number]) }),
    {},
  ),
  layers: v.pipe(
    v.array(layer, "must be a list of layers"),
    v.minLength(1, "must have at least one layer"),
  ),
  loss: v.optional(loss, "mse"),
  optimizer: v.optional(optimizer, "sgd"),
  learningRate: over0,
  batchSize: v.optional(batchSize, 32),
  epochs: whole(1, MOST, "from 1 to a million"),
  shuffle: v.optional(v.boolean("must be true or false"), true),
  seed: v.optional(
    whole(0, Number.MAX_SAFE_INTEGER, "from 0 to 2^53 - 1"),
    1,
  ),
  precision: v.optional(precision, "float32"),
  checkpoint: v.optional(checkpoint),
});

/** Whether a value is a mapping, as YAML calls what JSON calls an object. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
