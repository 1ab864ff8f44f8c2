/**
 * The description of a table for the user: the origin of the rows, how each
 * column is read, and notes about doubtful data.
 *
 * @module
 */

import { type CsvDataset, listed, nameText, thousands } from "../spec/mod.ts";
import type { ColumnReader, Values } from "./columns.ts";
import type { Dataset, TableRecord } from "./examples.ts";
import { alikes } from "./names.ts";
import type { DatasetSpec } from "./source.ts";
import { type Part, rowHashes } from "./table_rows.ts";
import { groupNotes, groupOf } from "./table_split.ts";

/**
 * `MOST_LINES` is the largest number of columns or notes that are described;
 * `MOST_NAMES` is the largest number of names in a list.
 */
const MOST_LINES = 32, MOST_NAMES = 8;

/** The training, validation and test rows of a table. */
export interface TableParts {
  readonly learned: Part;
  /** The rows from which means and standard deviations are computed. */
  readonly fittedOn: Uint32Array;
  readonly tested: Part | undefined;
  readonly validated: Part | undefined;
  /** The record of the table, made when a network was first trained on the table. */
  readonly record: TableRecord;
}

/** Describes a table for the user. */
export function describeTable(
  { learned, fittedOn, tested, validated, record }: TableParts,
  { csv, test }: CsvDataset,
  spec: DatasetSpec,
): Pick<Dataset, "sources" | "reading" | "notes"> {
  const { from, rows } = learned, { reader } = from;
  const added = tested?.from !== from
    ? 0
    : tested.rows.filter((r) => r >= record.rows).length;
  const left = tested?.from !== from || groupOf(test) === ""
    ? 0
    : from.rows.length - record.rows - added;
  const way = (of: object | number | undefined, part: Part) => {
    const rows = count(part.rows.length, "row");
    if (typeof of !== "object") {
      return `${rows.replace(" ", " other ")} of the training file`;
    }
    if ("file" in of) return `${rows} from ${of.file}`;
    if ("last" in of) return `the last ${rows} of the training file`;
    const group = nameText((of as { group: string }).group);
    return `${rows} of the training file, with the rows of each group in column ${group} kept together`;
  };
  return {
    sources: [
      `train: ${rowsText(rows.length, from.inputs.length)} from ${csv}`,
      ...(tested
        ? [
          `test: ${way(added > 0 ? undefined : test, tested)}${
            added > 0
              ? `, including ${thousands(added)} added after the training`
              : ""
          }`,
        ]
        : []),
      ...(validated ? [`validation: ${way(spec.validation, validated)}`] : []),
    ],
    reading: readingLines(reader, from.inputs, from.labels),
    notes: [
      ...tableNotes(reader, [...from.inputs, ...from.labels]),
      ...fitNotes({ from, rows: fittedOn }, spec),
      ...groupNotes(from, [test, spec.validation]),
      ...(left > 0
        ? [
          `${count(left, "row")} added to the file after training ${
            left === 1 ? "is" : "are"
          } not scored, since training rows have the same ${
            left === 1 ? "value" : "values"
          } in column ${nameText(groupOf(test))}`,
        ]
        : []),
      ...[tested, validated].flatMap((part) =>
        part && part.from !== from
          ? tableNotes(part.from.reader, [])
            .map((note) => `${part.from.reader.table.file}: ${note}`)
          : []
      ),
      ...twiceNotes({ learned, fittedOn, tested, validated }),
    ],
  };
}

/** The size of a table as text, such as `105 rows of 4 columns`. */
export function rowsText(rows: number, columns: number): string {
  return `${count(rows, "row")} of ${count(columns, "column")}`;
}

/** Describes how each column is read, in lines such as `area: number, 12 to 244`. */
export function readingLines(
  { table: { names }, missing }: ColumnReader,
  inputs: readonly Values[],
  labels: readonly Values[] = [],
  absent = "ignored",
): string[] {
  const read = new Map([...inputs, ...labels].map((v) => [v.name, v]));
  const areLabels = new Set(labels.map(({ name }) => name));
  const lines = names.slice(0, MOST_LINES).map((name) => {
    const values = read.get(name), holes = missing.get(name);
    return `${nameText(name)}: ${values ? columnText(values) : absent}${
      holes === undefined ? "" : `, ${count(holes, "cell")} without a value`
    }${areLabels.has(name) ? " (label)" : ""}`;
  });
  const more = names.length - lines.length;
  return more > 0 ? [...lines, `... and ${count(more, "more column")}`] : lines;
}

/** Describes how a column is read, such as `number, 12 to 244` or `5 names`. */
function columnText(values: Values): string {
  if ("codes" in values) return count(values.categories.length, "name");
  const { numbers, date } = values;
  let least = Infinity, most = -Infinity;
  for (const x of numbers) {
    if (x < least) least = x;
    if (x > most) most = x;
  }
  const day = (x: number) =>
    date === "days"
      ? new Date(86_400_000 * x).toISOString().slice(0, 10)
      : new Date(1000 * x).toISOString().slice(0, 19);
  const text = (x: number) => date ? day(x) : `${Number(x.toPrecision(12))}`;
  return `${date ? "date" : "number"}, ${
    least === most ? `always ${text(least)}` : `${text(least)} to ${text(most)}`
  }`;
}

/** The rows of a file that have a missing cell, and what happens to these rows. */
export interface Gaps {
  /** The number of all rows. */
  readonly rows: number;
  /** The number of rows that have a missing cell. */
  readonly dropped: number;
  /** What happens to rows with a missing cell, such as `are removed`. */
  readonly outcome: string;
}

