/**
 * `init --csv`: a table is inspected, and its spec is read back with the table.
 *
 * @module
 */

import { inspectTable } from "../dataset/mod.ts";
import { printable } from "../report/mod.ts";
import { type CsvDataset, nameText } from "../spec/mod.ts";
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
 * @returns Its text; how each column is read and what is doubtful, a line each; and
 *   both with more as JSON.
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
): Promise<{ text: string; said: string[]; json: Record<string, unknown> }> {
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
  const text = tableSpec(name, { ...table, reasons }, { ...to, csv: from });
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
  return {
    text,
    said: [
      ...reading.map((line) => `  ${line}`),
      ...notes.map((note) => `note: ${note}`),
    ],
    json: {
      ...{ csv, ...table, reading, notes },
      reasons: Object.fromEntries(reasons),
    },
  };
}
