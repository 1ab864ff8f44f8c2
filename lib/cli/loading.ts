/**
 * A data set on its way in, as a person sees it.
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

/** Where the flags say that the files of a data set are. */
export function placesOf(flags: Flags): Pick<LoadOptions, "data" | "mirror"> {
  const data = flags.text("data"), mirror = flags.addresses("mirror");
  if (data !== undefined && mirror !== undefined) {
    throw new UsageError(
      `--mirror must be left out, since --data says where the files are: found ${
        mirror.join(" ")
      }`,
    );
  }
  return { data: data && typedPath(data), mirror };
}

/** The same, and where the files that are downloaded are kept. */
export function keptPlaces(
  flags: Flags,
): Pick<LoadOptions, "data" | "mirror" | "cache"> {
  return { ...placesOf(flags), cache: cacheFolder() };
}

/** How examples are loaded, and whether without a word. */
export type Options = LoadOptions & { readonly quiet: boolean };

/**
 * Reads a spec; one whose examples are on the disk is held to them, since they
 * alone tell how wide it is.
 *
 * @returns It, with its examples if they had to be loaded.
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

/** Whether the examples of a spec have to be loaded before it is known whole. */
export function isOnDisk({ dataset }: Spec): boolean {
  return dataset !== undefined && !examplesOf(dataset);
}

/** Loads examples with labels that are numbers as exactly as they are in the file. */
export async function loadExact(
  spec: Spec,
  options: Options,
): Promise<Dataset> {
  const labels = { ...spec.labels, standardize: true };
  return await load({ ...spec, labels }, options);
}

/** Labels that are numbers as a spec learns them: in float64 only where they are standardized. */
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

/** Loads the examples of a spec; says where they come from, unless `quiet`. */
export async function load(spec: Spec, options: Options): Promise<Dataset> {
  const seed = options.seed ?? spec.seed;
  return await narrated(loadDataset, spec, { ...options, seed });
}

/** The same by another loader, such as `loadScored`. */
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

/** What is said of data; how a table is read, only where it is read anew. */
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

/** Refuses a place where nothing would be looked for. */
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
    `${flag} must be left out, since the examples are ${where}: found ${value}`,
  );
}
