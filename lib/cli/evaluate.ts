/**
 * `evaluate`: what a saved network scores.
 *
 * @module
 */

import { catalogue, type DatasetName } from "../catalogue.ts";
import {
  type DatasetSpec,
  readScoredTable,
  type Scored,
  scoredOf,
} from "../dataset/mod.ts";
import { loadDataset, loadScored } from "../disk/mod.ts";
import { DatasetError } from "../format/mod.ts";
import type { Mlp, RunRecord } from "../mlp/mod.ts";
import { evaluate, evaluationJson, evaluationText } from "../report/mod.ts";
import {
  datasetName,
  isFolder,
  isTable,
  listed,
  nameText,
} from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import { type Flags, readFlags, UsageError } from "./flags.ts";
import { narrated, type Options, placesOf } from "./loading.ts";
import { folderOf, MODEL_HELP, readModel, recordOf } from "./model_file.ts";
import { mustBeFile, typedPath } from "./paths.ts";
import { placesOfRun } from "./run_places.ts";
import { differences } from "./run_record.ts";
import { print } from "./safe.ts";
import { look, say } from "./terminal.ts";
import { asTrained } from "./trained_reading.ts";

/** What `evaluate --help` shows. */
export const help = `${COMMAND} evaluate MODEL [ROWS.csv] [flags]

${MODEL_HELP}
  ROWS.csv           score it on the rows of this file instead, of a network that
                     learned from a table: its columns and its label, by name
  --dataset NAME     score it on the test set of another data set of its shape
  --data DIR         take the data set's files from DIR, no network
  --mirror URL       ask this server first; more than one in their order
  --json             results as one JSON document on stdout

The score is on the test set of the data set that the network was trained on;
where there is none, on the training rows. Where files that the spec names are not
as the run found them, a line on stderr says so.

examples
  ${COMMAND} evaluate runs/digits
  ${COMMAND} evaluate runs/digits/model.safetensors --json
  ${COMMAND} evaluate runs/mnist --dataset fashion-mnist
  ${COMMAND} evaluate runs/iris new.csv
`;

/** The most classes that a message lists. */
const MOST_CLASSES = 10;

/** Scores a network; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, {
    text: ["dataset", "data", "mirror"],
    plain: ["json", "help"],
    operands: 2,
  });
  const json = flags.has("json");
  const [typed, rows] = flags.operands;
  const mlp = await readModel(typed);
  const record = await recordOf(typed);
  const on = rows === undefined
    ? await loadScoredOf(mlp, typed, record, { flags, quiet: json })
    : await loadRows(mlp, rows, flags);
  if (record !== undefined && record.status !== "done" && !json) {
    say(
      `note: the run is not done (status ${record.status}): this is the network that it saved`,
    );
  }
  const evaluation = evaluate(mlp, on);
  print(
    json
      ? JSON.stringify(
        {
          ...(rows === undefined ? {} : { file: rows }),
          sources: on.sources,
          ...(on.notes?.length ? { notes: on.notes } : {}),
          ...evaluationJson(evaluation),
        },
        null,
        2,
      )
      : evaluationText(evaluation, look()),
    json,
  );
  return 0;
}

/** Loads what a saved network is scored on: of its run, or as the flags say. */
export async function loadScoredOf(
  mlp: Mlp,
  typed: string,
  record: RunRecord | undefined,
  { flags, quiet }: { readonly flags: Flags; readonly quiet: boolean },
): Promise<Scored> {
  return await load(dataOf(mlp, flags.text("dataset")), record, {
    ...(record
      ? await placesOfRun(folderOf(typed), record, flags)
      : { ...placesOf(flags), folders: [typedPath(".")] }),
    limit: record?.options.limit,
    seed: record?.options.dataSeed ?? mlp.spec.seed,
    fitted: mlp.fitted,
    quiet,
  });
}

/**
 * Loads what a network is scored on, and says so where files of a spec are not
 * as its run found them. Those of a named data set cannot be others, and rows of
 * a spec are in the model.
 */
