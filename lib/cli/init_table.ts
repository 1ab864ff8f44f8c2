/**
 * The flag `--csv` of `init`: inspects a table, writes its spec, reads the table with
 * this spec, and chooses the settings by cross-validation.
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
import { isFile, relativeUrl, typedPath } from "./paths.ts";
import { isFolded, tableSpec, type Tried } from "./table_spec.ts";

/**
 * Writes a spec for a table.
 *
 * @param table The path of the table (`csv`), the columns to predict, the
 * folder that `--data` names (`data`), and fields of `dataset` that the user
 * set (`given`).
 * @param to The path of the spec file as the user typed it (`file`) and as this
 * process opens it (`path`), the URL of the JSON Schema, and the command that
 * trains the spec.
 * @param tell Called before settings are tried, with lines of text for the
 * user: how each column is read, and notes about doubtful columns.
 * @returns The text of the spec, and facts about the table for JSON output.
 * @throws {DatasetError} If the file is not a table, or the user must decide
 * how a column is read.
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
      `--csv must be the path of a file: found no file at ${csv}`,
    );
  }
  const bytes = await Deno.readFile(path);
  const { reasons, ...table } = await inspectTable(
    bytes,
    printable(csv),
    labels,
    given,
  );
  const from = decodeURIComponent(relativeUrl(path, to.path));
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
      `the spec of ${printable(csv)} must have at most ${
        thousands(LONGEST_SPEC)
      } characters: found ${thousands(text.length)} characters, since each of ${
        thousands(named)
      } columns needs a line in the spec; remove columns from the file`,
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
      ? "choosing settings by cross-validation, which takes some seconds"
      : `settings are not tuned, since tuning takes too long with ${
        thousands(table.inputs)
      } inputs; the spec has settings that suit most tables`,
  ]);
  return {
    text: specWith(isTried ? await bestTrial(data!, first, specWith) : first),
    json: {
      ...{ csv, ...table, reading, notes },
      reasons: Object.fromEntries(reasons),
    },
  };
}

/**
 * The numbers of units in the hidden layers: one wide layer (`WIDE`), or two
 * layers (`DEEP`).
 */
const WIDE = [300], DEEP = [64, 64];

/**
 * The approximate number of rows of a trial. With this number of rows, all
 * trials together take a few seconds.
 */
const MOST_TRIED = 1_000;

/** The largest number of multiply-adds of a trial. */
const MOST_WORK = 2e9;

/** The largest number of inputs of a trial. With more inputs, even one epoch takes too long. */
const MOST_INPUTS = 2_000;

/**
 * Chooses settings by cross-validation. First, several strengths of the penalty
 * `l2` are tried. For a small table, each strength is tried with many epochs
 * and with few epochs. Then the penalty `l1` is tried with the best number of
 * epochs. Last, for a small table, a network with two hidden layers is tried.
 *
 * @param first The settings from which the search for better settings starts.
 * @param specWith Writes a spec with the given settings, for the given number
 *   of rows.
 * @returns The settings with the lowest mean loss in a cross-validation with
 *   three folds.
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
      threads: 1, // starting workers would take longer than the training
      data,
    });
    if (loss.mean < least) [best, least] = [tried, loss.mean];
  };
  const isSmall = first.hidden === WIDE; // a sample does not show how many epochs a large table needs
  for (const strength of [0.1, 0.3, 1, 3, 10]) {
    for (const length of isSmall ? [1, 0.2] : [1]) {
      await attempt({ ...first, strength, length });
    }
  }
  await attempt({ ...best, penalty: "l1" });
  if (isSmall) await attempt({ ...best, hidden: DEEP });
  return best;
}
