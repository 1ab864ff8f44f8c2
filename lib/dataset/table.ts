/**
 * A data set in one CSV file on the disk: a column of labels, and the others to
 * tell them by.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { type CsvDataset, thousands } from "../spec/mod.ts";
import {
  encodeTable,
  numbersAlone,
  plainColumn,
  standardized,
  widthOf,
  wordNumbers,
  wordsOf,
} from "./columns.ts";
import {
  columnOf,
  DatasetError,
  readTable,
  type Table,
} from "../format/mod.ts";
import type { Dataset, Examples } from "./examples.ts";
import type { DatasetSpec, ReadOptions, Source } from "./source.ts";
import { heldOut, heldRows, stratified } from "./sample.ts";

/** The most inputs, as `inputs.units` has it. */
const mostColumns = 1_000_000;

/** The loss where none is said. */
const mse = { type: "mse", reduction: "mean" } as const;

/** The losses that numbers are learned by. */
const ofNumbers: readonly string[] = ["mse", "huber"];

/**
 * Loads a CSV file. Columns are standardised by the rows that are learned from,
 * or as `fitted` says.
 *
 * @returns The data set, and the class of each training example.
 * @throws {DatasetError} If the file is none that may be read, or no table.
 */
export async function loadTable(
  dataset: CsvDataset,
  spec: DatasetSpec,
  source: Source,
  { fitted, limit, seed = 1, maxBytes = 2 ** 30 }: ReadOptions,
): Promise<{ dataset: Dataset; classOf: ArrayLike<number> }> {
  const { csv, label, test, categorical = [] } = dataset;
  const bytes = await source.read(csv, maxBytes);
  const table = await readTable(bytes, csv);
  const whole: Labelled = { table, ...labelsOf(table, dataset, spec, fitted) };
  for (const name of categorical) columnOf(table, name); // is there
  const plain = fitted?.columns ?? table.names
    .filter((name) => name !== label)
    .map((name) => plainColumn(table, name, categorical.includes(name)));
  mustFit(whole, widthOf(plain), maxBytes);
  const [rest, held] = test === undefined
    ? [whole]
    : split(whole, { fraction: test, seed });
  const learned = sampled(rest, { limit, seed });
  const columns = fitted || spec.inputs.standardize === false
    ? plain
    : standardized(plain, withoutHeldOut(learned, spec, seed).table);
  const encoded = (part: Labelled): Examples => ({
    inputs: encodeTable(part.table, columns, spec.precision),
    targets: targetsOf(part, spec),
  });
  const { classes, numbers } = learned;
  const rows = ({ numbers }: Labelled) => thousands(numbers.length);
  return {
    classOf: numbers,
    dataset: {
      name: "csv",
      train: encoded(learned),
      ...(held && { test: encoded(held) }),
      ...(classes && { classes }),
      columns,
      sources: [
        `train: ${rows(learned)} rows of ${columns.length} columns from ${csv}`,
        ...(held ? [`test: ${rows(held)} other rows of it`] : []),
      ],
    },
  };
}

/** A table, and what its column of labels says. */
interface Labelled {
  readonly table: Table;
  /** The label of each row: a number to learn, or which class it is. */
  readonly numbers: readonly number[];
  /** The names of the classes, where labels are classes. */
  readonly classes?: readonly string[];
}

/** Numbers where they are learned as such, or else classes. */
function labelsOf(
  table: Table,
  { label, categorical = [] }: CsvDataset,
  { loss = mse }: DatasetSpec,
  fitted: ReadOptions["fitted"],
): Pick<Labelled, "numbers" | "classes"> {
  const c = columnOf(table, label);
  const isNumeric = !categorical.includes(label) &&
    ofNumbers.includes(loss.type);
  const numbers = isNumeric ? numbersAlone(table, c) : undefined;
  if (numbers && !fitted?.classes) return { numbers };
  const classes = fitted?.classes ?? wordsOf(table, c);
  const column = { name: label, categories: classes };
  return { classes, numbers: wordNumbers(table, column) };
}

/** Holds rows out, of each class its share. */
function split(
  whole: Labelled,
  { fraction, seed }: { readonly fraction: number; readonly seed: number },
): [learned: Labelled, held: Labelled] {
  const { table, numbers } = whole;
  const { length } = numbers;
  if (length < 2) {
    throw new DatasetError(
      `${table.file} must have at least 2 rows to hold some out: found ${length}`,
      [table.file],
    );
  }
  const count = heldOut(length, fraction);
  const held = new Set(stratified(numbers, count, seed, "test"));
  return [part(whole, (r) => !held.has(r)), part(whole, (r) => held.has(r))];
}

/** What is left when `holdOut` has taken the share of validation. */
function withoutHeldOut(
  learned: Labelled,
  spec: DatasetSpec,
  seed: number,
): Labelled {
  const { fraction } = spec.validation ?? {};
  if (fraction === undefined) return learned;
  const held = new Set(
    heldRows(targetsOf(learned, spec), { fraction, seed }),
  );
  return part(learned, (r) => !held.has(r));
}

/** The sample that `limit` takes. */
function sampled(
  whole: Labelled,
  { limit = Infinity, seed }: {
    readonly limit: number | undefined;
    readonly seed: number;
  },
): Labelled {
  const { numbers } = whole;
  if (limit >= numbers.length) return whole;
  const chosen = new Set(stratified(numbers, limit, seed, "limit"));
  return part(whole, (r) => chosen.has(r));
}

/** Some of the rows. */
function part(
  { table, numbers, ...rest }: Labelled,
  isIn: (r: number) => boolean,
): Labelled {
  const of = <T>(all: readonly T[]) => all.filter((_, r) => isIn(r));
  const { rows, lines } = table;
  return {
    ...rest,
    table: { ...table, rows: of(rows), lines: of(lines) },
    numbers: of(numbers),
  };
}

/** Numbers as they are; a class as its row of targets, one of two in a single one for binaryCrossEntropy. */
function targetsOf(
  { numbers, classes }: Labelled,
  { labels: { oneHot: [off, on], standardize }, loss, precision }: DatasetSpec,
): Frame {
  const rows = numbers.length, columns = outputsOf(classes, loss);
  const Numbers = precision === "float64" ? Float64Array : Float32Array;
  if (!classes) {
    const Labels = standardize ? Float64Array : Numbers; // of numbers of any size
    return { rows, columns, data: Labels.from(numbers) };
  }
  const data = new Numbers(rows * columns).fill(off);
  numbers.forEach((number, r) => {
    if (columns > 1) data[r * columns + number] = on;
    else if (number > 0) data[r] = on;
  });
  return { rows, columns, data };
}

function outputsOf(
  classes: readonly string[] | undefined,
  loss: DatasetSpec["loss"] = mse,
): number {
  const isBinary = (loss.type as string) === "binaryCrossEntropy";
  return classes && !(isBinary && classes.length === 2) ? classes.length : 1;
}

/** Holds what a table becomes to what a network may take. */
function mustFit(
  { table: { file }, numbers, classes }: Labelled,
  width: number,
  maxBytes: number,
): void {
  const bytes = 8 * numbers.length * (width + (classes?.length ?? 1));
  if (width <= mostColumns && bytes <= maxBytes) return;
  throw new DatasetError(
    `${file} must become at most ${mostColumns} inputs and ${maxBytes} bytes: found ${width} inputs, one for each category, and ${bytes} bytes`,
    [file],
  );
}