async function load(
  spec: DatasetSpec,
  record: RunRecord | undefined,
  options: Options,
): Promise<Scored> {
  if (!record?.options.folders || datasetName(spec.dataset) !== undefined) {
    const scored = await asTrained(
      spec,
      () => narrated(loadScored, spec, options),
    );
    mustHaveClasses(spec, scored.classes, options);
    return scored;
  }
  const data = await asTrained(
    spec,
    () => narrated(loadDataset, spec, options),
  );
  mustHaveClasses(spec, data.classes, options);
  const isKnown = record.data.table !== undefined; // the loader saw to the rows
  const others = (await differences(data, record))
    .filter(({ part }) => !isKnown || part !== "test")
    .map(({ part, those }) => `the ${part} examples are not ${those}`);
  if (others.length > 0) {
    const isDrawn = isTable(spec.dataset) || isFolder(spec.dataset);
    const risk = isDrawn && !isKnown
      ? "; rows that were learned from may be among those it is scored on"
      : "";
    say(`scored all the same: ${others.join("; ")}${risk}`);
  }
  return scoredOf(data);
}

/** Refuses a folder of images that has other classes than the network learned. */
function mustHaveClasses(
  { dataset }: DatasetSpec,
  found: readonly string[] = [],
  { fitted: { classes: known } = {} }: Options,
): void {
  if (!isFolder(dataset) || !known) return;
  const without = (some: readonly string[], others: readonly string[]) =>
    some.filter((name) => !others.includes(name)).map(nameText);
  const missing = without(known, found), more = without(found, known);
  if (missing.length + more.length === 0) return;
  const { folder } = dataset, all = listed(known.map(nameText), MOST_CLASSES);
  throw new DatasetError(
    `${folder} must have a folder for each class that the network learned, ${all}: found ${
      missing.length > 0
        ? `none for ${listed(missing, MOST_CLASSES)}; put it back`
        : `also ${listed(more, MOST_CLASSES)}; take it out`
    }, or train again`,
    [folder],
  );
}

/** Loads rows of a file of the user's, and says so. */
async function loadRows(
  { spec, fitted }: Mlp,
  typed: string,
  flags: Flags,
): Promise<Scored> {
  const idle = ["dataset", "data", "mirror"]
    .find((flag) => flags.texts(flag).length > 0);
  if (idle !== undefined) {
    throw new UsageError(
      `--${idle} must be left out beside ${typed}, which is scored: found both`,
    );
  }
  const { dataset } = spec;
  if (!isTable(dataset)) {
    throw new UsageError(
      `${typed} must be left out, since only a network that learned from a table is scored on rows of a file: found one that learned from ${
        datasetName(dataset) ?? "other data"
      }`,
    );
  }
  const bytes = await Deno.readFile(await mustBeFile(typed));
  const on = await asTrained(
    spec,
    () => readScoredTable(bytes, typed, { ...spec, dataset }, fitted),
  );
  const notes = (on.notes ?? []).map((note) => `note: ${note}`);
  if (!flags.has("json")) say(`${[...on.sources, ...notes].join("\n")}\n`);
  return on;
}

/** The data set that a network was trained on, or another of its shape. */
function dataOf({ spec, plan }: Mlp, name: string | undefined): DatasetSpec {
  if (name === undefined) return spec;
  const fitting = Object.keys(catalogue).filter((name) => {
    const { image, classes } = catalogue[name as DatasetName];
    return image.width * image.height === plan.inputs &&
      classes.length === plan.outputs;
  });
  if (fitting.includes(name)) return { ...spec, dataset: name as DatasetName };
  throw new UsageError(
    `--dataset must have ${plan.inputs} inputs and ${plan.outputs} classes as the network has, ${
      fitting.length > 0 ? `such as ${fitting.join(" or ")}` : "and none has"
    }: found ${name}`,
  );
}
