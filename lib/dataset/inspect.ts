/**
 * Inspection of a table for `init --csv`: the fields of `dataset` with which
 * the table is read correctly, the reason for each field, and the type of the
 * labels.
 *
 * @module
 */

import { EncodingError, readTable } from "../format/mod.ts";
import {
  brief,
  type CsvDataset,
  listed,
  nameText,
  tableDefaults,
  thousands,
} from "../spec/mod.ts";
import { secondsOf } from "./cells.ts";
import type { NameValues, Values } from "./columns.ts";
import { looksNumeric } from "./doubts.ts";
import { cellsOf, FoundFields, holesOf } from "./found_fields.ts";
import { inspectLabels, type LabelInspection } from "./inspect_labels.ts";
import { looksMissing, readingOf } from "./reading.ts";
import { settleSome } from "./settle.ts";
import { mustBeData } from "./table_doubts.ts";

/**
 * The largest number of different words, such as "-", that mark missing numbers
 * in one column.
 */
const MOST_WORDS = 3;

/** Rows with a missing name are removed if at most 1/10 of all rows have a missing name. */
const LEFT_OUT = 10;

/** A word such as NA is read as a class if it occurs in at least this many rows. */
const MANY_ROWS = 20;

/** The smallest number of rows for a cross-validation with five folds. */
const FEWEST_ROWS = 5;

/** A pattern for the names of columns that usually contain row numbers. */
const ID =
  /^(?:(?:.*[ _.-])?(?:id|key|index)|row|no|nr|unnamed: ?0|\w*[a-z]I[dD])$/i;

/** The fields of a spec for a table, with reasons. */
export interface Inspection extends LabelInspection {
  /** The fields of `dataset` that differ from the defaults. */
  readonly dataset: Omit<CsvDataset, "csv" | "test">;
  /**
   * The reason for the value of each field, by the path of the field, such as
   * `missing.then` or `columns.NAME`.
   */
  readonly reasons: ReadonlyMap<string, string>;
  /** The number of rows that are used; rows that `missing` drops are not counted. */
  readonly rows: number;
  /** The number of inputs. */
  readonly inputs: number;
}

/**
 * Inspects a table.
 *
 * @param file The name of the file in error messages.
 * @param labels The label columns.
 * @param given Fields of `dataset` that the user gave.
 * @throws {DatasetError} If the file is not a table, the labels cannot be
 * predicted, or the table can be read in several ways.
 */
export async function inspectTable(
  bytes: Uint8Array,
  file: string,
  labels: readonly string[],
  given: Partial<CsvDataset> = {},
): Promise<Inspection> {
  const { separator } = readingOf(given);
  const read = async (encoding = given.encoding) => {
    const table = await readTable(bytes, file, { encoding, separator });
    mustBeData(table, []);
    return new FoundFields(table, labels, given);
  };
  const found = await read().catch(async (error) => {
    if (!(error instanceof EncodingError) || given.encoding) throw error;
    const { encoding } = error, found = await read(encoding);
    found.set({ encoding }, "the bytes of the file are not UTF-8");
    return found;
  });
  if (!given.missing?.words) findWords(found);
  while (settleSome(found));
  declareNames(found);
  ignoreUseless(found);
  if (!given.missing?.then) handleMissing(found);
  const inputs = found.inputs.map((name) => found.values(name));
  if (inputs.length === 0) {
    const ignored = [...found.columns.keys()].map((name) =>
      `column ${nameText(name)} is ${found.reasons.get(`columns.${name}`)}`
    );
    throw found.refusal(
      "an input column",
      `none; ${listed(ignored, 8, "; ")}`,
    );
  }
  const width = inputs.reduce(
    (sum, values) => sum + ("codes" in values ? values.categories.length : 1),
    0,
  );
  if (inputs.some((values) => "codes" in values)) {
    const why =
      "for a name that does not occur in training rows, all inputs of the column are 0";
    found.set({ unseen: "zeros" }, why);
  }
  const { then } = found.fields.missing ?? {};
  const left = holesOf(
    inputs.filter((values) =>
      then === "drop" || then === "mean" && "codes" in values
    ),
  );
  const rows = Uint32Array.from({ length: found.table.rows }, (_, r) => r)
    .filter((r) => !left.has(r));
  if (rows.length < FEWEST_ROWS) {
    throw found.refusal(
      `at least ${FEWEST_ROWS} rows without a missing cell, for cross-validation with 5 folds`,
      `${rows.length}`,
    );
  }
  const [label, ...others] = found.labels;
  const columns = Object.fromEntries(found.columns);
  return {
    ...inspectLabels(found, rows),
    dataset: {
      label: others.length > 0 ? found.labels : label,
      ...found.fields,
      ...(found.columns.size > 0 && { columns }),
    },
    ...{ reasons: found.reasons, rows: rows.length, inputs: width },
  };
}

