/**
 * A table without a spec, as it would be read.
 *
 * @module
 */

import { readTable } from "../format/mod.ts";
import { ColumnReader } from "./columns.ts";
import { readingLines, tableNotes } from "./describe.ts";
import { readingOf } from "./reading.ts";
import { mustBeData } from "./table_doubts.ts";

/** What there is to say of a table. */
export interface TableLook {
  readonly rows: number;
  readonly columns: readonly string[];
  /** How each column reads: `area: number, 12 to 244`. */
  readonly reading: readonly string[];
  /** What a spec has to say before the table is read, a sentence each. */
  readonly problems: readonly string[];
  /** What is doubtful in it, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Looks at a table as it is read where a spec says no more than its file.
 *
 * @param file What to call it in an error.
 * @throws {DatasetError} If it is no table.
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
    notes: tableNotes(reader, values),
  };
}
