/**
 * `init --csv`: a table is inspected, its spec is read back with the table, and
 * `l2` is tried on it.
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
import { crossValidate } from "../mlp/mod.ts";
import { printable } from "../report/mod.ts";
import { type CsvDataset, nameText, traceSpec } from "../spec/mod.ts";
import { UsageError } from "./flags.ts";
import { readSpec } from "./loading.ts";
import { isFile, typedPath, wayTo } from "./paths.ts";
import { tableSpec } from "./table_spec.ts";

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
  const specWith = (strength: number, rows = table.rows) =>
    tableSpec(name, { ...table, reasons, rows }, {
      ...to,
      csv: from,
      strength,
    });
  const { data } = await readSpec({
    text: specWith(1),
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
    `trying ${STRENGTHS.length} strengths of l2 on rows held out`,
  ]);
  return {
    text: specWith(await bestStrength(data!, specWith)),
    json: {
      ...{ csv, ...table, reading, notes },
      reasons: Object.fromEntries(reasons),
    },
  };
}

/** What the l2 of a table may be multiplied by. */
const STRENGTHS = [0.1, 0.3, 1, 3, 10, 30];

/** The most rows, about, that l2 is tried on, so that it takes seconds. */
const MOST_TRIED = 1_000;

/**
 * Tries how strong l2 should be: how noisy labels are, only trainings tell.
 *
 * @param specWith A spec for a table of some rows.
 * @returns The strength with the least loss in three folds.
 */
async function bestStrength(
  data: Dataset,
  specWith: (strength: number, rows: number) => string,
): Promise<number> {
  const { targets } = data.train, examples = exampleFacts(data);
  const folds = Math.ceil(targets.rows / MOST_TRIED);
  const sample = folds > 1
    ? splitRows(data.train, foldRows(targets, { folds, seed: 1 })[0]).held
    : data.train;
  let best = 1, least = Infinity;
  for (const strength of STRENGTHS) {
    const text = specWith(strength, sample.targets.rows);
    const { spec } = traceSpec(text, { examples });
    const { loss } = await crossValidate(spec, sample.inputs, sample.targets, {
      folds: 3,
      threads: 1, // workers take longer to start than to learn so little
      data,
    });
    if (loss.mean < least) [best, least] = [strength, loss.mean];
  }
  return best;
}
