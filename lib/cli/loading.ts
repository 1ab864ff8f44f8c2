/**
 * Loading of data sets with progress and notes on stderr.
 *
 * @module
 */

import {
  type Dataset,
  type DatasetSpec,
  exampleFacts,
  type Examples,
} from "../dataset/mod.ts";
import { loadDataset, type LoadOptions } from "../disk/mod.ts";
import {
  datasetName,
  examplesOf,
  type Spec,
  type TracedSpec,
  traceSpec,
} from "../spec/mod.ts";
import { DownloadDisplay } from "./download_display.ts";
import { type Flags, UsageError } from "./flags.ts";
import { cacheFolder, typedPath } from "./paths.ts";
import type { SpecFile } from "./spec_file.ts";
import { LiveLine, say } from "./terminal.ts";

/** The data folder and the mirrors that the flags name. */
export function placesOf(flags: Flags): Pick<LoadOptions, "data" | "mirror"> {
  const data = flags.text("data"), mirror = flags.addresses("mirror");
  if (data !== undefined && mirror !== undefined) {
    throw new UsageError(
      `--mirror must be omitted, since --data already names the folder of the files: found ${
        mirror.join(" ")
      }`,
    );
  }
  return { data: data && typedPath(data), mirror };
}

/**
 * The data folder and the mirrors that the flags name, and the folder for
 * downloaded files.
 */
export function keptPlaces(
  flags: Flags,
): Pick<LoadOptions, "data" | "mirror" | "cache"> {
  return { ...placesOf(flags), cache: cacheFolder() };
}

/** Options for loading data; `quiet` suppresses progress and notes. */
export type Options = LoadOptions & { readonly quiet: boolean };

/**
 * Reads a spec. If the data set is in files, the examples are loaded, and the
 * spec is checked against the number of inputs of the examples.
 *
 * @returns The spec, with its examples if they were loaded.
 */
export async function readSpec(
  { text, options, folders }: SpecFile,
  loading: Options,
): Promise<TracedSpec & { readonly data?: Dataset }> {
  const traced = traceSpec(text, options);
  const { spec } = traced;
  if (!isOnDisk(spec)) return traced;
  const { maxMemory: maxBytes } = options;
  const isScaled = traced.originOf(["inputs", "scale"]).from !== "default";
  const exact = { ...loading, folders, maxBytes, isScaled };
  const data = await loadExact(spec, exact);
  const found = traceSpec(text, { ...options, examples: exampleFacts(data) });
  return { ...found, data: withLabelsOf(found.spec, data) };
}

/**
 * Whether some checks of a spec need its data files; false for built-in data
 * sets such as `mnist`.
 */
export function isOnDisk({ dataset }: Spec): boolean {
  return dataset !== undefined && !examplesOf(dataset);
}

/** Loads the examples of a spec. Numeric labels are in float64. */
export async function loadExact(
  spec: Spec,
  options: Options,
): Promise<Dataset> {
  const labels = { ...spec.labels, standardize: true };
  return await load({ ...spec, labels }, options);
}

/**
 * Converts the numeric labels of a data set to the precision of the spec. Standardized
 * labels stay in float64.
 */
export function withLabelsOf(
  { labels, precision }: Spec,
  data: Dataset,
): Dataset {
  if (labels.standardize || precision === "float64") return data;
  const round = (examples: Examples): Examples => {
    const { targets } = examples;
    if (targets.data instanceof Float32Array) return examples;
    const rounded = Float32Array.from(targets.data);
    return { ...examples, targets: { ...targets, data: rounded } };
  };
  const { train, test } = data;
  return { ...data, train: round(train), ...(test && { test: round(test) }) };
}

/**
 * Loads the examples of a spec. Also prints the source of the examples, if
 * `quiet` is false.
 */
export async function load(spec: Spec, options: Options): Promise<Dataset> {
  const seed = options.seed ?? spec.seed;
  return await narrated(loadDataset, spec, { ...options, seed });
}

/**
 * Loads examples with the given loader, such as `loadScored`, and prints the
 * source of the examples.
 */
export async function narrated<
  Loaded extends Pick<Dataset, "sources" | "reading" | "notes">,
>(
  loader: (spec: DatasetSpec, options: LoadOptions) => Promise<Loaded>,
  spec: DatasetSpec,
  options: Options,
): Promise<Loaded> {
  mustApply(spec, options);
  const line = new LiveLine();
  try {
    const isNamed = datasetName(spec.dataset) !== undefined;
    const data = await loader(spec, {
      ...options,
      ...(isNamed && { cache: cacheFolder() }),
      now: Date.now,
      onProgress: options.quiet
        ? undefined
        : new DownloadDisplay(line).progress,
      onNote(note) {
        line.clear();
        if (!options.quiet) say(note);
      },
    });
    if (!options.quiet) say(`${told(data, options).join("\n")}\n`);
    return data;
  } finally {
    line.clear();
  }
}

/**
 * The lines that are printed about loaded data. The types of a table's columns are
 * printed only before training.
 */
function told(
  { sources, reading = [], notes = [] }: Pick<
    Dataset,
    "sources" | "reading" | "notes"
  >,
  { fitted }: LoadOptions,
): string[] {
  return [
    ...sources,
    ...(fitted ? [] : reading.map((line) => `  ${line}`)),
    ...notes.map((note) => `note: ${note}`),
  ];
}

/** Checks that `--data` and `--mirror` can have an effect on the data set. */
function mustApply(
  { dataset }: DatasetSpec,
  { data, mirror }: LoadOptions,
): void {
  if (dataset === undefined || datasetName(dataset) !== undefined) return;
  const inline = typeof dataset === "object" && "inputs" in dataset;
  const [flag, value] = mirror !== undefined
    ? ["--mirror", [mirror].flat().join(" ")]
    : ["--data", inline ? data : undefined];
  if (value === undefined) return;
  const where = inline ? "in the spec itself" : "on this machine";
  throw new UsageError(
    `${flag} must be omitted, since the examples are ${where}: found ${value}`,
  );
}
