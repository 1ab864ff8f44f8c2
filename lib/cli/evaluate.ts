/**
 * The command `evaluate`: scores a saved network.
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
import {
  ensembleLine,
  evaluate,
  evaluateEnsemble,
  evaluationJson,
  evaluationText,
  type Member,
} from "../report/mod.ts";
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

/** The text of `evaluate --help`. */
export const help = `${COMMAND} evaluate MODEL... [ROWS.csv] [flags]

${MODEL_HELP};
                     several models are evaluated as an ensemble: the outputs of
                     the models are averaged
  ROWS.csv           if MODEL was trained on a table: a CSV file to evaluate on, with
                     the same columns as the table, including the label
  --dataset NAME     evaluate on the test set of this data set; the image size and
                     the number of classes must be the same as in training
  --data DIR         read the data set's files from DIR, and download nothing
  --mirror URL       download from this server first; repeat the flag for more servers
  --json             print the results to stdout as one JSON document

The network is evaluated on the test set of the data set that it was trained on,
or on the training examples if there is no test set. If the data set has
changed since training, a note on stderr reports the change.

examples
  ${COMMAND} evaluate runs/digits
  ${COMMAND} evaluate runs/digits/model.safetensors --json
  ${COMMAND} evaluate runs/mnist --dataset fashion-mnist
  ${COMMAND} evaluate runs/iris new.csv
  ${COMMAND} evaluate runs/first runs/second runs/third
`;

/** The largest number of models in an ensemble. */
const MOST_MODELS = 100;

/** The largest number of classes that a message lists. */
const MOST_CLASSES = 10;

/** Evaluates a network; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, {
    text: ["dataset", "data", "mirror"],
    plain: ["json", "help"],
    operands: MOST_MODELS + 1,
  });
  const json = flags.has("json");
  const rows = await rowsIn(flags.operands);
  const typed = flags.operands.slice(0, rows === undefined ? undefined : -1);
  const members: Member[] = [];
  for (const one of typed.length > 0 ? typed : [undefined]) {
    const mlp = await readModel(one);
    const record = await recordOf(one!);
    const quiet = json || members.length > 0;
    const on = rows === undefined
      ? await loadScoredOf(mlp, one!, record, { flags, quiet })
      : await loadRows(mlp, rows, { flags, quiet });
    if (record !== undefined && record.status !== "done" && !json) {
      const run = typed.length > 1 ? `the run ${one}` : "the run";
      say(
        `note: ${run} is not finished (status ${record.status}); its last saved network is evaluated`,
      );
    }
    members.push({ mlp, on, name: one! });
  }
  const [{ mlp, on }] = members;
  const ensemble = members.length > 1 ? evaluateEnsemble(members) : undefined;
  const evaluation = ensemble ?? evaluate(mlp, on);
  print(
    json
      ? JSON.stringify(
        {
          ...(rows === undefined ? {} : { file: rows }),
          sources: on.sources,
          ...(on.notes?.length ? { notes: on.notes } : {}),
          ...(ensemble && { ensemble: ensemble.members }),
          ...evaluationJson(evaluation),
        },
        null,
        2,
      )
      : [
        ...(ensemble ? [ensembleLine(ensemble)] : []),
        evaluationText(evaluation, look()),
      ].join("\n"),
    json,
  );
  return 0;
}

/**
 * The CSV file among the arguments. If there are at least two arguments and the
 * last argument is not a model, the last argument is the CSV file.
 */
async function rowsIn(
  operands: readonly string[],
): Promise<string | undefined> {
  const last = operands.at(-1);
  if (operands.length < 2 || last === undefined) return undefined;
  if (/\.safetensors$/i.test(last)) return undefined;
  const found = await Deno.stat(typedPath(last)).catch(() => undefined);
  const isFile = found ? found.isFile : /\.\w+$/.test(last);
  return isFile ? last : undefined;
}

/**
 * Loads the examples to evaluate on, from the data set of the trained network
 * or from the data set that the flags name.
 */
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
 * Loads the examples to evaluate on, and prints a note if the data files have
 * changed since training. Only data files whose paths are written in the spec
 * can have changed: the files of a built-in data set such as `mnist` have fixed
 * hashes, and rows that are written in a spec are stored in the model.
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
  const isKnown = record.data.table !== undefined; // for a table, the test rows are in the record
  const others = (await differences(data, record))
    .filter(({ part }) => !isKnown || part !== "test")
    .map(({ part, before, now }) =>
      `the ${part} examples have changed since the start of the run: before ${before}, now ${now}`
    );
  if (others.length > 0) {
    const isDrawn = isTable(spec.dataset) || isFolder(spec.dataset);
    const risk = isDrawn && !isKnown
      ? "; the score may include examples that the network was trained on"
      : "";
    say(`note: ${others.join("; ")}${risk}`);
  }
  return scoredOf(data);
}

/** Checks that a folder of images has the same classes as the network. */
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
    `${folder} must have a folder for each class of the network, ${all}, and no other folder: found ${
      missing.length > 0
        ? `no folder for ${listed(missing, MOST_CLASSES)}; add the missing`
        : `also ${listed(more, MOST_CLASSES)}; remove the additional`
    } ${
      Math.max(missing.length, more.length) === 1 ? "folder" : "folders"
    }, or train the network again`,
    [folder],
  );
}

/** Loads the rows of a user's file, and prints what was read. */
async function loadRows(
  { spec, fitted }: Mlp,
  typed: string,
  { flags, quiet }: { readonly flags: Flags; readonly quiet: boolean },
): Promise<Scored> {
  const idle = ["dataset", "data", "mirror"]
    .find((flag) => flags.texts(flag).length > 0);
  if (idle !== undefined) {
    throw new UsageError(
      `--${idle} must be omitted if the network is evaluated on a CSV file: found --${idle} and ${typed}; remove --${idle}`,
    );
  }
  const { dataset } = spec;
  if (!isTable(dataset)) {
    throw new UsageError(
      `${typed} must be omitted, since only a network that was trained on a table can be evaluated on a CSV file: found a network that was trained on ${
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
  if (!quiet) say(`${[...on.sources, ...notes].join("\n")}\n`);
  return on;
}

/** The data set that a network was trained on, or the data set that `--dataset` names. */
function dataOf({ spec, plan }: Mlp, name: string | undefined): DatasetSpec {
  if (name === undefined) return spec;
  const fitting = Object.keys(catalogue).filter((name) => {
    const { image, classes } = catalogue[name as DatasetName];
    return image.width * image.height === plan.inputs &&
      classes.length === plan.outputs;
  });
  if (fitting.includes(name)) return { ...spec, dataset: name as DatasetName };
  throw new UsageError(
    `--dataset must name a data set with the ${plan.inputs} inputs and ${plan.outputs} ${
      plan.outputs === 1 ? "class" : "classes"
    } of the network, ${
      fitting.length > 0
        ? `such as ${fitting.join(" or ")}`
        : "but percept has no such data set"
    }: found ${name}`,
  );
}
