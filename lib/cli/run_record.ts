/**
 * The record of a run that the command line starts, with the time and the machine.
 *
 * @module
 */

import { type Dataset, type Examples, examplesSha256 } from "../dataset/mod.ts";
import { engineNamed } from "../engine/mod.ts";
import {
  type ExamplesRecord,
  type Mlp,
  RunError,
  type RunRecord,
  specSha256,
} from "../mlp/mod.ts";
import type { InitialModel } from "./initial_model.ts";

/** Creates the record of a new run. */
export async function newRecord(
  mlp: Pick<Mlp, "spec" | "engine">,
  data: Dataset,
  options: RunRecord["options"],
  threads: number,
  initial?: InitialModel,
): Promise<RunRecord> {
  const known = await dataRecord(data);
  return await recordOf(mlp, known, options, threads, initial);
}

/** Creates the record of a new run from recorded facts about its data. */
export async function recordOf(
  mlp: Pick<Mlp, "spec" | "engine">,
  data: RunRecord["data"],
  options: RunRecord["options"],
  threads: number,
  initial?: InitialModel,
): Promise<RunRecord> {
  const { spec } = mlp;
  const { default: { version } } = await import("../../deno.json", {
    with: { type: "json" },
  });
  return {
    version: 1,
    status: "training",
    spec,
    specSha256: await specSha256(spec),
    seed: spec.seed,
    options,
    data,
    ...(initial && { initialized: { sha256: initial.sha256 } }),
    engine: mlp.engine,
    caution: engineNamed(mlp.engine)?.caution,
    threads,
    versions: { percept: version, ...Deno.version },
    machine: {
      os: Deno.build.os,
      arch: Deno.build.arch,
      cores: navigator.hardwareConcurrency,
    },
    began: new Date().toISOString(),
    epochs: [],
  };
}

/** Checks that the data is the same as at the start of a run. */
export async function mustBeSame(
  data: Dataset,
  record: RunRecord,
): Promise<void> {
  for (const { part, before, now } of await differences(data, record)) {
    throw new RunError(
      `the ${part} examples must be the same as at the start of the run, ${before}: found ${now}; restore the data`,
    );
  }
}

/**
 * Removes fields of a data set, such as `form` and `range`, that the record of
 * the run does not contain. Records of earlier versions do not contain the rows
 * of a table, properties of the training images such as the brightness of the
 * background, or the smallest and largest input.
 */
export function asRecorded(
  { rows, form: _, range, ...data }: Dataset,
  { data: recorded }: RunRecord,
): Dataset {
  return {
    ...data,
    ...(recorded.table && rows && { rows }),
    ...(recorded.form && { form: recorded.form }),
    ...(recorded.range && range && { range }),
  };
}

/**
 * The sets of examples (training, test or validation) that have changed since
 * the start of a run, with descriptions of the old and the new examples.
 */
export async function differences(
  data: Dataset,
  { data: recorded }: RunRecord,
): Promise<{
  readonly part: string;
  readonly before: string;
  readonly now: string;
}[]> {
  const found = await dataRecord(data);
  return (["train", "test", "validation"] as const)
    .filter((part) => found[part]?.sha256 !== recorded[part]?.sha256)
    .map((part) => ({
      part: part === "train" ? "training" : part,
      before: describe(recorded[part]),
      now: describe(found[part]),
    }));
}

function describe(examples: ExamplesRecord | undefined): string {
  return examples
    ? `${examples.rows} examples with SHA-256 ${
      examples.sha256.slice(0, 12)
    }...`
    : "no examples";
}

/**
 * The description of a data set in a record: its name and sources, and the size
 * and SHA-256 of the training, test and validation sets.
 */
export async function dataRecord(
  { name, sources, train, test, validation, rows, form, range, isScaled }:
    Dataset,
): Promise<RunRecord["data"]> {
  const known = async (examples: Examples) => ({
    rows: examples.inputs.rows,
    columns: examples.inputs.columns,
    sha256: await examplesSha256(examples),
  });
  return {
    name,
    sources,
    train: await known(train),
    ...(test && { test: await known(test) }),
    ...(validation && { validation: await known(validation) }),
    ...(rows && { table: rows.record }),
    ...(form && { form }),
    ...(range && { range }),
    ...(isScaled && { isScaled }),
  };
}
