/**
 * `init --csv`: a table is inspected, its spec is read back with the table, and
 * settings are tried on it.
 *
 * @module
 */

import {
  type Dataset,
  exampleFacts,
  foldRows,
  inspectTable,
  splitRows,
} from "../dataset/mod.ts";
import { DatasetError } from "../format/mod.ts";
import { crossValidate } from "../mlp/mod.ts";
import { printable } from "../report/mod.ts";
import {
  type CsvDataset,
  LONGEST_SPEC,
  nameText,
  thousands,
  traceSpec,
} from "../spec/mod.ts";
import { UsageError } from "./flags.ts";
import { readSpec } from "./loading.ts";
import { isFile, typedPath, wayTo } from "./paths.ts";
import { isFolded, tableSpec, type Tried } from "./table_spec.ts";

/**
 * Makes a spec for a table.
 *
 * @param table Its file, the columns to learn, a folder that it may be in outside
 *   the spec's, and fields of `dataset` that a person gave.
 * @param to The spec's file, as it was typed and from here, the way to the JSON
 *   Schema, and the command that trains the spec.
 * @param tell Called with how each column is read and what is doubtful, a line each,
 *   before settings are tried.
 * @returns Its text; and how columns are read with more as JSON.
 * @throws {DatasetError} If the table is none, or a person must decide.
 */
export async function specOfTable(
  name: string,
  { csv, labels, data: allowed, given }: {
    readonly csv: string;
    readonly labels: readonly string[];
    readonly data?: string | undefined;
    readonly given?: Partial<CsvDataset> | undefined;
  },
  to: { readonly [of in "file" | "path" | "schema" | "command"]: string },
  tell: (lines: readonly string[]) => void = () => {},
): Promise<{ text: string; json: Record<string, unknown> }> {
  const path = typedPath(csv);
  if (!await isFile(path)) {
    throw new UsageError(
      `--csv must be the file of a table: found none, ${csv}`,
    );
  }
  const bytes = await Deno.readFile(path);
  const { reasons, ...table } = await inspectTable(
    bytes,
    printable(csv),
    labels,
    given,
  );
  const from = decodeURIComponent(wayTo(path, to.path));
  const first: Tried = {
    ...{ penalty: "l2", strength: 1, length: 1 },
    hidden: isFolded(table.rows) ? WIDE : DEEP,
  };
  const isTried = table.inputs <= MOST_INPUTS;
  const specWith = (tried: Tried, rows = table.rows, work?: number) =>
    tableSpec(name, { ...table, reasons, rows }, {
      ...{ ...to, csv: from, tried, isTried, work },
    });
  const text = specWith(first);
  if (text.length > LONGEST_SPEC) {
    const named = Object.keys(table.dataset.columns ?? {}).length;
    throw new DatasetError(
      `${
        printable(csv)
      } must have fewer columns whose reading its spec must say, ` +
        `since a spec may have ${thousands(LONGEST_SPEC)} characters: found ${
          thousands(named)
        } columns, and ${thousands(text.length)} characters; remove columns`,
      [csv],
    );
  }
  const { data } = await readSpec({
    text,
    options: { source: to.file, overrides: [], maxMemory: undefined },
    folders: [to.path.replace(/[^/\\]*$/, "") || ".", typedPath(".")],
  }, { quiet: true, data: allowed && typedPath(allowed) });
  const ignored = new Map([...reasons].map(([path, why]) => {
    const column = nameText(path.replace("columns.", ""));
    return [`${column}: ignored`, `${column}: ${why}`];
  }));
  const reading = data?.reading?.map((line) => ignored.get(line) ?? line) ?? [];
  const notes = data?.notes ?? [];
  tell([
    ...reading.map((line) => `  ${line}`),
    ...notes.map((note) => `note: ${note}`),
    isTried
      ? "trying settings on rows held out, which takes some seconds"
      : `settings are not tried, since ${
        thousands(table.inputs)
      } inputs take too long; the spec has those that fit most tables`,
  ]);
  return {
    text: specWith(isTried ? await bestTrial(data!, first, specWith) : first),
    json: {
      ...{ csv, ...table, reading, notes },
      reasons: Object.fromEntries(reasons),
    },
  };
}

/** Hidden layers that are tried. */
const WIDE = [300], DEEP = [64, 64];

/**
 * The most rows, about, and multiply-adds of a trial, so that all take seconds; and
 * the most inputs, of which the fewest epochs take a minute.
 */
const MOST_TRIED = 1_000, MOST_WORK = 2e9, MOST_INPUTS = 2_000;

/**
 * Tries settings: each `l2`, in a small table with many epochs and with few; then
 * `l1` with the best of them, and in a small table two layers.
 *
 * @param first Settings to begin with.
 * @param specWith A spec for a table of some rows.
 * @returns Those with the least loss in three folds.
 */
async function bestTrial(
  data: Dataset,
  first: Tried,
  specWith: (tried: Tried, rows: number, work: number) => string,
): Promise<Tried> {
  const { targets } = data.train, examples = exampleFacts(data);
  const folds = Math.ceil(targets.rows / MOST_TRIED);
  const sample = folds > 1
    ? splitRows(data.train, foldRows(targets, { folds, seed: 1 })[0]).held
    : data.train;
  let best = first, least = Infinity;
  const attempt = async (tried: Tried) => {
    const text = specWith(tried, sample.targets.rows, MOST_WORK);
    const { spec } = traceSpec(text, { examples });
    const { loss } = await crossValidate(spec, sample.inputs, sample.targets, {
      folds: 3,
      threads: 1, // workers take longer to start than to learn so little
      data,
    });
    if (loss.mean < least) [best, least] = [tried, loss.mean];
  };
  const isSmall = first.hidden === WIDE; // else few rows tell too little of epochs
  for (const strength of [0.1, 0.3, 1, 3, 10]) {
    for (const length of isSmall ? [1, 0.2] : [1]) {
      await attempt({ ...first, strength, length });
    }
  }
  await attempt({ ...best, penalty: "l1" });
  if (isSmall) await attempt({ ...best, hidden: DEEP });
  return best;
}
