/**
 * A preview of how a table is read without a spec, for `data show`.
 *
 * @module
 */

import { readTable } from "../format/mod.ts";
import { ColumnReader } from "./columns.ts";
import { readingLines, tableNotes } from "./describe.ts";
import { columnsAdvice } from "./fixes.ts";
import { readingOf } from "./reading.ts";
import { mustBeData } from "./table_doubts.ts";

/** The preview of a table. */
export interface TableLook {
  readonly rows: number;
  readonly columns: readonly string[];
  /** For each column, how the column is read, such as `area: number, 12 to 244`. */
  readonly reading: readonly string[];
  /** The problems that a spec must solve before the table can be read, one sentence each. */
  readonly problems: readonly string[];
  /** The line of a spec that sets the types of several columns with problems. */
  readonly advice?: string | undefined;
  /** Notes about doubtful data, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads a table with the default options.
 *
 * @param file The name of the file in error messages.
 * @throws {DatasetError} If the file is not a table.
 */
export async function lookAtTable(
  bytes: Uint8Array,
  file: string,
): Promise<TableLook> {
  const reading = readingOf({});
  const table = await readTable(bytes, file, reading);
  const reader = new ColumnReader(table, reading);
  mustBeData(table, reader.notes);
  const values = table.names.flatMap((name) => {
    const before = reader.problems.length, read = reader.read(name);
    return read && reader.problems.length === before ? [read] : [];
  });
  return {
    rows: table.rows,
    columns: table.names,
    reading: readingLines(reader, values, [], "refused, see below"),
    problems: reader.problems,
    advice: columnsAdvice(reader.suggested),
    notes: tableNotes(reader, values),
  };
}
