/**
 * The schema of `dataset: { csv, label }`: the fields that describe how a table
 * is read and split.
 *
 * @module
 */

import { openFraction, path } from "./_common_kinds.ts";
import {
  type Either,
  type Entries,
  implied,
  type List,
  type Mapping,
  mapping,
  oneOf,
  optional,
  required,
  type Text,
  type Words,
} from "./_kinds.ts";
import type { CsvDataset } from "./spec.ts";

/** The defaults of the fields of a table. */
export const tableDefaults = {
  separator: "auto",
  decimal: ".",
  thousands: "",
  missing: { words: ["", "NA", "N/A", "NaN", "null", "?"], then: "error" },
  unseen: "error",
  encoding: "utf-8",
} as const satisfies Partial<CsvDataset>;

/** The name of a column. */
export const column: Text = {
  kind: "text",
  rule: "must be the name of a column",
  longest: 1000,
};

const columnNames: List<typeof column> = {
  kind: "list",
  rule: "must be a list of 1 to 256 names of columns",
  of: column,
  most: 256,
};

const label: Either<typeof column | typeof columnNames> = {
  kind: "either",
  rule: "must be the name of a column, or a list of names of columns",
  of: [column, columnNames],
};

const separator: Words<"auto" | "," | ";" | "\t" | "|"> = {
  kind: "words",
  rule: 'must be auto, ",", ";", "\\t" (a tab, in double quotes) or "|"',
  words: ["auto", ",", ";", "\t", "|"],
};

const decimal: Words<"." | ","> = {
  kind: "words",
  rule: 'must be "." or ","',
  words: [".", ","],
};

const thousands: Words<"" | "," | "." | " " | "'"> = {
  kind: "words",
  rule: `must be "", ",", ".", " " or "'"`,
  words: ["", ",", ".", " ", "'"],
};

const word: Text = { kind: "text", rule: "must be text", longest: 100 };

const missingWords: List<typeof word> = {
  kind: "list",
  rule: "must be a list of 1 to 100 texts",
  of: word,
  most: 100,
};

const missing = mapping({
  words: implied(
    missingWords,
    tableDefaults.missing.words,
    "the cell texts that mark a missing value, in upper or lower case; in columns of the type `names` (categories), only an empty cell is a missing value",
  ),
  then: implied(
    oneOf<"error" | "drop" | "mean">({ error: true, drop: true, mean: true }),
    tableDefaults.missing.then,
    "what to do with a missing value: `error` stops with an error; `drop` removes the row; `mean` replaces a missing number by the mean of its column in the training rows, but removes the row if a category is missing",
  ),
});

const signs: Text = {
  kind: "text",
  rule:
    'must be one or more signs, separated by spaces, such as "$ %"; a sign has no digit, +, -, dot, comma or parenthesis',
  longest: 100,
  pattern: "^\\s*[^\\p{N}\\s+\\-.,()]+(\\s+[^\\p{N}\\s+\\-.,()]+)*\\s*$",
};

const columnKind: Either<
  | Words<"names" | "date" | "ignore" | "number">
  | Mapping<{ number: ReturnType<typeof required<typeof signs>> }>
> = {
  kind: "either",
  rule: 'must be names, date, ignore, number or { number: "$ %" }',
  of: [
    oneOf<"names" | "date" | "ignore" | "number">({
      ...{ names: true, date: true, ignore: true, number: true },
    }),
    mapping({
      number: required(
        signs,
        "the currency or unit signs, such as $ or km, to remove before or after each number; if a percent sign is removed, the number is divided by 100",
      ),
    }),
  ],
};

const columns: Entries<typeof columnKind> = {
  kind: "entries",
  rule:
    "must be a mapping such as { age: number }, with 1 to 10,000 names of columns and a type for each",
  of: columnKind,
  key: "NAME",
  most: 10_000,
};

const file = mapping({
  file: required(
    path,
    "the path of a CSV file that has the test set and the same columns as the training file",
  ),
});

const last = mapping({
  last: required(
    openFraction,
    "the fraction of the table's rows that is used as the test set: the last rows of the table",
  ),
});

const group = mapping({
  group: required(
    column,
    "the column that gives the group of each row, such as the patient; a group is never split between the training set and the test set; to split without groups, write test: 0.2",
  ),
  fraction: required(
    openFraction,
    "the fraction of the table's rows that is used as the test set; the fraction is approximate, since the test set consists of whole groups",
  ),
});

const test: Either<
  typeof openFraction | typeof file | typeof last | typeof group
> = {
  kind: "either",
  rule:
    "must be a number over 0 and below 1, or a mapping such as { file: test.csv }, { last: 0.2 } or { group: NAME, fraction: 0.2 }",
  of: [openFraction, file, last, group],
};

/**
 * A table on the disk. The first four fields must stay first: another order
 * would change the text of a spec, and a model file stores a hash of this text.
 */
export const csv = mapping({
  csv: required(
    path,
    "a CSV file (.csv, .tsv, .csv.gz) with column names in its first line; the path is relative to the spec file",
  ),
  label: required(
    label,
    "the column to predict: classes, or numbers if the loss is mse or huber; a list of columns predicts several numbers",
  ),
  test: optional(
    test,
    "the test set, on which the trained network is evaluated once; a number is the fraction of the rows, drawn at random with the seed",
  ),
  categorical: optional(
    columnNames,
    "the columns to read as names (categories); the same as columns: { NAME: names } for each of these columns",
  ),
  separator: implied(
    separator,
    tableDefaults.separator,
    "the separator between columns; `auto` detects the separator from the first lines",
  ),
  decimal: implied(decimal, tableDefaults.decimal, "the decimal separator"),
  thousands: implied(
    thousands,
    tableDefaults.thousands,
    'the thousands separator: "," reads 1,221.81',
  ),
  missing: implied(missing, {}, "the handling of missing values"),
  columns: optional(
    columns,
    "the types of columns that are not detected correctly: names (categories, one-hot encoded), date (converted to days since 1970, or to seconds since 1970 if a cell has a time), number or ignore",
  ),
  unseen: implied(
    oneOf<"error" | "zeros">({ error: true, zeros: true }),
    tableDefaults.unseen,
    "what to do with a category that is not in the training rows: `error` stops with an error; `zeros` sets all inputs of the column to 0",
  ),
  encoding: implied(
    oneOf<"utf-8" | "utf-16" | "windows-1252">({
      ...{ "utf-8": true, "utf-16": true, "windows-1252": true },
    }),
    tableDefaults.encoding,
    "the text encoding of the CSV file",
  ),
});
