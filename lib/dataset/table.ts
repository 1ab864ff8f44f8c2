/**
 * Data sets in a CSV file: label columns and input columns.
 *
 * @module
 */

import { allOf, DatasetError, named, readTable } from "../format/mod.ts";
import { DEFAULT_LOSS, losses } from "../formula/mod.ts";
import { brief, type CsvDataset, nameText } from "../spec/mod.ts";
import { ColumnReader, type Values } from "./columns.ts";
import { describeTable } from "./describe.ts";
import { rareDoubt } from "./doubts.ts";
import { CELLS_KEPT, type Dataset, type Examples } from "./examples.ts";
import { areNumbers, sortedNames } from "./names.ts";
import { encodeRows, fitColumns } from "./fit.ts";
import { columnsAdvice } from "./fixes.ts";
import { rangeOfRows } from "./range.ts";
import { scaleOfNumbers } from "./scaling.ts";
import { readingOf } from "./reading.ts";
import type { DatasetSpec, ReadOptions, Source } from "./source.ts";
import {
  LoadedRows,
  type Part,
  type ReadTable,
  tableRecord,
  testRows,
} from "./table_rows.ts";
import { drawTest, splitRest, without, withoutGroups } from "./table_split.ts";
import { mustBeData } from "./table_doubts.ts";
import { classesOf, keysOf, targetsOf } from "./targets.ts";

/** The largest number of inputs; the field `inputs.units` has the same limit. */
const mostColumns = 1_000_000;

/** The columns and classes of a network that was trained on a table. */
export type Known = NonNullable<ReadOptions["fitted"]>;

/**
 * Loads a table. Columns are standardized with the means and standard
 * deviations of the training rows or, if `fitted` is given, with the values in
 * `fitted`.
 *
 * @returns The data set, and the class of each training example.
 * @throws {DatasetError} If a file cannot be read or is not a table; the
 * message lists all errors of the table.
 */
export async function loadTable(
  dataset: CsvDataset,
  spec: DatasetSpec,
  source: Source,
  { fitted, limit = Infinity, seed = 1, maxBytes = 2 ** 30, isScaled }:
    ReadOptions,
): Promise<{ dataset: Dataset; classOf: ArrayLike<number> }> {
  const { csv, test } = dataset, { precision, validation } = spec;
  const reading = readingOf(dataset);
  const read = async (path: string, known?: Known) => {
    const bytes = await source.read(path, maxBytes);
    const table = await readTable(bytes, path, { ...reading, maxBytes });
    const reader = new ColumnReader(table, reading);
    return readColumns(reader, dataset, spec, known);
  };
  const main = await read(csv, fitted);
  mustFit(main, maxBytes);
  const { inputs, labels } = main, all = indices(main);
  const drawn = fitted?.table ? undefined : drawTest(main, dataset, seed);
  const record = fitted?.table ??
    await tableRecord([...inputs, ...labels], all.length, drawn);
  const unlearned = fitted?.table && !isInFile(test)
    ? await testRows(record, csv, [...inputs, ...labels], all.length)
    : drawn;
  const rest = unlearned ? without(all, unlearned) : all;
  const held = unlearned && fitted?.table
    ? withoutGroups(main, rest, unlearned, test)
    : unlearned;
  const parts = splitRest(main, rest, spec, { limit, seed });

  const standardize = spec.inputs.standardize !== false;
  const range = standardize ? undefined : rangeOfRows(inputs, parts.learned);
  const { scales: [scale] = [], note } = range
    ? scaleOfNumbers(range, spec.inputs.scale, isScaled)
    : {};
  const idle = isScaled && standardize
    ? "inputs.scale has no effect, since columns are standardized; to scale the columns by inputs.scale, write inputs: { standardize: false }"
    : undefined;
  const options = {
    ...{ standardize, scale, precision },
    fills: reading.then === "mean",
  };
  const columns = fitted?.columns ??
    fitColumns(inputs, parts.fittedOn, options);
  const classes = classesOf(labels), known = { columns, classes };
  const part = (from: ReadTable, rows = indices(from)): Part => ({
    from,
    rows,
  });
  const learned = part(main, parts.learned);
  const tested = isInFile(test)
    ? part(await read(test.file, known))
    : held?.length
    ? part(main, held)
    : undefined;
  const validated = validation?.file !== undefined
    ? part(await read(validation.file, known))
    : parts.validated && part(main, parts.validated);
  const encoded = ({ from, rows }: Part): Examples => ({
    inputs: encodeRows(columns, from.inputs, rows, precision),
    targets: targetsOf(from.labels, rows, spec),
  });
  const train = encoded(learned), keys = keysOf(labels);
  const values = { values: inputs, rows: parts.learned };
  const { targets } = train;
  const described = describeTable(
    { learned, fittedOn: parts.fittedOn, tested, validated, record },
    dataset,
    spec,
  );
  return {
    classOf: Array.from(parts.learned, (r) => keys[r]),
    dataset: {
      name: "csv",
      train,
      ...(tested && { test: encoded(tested) }),
      ...(validated && { validation: encoded(validated) }),
      ...(classes && { classes }),
      columns,
      ...(range && { range }),
      ...(scale && { isScaled: true as const }),
      rows: new LoadedRows({
        record,
        groups: parts.groups,
        learned: { ...values, targets },
        options,
      }),
      cells: cellsOf(tested ?? learned),
      ...described,
      notes: [
        ...described.notes ?? [],
        ...idle && !fitted ? [idle] : [],
        ...(isScaled || scale) && note && !fitted ? [note] : [],
      ],
    },
  };
}