/**
 * Returns notes about doubtful data in a table, one sentence each.
 *
 * @param gaps The rows that have a missing cell; default: the rows that the
 * reader dropped.
 */
export function tableNotes(
  reader: ColumnReader,
  columns: readonly Values[],
  gaps: Gaps = {
    rows: reader.table.rows,
    dropped: droppedRows(reader),
    outcome: "are removed",
  },
): string[] {
  const { table, reading, missing, dropping, unseen, bare, midnight, utc } =
    reader;
  const { separator, comments } = table;
  const cells = (counts: ReadonlyMap<string, number>) =>
    some([...counts].map(([name, n]) => `${n} in ${name}`));
  const notes: string[] = [];
  if (separator !== ",") {
    notes.push(`columns are separated by ${JSON.stringify(separator)}`);
  }
  if (comments.length > 0) {
    notes.push(`line ${comments[0]} begins with # and is skipped`);
  }
  const filled = new Map(
    [...missing].filter(([name]) => !dropping.has(name)),
  );
  if (gaps.dropped > 0) {
    notes.push(
      `${gaps.dropped} of ${
        count(gaps.rows, "row")
      } ${gaps.outcome}, since cells are missing: ${cells(dropping)}`,
    );
  }
  if (filled.size > 0 && reading.then !== "error") {
    notes.push(
      `missing cells are replaced by the mean of their column: ${
        cells(filled)
      }`,
    );
  }
  if (unseen.size > 0) {
    notes.push(
      `all inputs of a column are 0 for a category that is not in the training rows: ${
        cells(unseen)
      }`,
    );
  }
  for (
    const [counts, what] of [
      [bare, "cells without a percent sign are not divided by 100"],
      [midnight, "dates without a time are read as midnight in UTC"],
      [utc, "times without a time zone are read as UTC"],
    ] as const
  ) {
    if (counts.size > 0) notes.push(`${what}: ${cells(counts)}`);
  }
  const more = reader.notes.length - MOST_LINES;
  notes.push(
    ...reader.notes.slice(0, MOST_LINES),
    ...(more > 0 ? [`${thousands(more)} more column notes are not shown`] : []),
  );
  for (const column of columns) {
    if (!("codes" in column)) continue;
    for (const alike of alikes(column.categories)) {
      notes.push(
        `column ${nameText(column.name)} has ${alike.length} similar names: ${
          some(alike.map((name) => `"${name}"`))
        }`,
      );
      if (notes.length > MOST_NAMES) return notes;
    }
  }
  return notes;
}

/** The number of rows that a reader dropped because of a missing cell. */
export function droppedRows({ dropped }: ColumnReader): number {
  return dropped.reduce((sum, is) => sum + is, 0);
}

/** Notes about columns with constant numbers, or with numbers that float32 cannot tell apart. */
function fitNotes(
  { from: { inputs }, rows }: Part,
  { inputs: { standardize }, precision }: DatasetSpec,
): string[] {
  const constant: string[] = [], coarse: string[] = [];
  for (const column of inputs) {
    const cells = "codes" in column ? column.codes : column.numbers;
    let least = Infinity, most = -Infinity;
    for (const r of rows) {
      if (cells[r] < least) least = cells[r];
      if (cells[r] > most) most = cells[r];
    }
    if (least === most) constant.push(column.name);
    // float32 has 24 significant bits; fewer than 10 of them distinguish these numbers
    const size = Math.max(Math.abs(least), Math.abs(most));
    if (size > 2 ** 14 * (most - least)) coarse.push(column.name);
  }
  const isPlain = standardize === false && precision === "float32";
  return [
    ...(constant.length > 0
      ? [`columns that are constant in all training rows: ${some(constant)}`]
      : []),
    ...(isPlain && coarse.length > 0
      ? [
        `columns with numbers that differ too little for float32: ${
          some(coarse)
        }; write inputs: { standardize: true }`,
      ]
      : []),
  ];
}

/** Notes about test and validation rows that are equal to a training row. */
function twiceNotes(
  { learned, fittedOn, tested, validated }: Omit<TableParts, "record">,
): string[] {
  const of = ({ from: { inputs, labels }, rows }: Part) =>
    rowHashes({ values: [...inputs, ...labels], rows });
  const drawn = fittedOn.length < learned.rows.length; // if true, a random validation split is made later
  if (!tested && !validated && !drawn) return [];
  const hashes = of(learned), fitted = new Set(fittedOn);
  const [taught, held] = [true, false].map((is) =>
    hashes.filter((_, at) => fitted.has(learned.rows[at]) === is)
  );
  const note = (what: string, scored: Float64Array, known: Float64Array) => {
    const all = new Set(known);
    const equal = scored.filter((hash) => all.has(hash)).length;
    return equal === 0 ? [] : [
      `${equal} of the ${count(scored.length, `${what} row`)} ${
        equal === 1 ? "is" : "are"
      } equal to a training row`,
    ];
  };
  return [
    ...(tested ? note("test", of(tested), hashes) : []),
    ...note("validation", validated ? of(validated) : held, taught),
  ];
}

/** The first words of a list as text, with the number of the remaining words. */
function some(words: readonly string[]): string {
  return listed(words.map(nameText), MOST_NAMES);
}

/** A count with its noun, such as `1 row` or `1,000 rows`. */
function count(n: number, one: string): string {
  return `${thousands(n)} ${one}${n === 1 ? "" : "s"}`;
}
