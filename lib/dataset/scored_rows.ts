/**
 * Rows of another file, on which a network that was trained on a table is
 * evaluated.
 *
 * @module
 */

import type { Task } from "../formula/mod.ts";
import { allOf, readTable } from "../format/mod.ts";
import { brief, type CsvDataset } from "../spec/mod.ts";
import { ColumnReader } from "./columns.ts";
import { rowsText, tableNotes } from "./describe.ts";
import { refusal } from "./doubts.ts";
import type { Scored } from "./examples.ts";
import { encodeRows } from "./fit.ts";
import { readingOf } from "./reading.ts";
import { farNotes } from "./range.ts";
import type { DatasetSpec } from "./source.ts";
import { cellsOf, indices, type Known, readColumns } from "./table.ts";
import { beginsWith, type ReadTable } from "./table_rows.ts";
import { targetsOf } from "./targets.ts";

/**
 * Reads the rows of another file to evaluate a network that was trained on a
 * table. The file must have the columns of the training table, including the label.
 *
 * @param file The name of the file in error messages.
 * @param fitted The columns and classes of the network.
 * @throws {DatasetError} If the network cannot be evaluated on the table; the message
 * lists all errors of the table.
 */
export async function readScoredTable(
  bytes: Uint8Array,
  file: string,
  spec: DatasetSpec & { readonly dataset: CsvDataset },
  fitted: Known & { readonly task?: Task | undefined },
): Promise<Scored> {
  const { dataset, precision } = spec, reading = readingOf(dataset);
  const table = await readTable(bytes, file, reading);
  for (const name of [dataset.label].flat()) {
    table.columnOf(name, "the label column");
  }
  const reader = new ColumnReader(table, reading);
  const read = readColumns(reader, dataset, spec, fitted);
  const { classes, columns = [], table: record } = fitted;
  const rows = indices(read), values = [...read.inputs, ...read.labels];
  mustBeKnown(read, fitted.task);
  const isOld = record && await beginsWith(record, values, rows.length);
  return {
    name: "csv",
    ...(classes && { classes }),
    inputs: encodeRows(columns, read.inputs, rows, precision),
    targets: targetsOf(read.labels, rows, spec),
    columns,
    cells: cellsOf({ from: read, rows }),
    sources: [
      `scored: ${rowsText(rows.length, columns.length)} from ${file}`,
    ],
    notes: [
      ...tableNotes(reader, []),
      ...farNotes(columns, read.inputs, fitted.range),
      ...(isOld
        ? [
          `the first ${record.rows} rows of ${file} are the rows of the training table`,
        ]
        : []),
    ],
    part: "rows",
  };
}

/**
 * Checks that each label is one of the two numbers that a binary classifier
 * distinguishes.
 */
function mustBeKnown({ reader, labels, rows }: ReadTable, task?: Task): void {
  if (task?.type !== "binary" || !task.labels || "codes" in labels[0]) return;
  const known: readonly number[] = task.labels, [{ name, numbers }] = labels;
  const odd = numbers.findIndex((label) => !known.includes(label));
  if (odd < 0) return;
  const { table } = reader, column = table.columnOf(name);
  throw allOf(table.file, [
    refusal(table, {
      ...{
        row: rows[odd],
        column,
        what: `${known.join(" or ")}, the classes,`,
      },
      found: brief(table.cell(rows[odd], column)),
    }),
  ]);
}