/** Reads the columns of a table; with `known`, in the same way as in training. */
export function readColumns(
  reader: ColumnReader,
  dataset: Partial<CsvDataset>,
  spec: DatasetSpec,
  known: Known | undefined,
): ReadTable {
  const { table, reading } = reader;
  const label = [dataset.label ?? []].flat().map(named);
  if (!known) {
    mustBeData(table, reader.notes);
    const { columns = {}, categorical = [] } = dataset;
    for (const name of [...Object.keys(columns), ...categorical]) {
      table.columnOf(name); // throws if the column is missing
    }
  }
  const isInput = (name: string) =>
    !label.includes(name) && reading.kindOf(name) !== "ignore";
  const read = known?.columns
    ? known.columns.map((column) => reader.readAs(column))
    : table.names.filter(isInput).map((name) => reader.read(name));
  const labels = labelsOf(reader, label, spec, known);
  const { problems, suggested } = reader;
  if (problems.length > 0) {
    const { message, files } = allOf(table.file, problems);
    const advice = columnsAdvice(suggested, dataset.columns);
    throw new DatasetError(
      [message, ...advice ? [advice] : []].join("\n  "),
      files,
    );
  }
  const rows = Uint32Array.from({ length: table.rows }, (_, r) => r)
    .filter((r) => !reader.dropped[r]);
  const must = (what: string) =>
    new DatasetError(`${table.file} must have ${what}`, [
      table.file,
    ]);
  if (read.length === 0) {
    throw must(
      "at least one input column: found no column except labels and ignored columns",
    );
  }
  if (rows.length === 0) {
    throw must(
      "at least one row without a missing cell: found a missing cell in each row",
    );
  }
  const keep = (values: Values) =>
    kept(values, rows, reader, known !== undefined);
  return {
    reader,
    inputs: (read as Values[]).map(keep),
    labels: labels.map(keep),
    rows,
  };
}

/** Reads the label columns: numbers for regression, otherwise one column of classes. */
function labelsOf(
  reader: ColumnReader,
  names: readonly string[],
  { loss }: DatasetSpec,
  known: Known | undefined,
): Values[] {
  const { table, reading } = reader;
  const isNumeric = (name: string) =>
    !known?.classes && reading.kindOf(name) !== "names" &&
    (names.length > 1 || losses[loss?.type ?? DEFAULT_LOSS].labels === "any");
  return names.flatMap((name) => {
    const isDate = reading.kindOf(name) === "date";
    const plain = { name, mean: 0, deviation: 1 };
    const read = !isNumeric(name)
      ? reader.names(name, known?.classes, true)
      : isDate
      ? reader.readAs({ ...plain, date: "days" })
      : known
      ? reader.readAs(plain)
      : reader.read(name, true);
    if (!read || !("codes" in read)) return read ?? [];
    const column = table.columnOf(name), rows = table.rows;
    const first = { row: 0, column };
    if (names.length > 1) {
      const found = `names, such as ${brief(table.cell(0, column))}`;
      const what = "numbers (since there are several label columns)";
      reader.refuse({ ...first, what, found });
    } else if (!known && reading.kindOf(name) === undefined) {
      const different = read.categories.length;
      const isNumbers = areNumbers(read, reading);
      const hint = isNumbers ? `; for regression, write loss: mse` : "";
      const label = { isLabel: true, hint };
      const doubt = rareDoubt(table, { ...first, rows, different }, label);
      const rest = read.categories.find((word) => /[.,]\d*[1-9]/.test(word));
      if (doubt !== undefined) reader.refuse(doubt);
      else if (isNumbers && rest !== undefined) {
        reader.notes.push(
          `column ${nameText(name)} has numbers read as classes, such as ${
            brief(rest)
          }; for regression, write loss: mse`,
        );
      }
    }
    return read;
  });
}

/** The column's values in the kept rows; `categories` has the order of the inputs or classes. */
function kept(
  values: Values,
  rows: Uint32Array,
  reader: ColumnReader,
  isKnown: boolean,
): Values {
  const all = isKnown || !("codes" in values)
    ? values
    : sortedNames(values, rows, reader.reading);
  if (rows.length === reader.table.rows) return all;
  return "codes" in all
    ? { ...all, codes: Int32Array.from(rows, (r) => all.codes[r]) }
    : { ...all, numbers: Float64Array.from(rows, (r) => all.numbers[r]) };
}

export function indices({ rows }: ReadTable): Uint32Array {
  return Uint32Array.from(rows.keys());
}

function isInFile(test: CsvDataset["test"]): test is { readonly file: string } {
  return typeof test === "object" && "file" in test;
}

/** The input cells of the first 16 rows in `rows`, exactly as they are written in the file. */
export function cellsOf({ from, rows }: Part): string[][] {
  const { reader: { table }, inputs } = from;
  const columns = inputs.map(({ name }) => table.columnOf(name));
  return Array.from(
    rows.subarray(0, CELLS_KEPT),
    (r) => columns.map((column) => table.cell(from.rows[r], column)),
  );
}

/** Checks that a table does not have too many inputs or take too much memory. */
function mustFit(
  { reader: { table: { file } }, inputs, labels, rows }: ReadTable,
  maxBytes: number,
): void {
  const width = inputs.reduce(
    (width, values) =>
      width + ("codes" in values ? values.categories.length : 1),
    0,
  );
  const bytes = 8 * rows.length * (width + (classesOf(labels)?.length ?? 1));
  if (width <= mostColumns && bytes <= maxBytes) return;
  throw new DatasetError(
    `${file} must have at most ${mostColumns} inputs, and take at most ${maxBytes} bytes of memory: found ${width} inputs and ${bytes} bytes; a column of names has one input for each name; to ignore a column, write columns: { NAME: ignore } in dataset`,
    [file],
  );
}