/** Finds words among numbers and dates, such as "-", that mark missing cells. */
function findWords(found: FoundFields): void {
  const { table } = found, { isMissing } = readingOf({});
  const all = new Set<string>(), where: string[] = [];
  for (const [c, name] of table.names.entries()) {
    const words = new Set<string>();
    let values = 0, others = 0;
    for (let r = 0; r < table.rows && words.size <= MOST_WORDS; r++) {
      const cell = table.cell(r, c);
      if (isMissing(cell, false)) continue;
      if (looksNumeric(cell) || !Number.isNaN(secondsOf(cell))) values++;
      else words.add(cell.toLowerCase()), others++;
    }
    if (others === 0 || words.size > MOST_WORDS || others >= values) continue;
    if (![...words].every(looksMissing)) continue;
    for (const word of words) all.add(word);
    where.push(`${listed([...words].map(brief))} in column ${nameText(name)}`);
  }
  if (all.size === 0) return;
  const words = [...tableDefaults.missing.words, ...all];
  const why = `words that mark missing cells: the defaults, and ${
    listed(where)
  }`;
  found.set({ missing: { words } }, why, "missing.words");
}

/**
 * Writes `names` as the type of a column of names if the column has a word that
 * usually marks missing cells. An input column also gets the type `names` if
 * the number of different names is more than 1/5 of the number of rows.
 */
function declareNames(found: FoundFields): void {
  const { table } = found, { isMissing } = readingOf(found.fields);
  for (const name of [...found.inputs, ...found.labels]) {
    const values = found.values(name), c = table.columnOf(name);
    if (!("codes" in values) || found.columns.has(name)) continue;
    const words = new Map<string, number>();
    for (let r = 0; r < table.rows; r++) {
      if (values.codes[r] >= 0) continue;
      const cell = table.cell(r, c);
      if (cell !== "" && isMissing(cell, false)) {
        words.set(cell, (words.get(cell) ?? 0) + 1);
      }
    }
    const { length } = values.categories, isLabel = found.labels.includes(name);
    if (words.size > 0) {
      if (isLabel && !areClasses(words, values)) continue;
      const those = listed([...words.keys()].map(brief)),
        kind = isLabel
          ? words.size > 1 ? "are classes" : "is a class"
          : words.size > 1
          ? "are names"
          : "is a name";
      found.setKind(name, "names", `so that ${those} ${kind}`);
    } else if (!isLabel && 5 * length > table.rows) {
      found.setKind(name, "names", `${thousands(length)} different names`);
    }
  }
}

/**
 * Whether words that often mark missing cells are classes in a column. Words
 * that often mark missing cells can be classes only if the column has at least
 * two other names. Words that often mark missing cells can be classes only if
 * each of them contains a letter. Each word in `words` must occur in at least
 * 20 rows, or at least as often as the rarest other name in the column.
 */
function areClasses(
  words: ReadonlyMap<string, number>,
  { categories, codes }: NameValues,
): boolean {
  const counts = categories.map(() => 0);
  for (const code of codes) if (code >= 0) counts[code]++;
  const least = Math.min(MANY_ROWS, ...counts);
  return categories.length > 1 &&
    [...words].every(([word, count]) => /\p{L}/u.test(word) && count >= least);
}

/**
 * Ignores inputs that are constant, have a value in fewer than half of the rows, or
 * contain row numbers.
 */
function ignoreUseless(found: FoundFields): void {
  const { rows } = found.table;
  for (const name of found.inputs) {
    const values = found.values(name);
    const known = cellsOf(values).filter((x) => !Number.isNaN(x));
    const different = new Set(known).size;
    const isId = "numbers" in values && different === rows &&
      ID.test(name) && known.every(Number.isInteger);
    const why = known.length === 0
      ? "no row has a value"
      : different === 1
      ? "all rows have the same value"
      : 2 * known.length < rows
      ? `only ${thousands(known.length)} of ${
        thousands(rows)
      } rows have a value`
      : isId
      ? "each row has a different number"
      : undefined;
    if (why !== undefined) found.ignore(name, why);
  }
}

/**
 * Decides how missing cells are handled. A missing name cannot be replaced by a
 * mean. If few rows have a missing name, these rows are dropped; otherwise, the
 * columns with the most missing names are ignored.
 */
function handleMissing(found: FoundFields): void {
  const { rows } = found.table;
  const isFew = (holes: ReadonlySet<number>) => LEFT_OUT * holes.size <= rows;
  for (;;) {
    const columns = found.inputs.map((name) => found.values(name))
      .filter((values) => holesOf([values]).size > 0);
    const all = holesOf(columns);
    if (all.size === 0) return;
    const names = columns.filter((values) => "codes" in values)
      .sort((a, b) => holesOf([b]).size - holesOf([a]).size);
    const nameless = holesOf(names);
    if (!isFew(nameless)) {
      const [{ name }] = names;
      found.ignore(
        name,
        `${
          thousands(holesOf([names[0]]).size)
        } rows have no name in this column, and a mean cannot replace names`,
      );
      continue;
    }
    const drops = names.length > 0 && isFew(all);
    const then = drops ? "drop" : "mean";
    const where = (values: readonly Values[], count: number) =>
      `${thousands(count)} of ${thousands(rows)} rows have no value in ${
        values.length > 1 ? "at least one of the columns " : "column "
      }${listed(values.map(({ name }) => nameText(name)))}`;
    const numbers = columns.filter((values) => !("codes" in values));
    const why = drops
      ? `${where(columns, all.size)}: these rows are removed`
      : [
        `${
          where(numbers, holesOf(numbers).size)
        }: missing values are replaced by the mean of their column`,
        ...(nameless.size > 0
          ? [`${where(names, nameless.size)}: these rows are removed`]
          : []),
      ].join("; ");
    const missing = { ...found.fields.missing, then } as const;
    found.set({ missing }, why, "missing.then");
    return;
  }
}
