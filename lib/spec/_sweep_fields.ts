/**
 * The schema of `sweep`.
 *
 * @module
 */

import { LARGEST, positive } from "./_common_kinds.ts";
import {
  type Any,
  defaulted,
  type Either,
  type Entries,
  type Field,
  type List,
  type Mapping,
  mapping,
  type Numeric,
  oneOf,
  optional,
  real,
  required,
  whole,
} from "./_kinds.ts";
import { PATH } from "./_path.ts";
import type { SweepMetric } from "./sweep_spec.ts";

/**
 * The limits of a sweep: the number of values for one path, the number of
 * paths, and the number of trials.
 */
const MOST_VALUES = 100, MOST_PATHS = 20;
export const MOST_TRIALS = 100_000;

const any: Any = {
  kind: "any",
  rule: "must be a value that is allowed for the swept field",
};

const values: List<Any> = {
  kind: "list",
  rule: `must be a list of 2 to ${MOST_VALUES} values`,
  of: any,
  least: 2,
  most: MOST_VALUES,
};

/** The schema of a range with a lower and a higher bound. */
function bounds<const N extends string>(
  name: N,
  of: Numeric,
  example: string,
  doc: string,
): Mapping<Readonly<Record<N, Field<List<Numeric>, "required">>>> {
  const rule = `must be two numbers, the lower one first, such as ${example}`;
  const pair: List<Numeric> = { kind: "list", rule, of, least: 2, most: 2 };
  const fields = { [name]: required(pair, doc) } as Readonly<
    Record<N, Field<List<Numeric>, "required">>
  >;
  return mapping(fields);
}

const number = real(
  -LARGEST,
  LARGEST,
  [false, false],
  "must be a number",
);

/** The schema of a mapping from the paths of fields to values of one kind. */
function byPath<K>(of: K, rule: string, example: unknown): Entries<K> {
  const keyRule = "must be the path of a field, such as layers[0].units";
  return {
    ...{ kind: "entries", rule, of, key: "PATH", most: MOST_PATHS },
    ...{ pattern: PATH, keyRule, example },
  };
}

const log = bounds(
  "log",
  positive,
  "[0.001, 0.1]",
  "a range of numbers over 0, on a logarithmic scale: a value from 0.001 to 0.01 is as likely as a value from 0.01 to 0.1; values are rounded to 3 significant digits",
);
const uniform = bounds(
  "uniform",
  number,
  "[0, 0.5]",
  "a range of numbers that are all equally likely; values are rounded to steps of at most a thousandth of the range",
);
const wholes = bounds(
  "whole",
  whole(0, LARGEST, "must be a whole number of at least 0"),
  "[8, 512]",
  "a range of whole numbers that are all equally likely",
);
const wholeLog = bounds(
  "wholeLog",
  whole(1, LARGEST, "must be a whole number of at least 1"),
  "[8, 512]",
  "a range of whole numbers from 1, on a logarithmic scale: a value from 8 to 16 is as likely as a value from 16 to 32",
);

const range: Either<
  | List<Any>
  | typeof log
  | typeof uniform
  | typeof wholes
  | typeof wholeLog
> = {
  kind: "either",
  rule:
    `must be a list of 2 to ${MOST_VALUES} values, or a range { KEY: [low, high] }, where KEY is log, uniform, whole or wholeLog`,
  of: [values, log, uniform, wholes, wholeLog],
};

const draw = mapping({
  points: required(
    whole(
      1,
      MOST_TRIALS,
      `must be a whole number from 1 to ${MOST_TRIALS}`,
    ),
    "the number of points; each point has a value for every path of `from`; a larger number adds points, and the earlier points stay the same",
  ),
  from: required(
    byPath(
      range,
      `must be 1 to ${MOST_PATHS} paths, each with a list or range of values`,
      { learningRate: { log: [0.001, 0.1] } },
    ),
    "for each field, its path and the list or range that its values are drawn from",
  ),
});

const sweep = {
  ...mapping({
    grid: optional(
      byPath(
        values,
        `must be 1 to ${MOST_PATHS} paths, each with a list of values`,
        { learningRate: [0.01, 0.1] },
      ),
      "for each field, its path and the list of its values; every combination of the values is trained",
    ),
    draw: optional(
      draw,
      "draws values of fields from a scrambled Halton sequence, which covers the ranges more evenly than random numbers",
    ),
    repeats: defaulted(
      whole(1, 100, "must be a whole number from 1 to 100"),
      1,
      "the number of seeds for each combination: `seed`, `seed` + 1 and so on",
    ),
    metric: defaulted(
      oneOf<SweepMetric>({ validationLoss: true, validationAccuracy: true }),
      "validationLoss",
      "the metric that ranks the combinations; the metric is averaged over the seeds",
    ),
  }),
  filled: true,
} as const;

/** The field `sweep` of a spec. */
export const sweepFields = {
  sweep: optional(
    sweep,
    "the trials that the command `sweep` trains; the values of some fields differ between trials (default: no trials)",
  ),
};
