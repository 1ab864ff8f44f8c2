/**
 * A table before there is a spec for it: the fields of `dataset` that read it
 * right, why, and what its labels are.
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
import { looksNumeric } from "./doubts.ts";
import type { Fix } from "./fixes.ts";
import { cellsOf, FoundFields, holesOf } from "./found_fields.ts";
import { inspectLabels, type LabelInspection } from "./inspect_labels.ts";
import { looksMissing, readingOf } from "./reading.ts";
import { mustBeData } from "./table_doubts.ts";

/** The most words, such as "-", that may stand among numbers for no value. */
const MOST_WORDS = 3;

/** Rows are left out for a name that is missing if they are at most one in so many. */
const LEFT_OUT = 10;

/** Names of columns that only number the rows. */
const ID =
  /^(?:(?:.*[ _.-])?(?:id|key|index)|row|no|nr|unnamed: ?0|\w*[a-z]I[dD])$/i;

/** What a spec says of a table, and why. */
export interface Inspection extends LabelInspection {
  /** Fields of `dataset` that are not the defaults. */
  readonly dataset: Omit<CsvDataset, "csv" | "test">;
  /** Why each field is written, by its path: `missing.then`, `columns.NAME`. */
  readonly reasons: ReadonlyMap<string, string>;
  /** How many rows are read; those that `missing` leaves out are not. */
  readonly rows: number;
  /** How many inputs the columns become. */
  readonly inputs: number;
}

/**
 * Inspects a table.
 *
 * @param file What to call it in an error.
 * @param labels The columns to learn.
 * @throws {DatasetError} If it is no table, the labels are nothing to learn, or a
 *   person must decide.
 */
export async function inspectTable(
  bytes: Uint8Array,
  file: string,
  labels: readonly string[],
): Promise<Inspection> {
  const read = async (encoding?: CsvDataset["encoding"]) => {
    const table = await readTable(bytes, file, { encoding });
    mustBeData(table, []);
    return new FoundFields(table, labels);
  };
  const found = await read().catch(async (error) => {
    if (!(error instanceof EncodingError)) throw error;
    const { encoding } = error, found = await read(encoding);
    found.set({ encoding }, "the bytes of the file are not UTF-8");
    return found;
  });
  findWords(found);
  while (settleOne(found));
  declareNames(found);
  ignoreIdle(found);
  seeToMissing(found);
  const inputs = found.inputs.map((name) => found.values(name));
  if (inputs.length === 0) {
    const ignored = [...found.columns.keys()].map((name) =>
      `${nameText(name)} is ${found.reasons.get(`columns.${name}`)}`
    );
    throw found.refusal(
      "a column to learn from",
      `none: ${listed(ignored, 8, "; ")}`,
    );
  }
  const width = inputs.reduce(
    (sum, values) => sum + ("codes" in values ? values.categories.length : 1),
    0,
  );
  if (inputs.some((values) => "codes" in values)) {
    const why = "a name that no training row has sets its column's inputs to 0";
    found.set({ unseen: "zeros" }, why);
  }
  const left = found.fields.missing?.then === "drop"
    ? holesOf(inputs)
    : new Set<number>();
  const rows = Uint32Array.from({ length: found.table.rows }, (_, r) => r)
    .filter((r) => !left.has(r));
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

/** Finds words among numbers and dates, such as "-", that stand for no value. */
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
    where.push(`${listed([...words].map(brief))} in ${nameText(name)}`);
  }
  if (all.size === 0) return;
  const words = [...tableDefaults.missing.words, ...all];
  const why = `no value: the default words, and ${listed(where)}`;
  found.set({ missing: { words } }, why, "missing.words");
}

/**
 * Has one column read that is not yet, or ignored where there is no certain way to
 * read it.
 *
 * @returns Whether there was one.
 */
function settleOne(found: FoundFields): boolean {
  const doubts = [...found.inputs, ...found.labels].flatMap((name) => {
    const { doubt } = found.read(name);
    return doubt ? [{ name, doubt }] : [];
  });
  if (doubts.length === 0) return false;
  const certain = doubts.flatMap(({ name, doubt }) => {
    const { certain } = doubt;
    const fix = certain && rightFix(found, name, certain);
    return fix ? [{ name, doubt, fix }] : [];
  });
  const [{ name, doubt, fix }] = [...certain, { ...doubts[0], fix: undefined }];
  if (found.labels.includes(name) && (!fix || fix.kind === "ignore")) {
    throw found.refusal(
      `labels in column ${
        nameText(name)
      } that read in one way, as numbers or as classes that occur again`,
      `${doubt.found}; correct the column, or give another one with --label`,
    );
  }
  if (!fix) {
    const why = `nothing says how to read ${doubt.found}; ${doubt.fix}`;
    found.ignore(name, why);
    return true;
  }
  const { kind, ...format } = fix;
  const such = `such as ${doubt.found}`;
  found.set(format as Partial<CsvDataset>, `${such} in ${nameText(name)}`);
  if (kind === "ignore") found.ignore(name, `it has ${doubt.found}`);
  else if (kind !== undefined) {
    const date = "days since 1970, or seconds where there is a time";
    found.setKind(name, kind, kind === "date" ? date : such);
  }
  return true;
}

/**
 * What reads a column, and all others that are read by now as they are. Where the
 * decimal sign is a comma, points in other columns may be for thousands.
 */
function rightFix(found: FoundFields, name: string, fix: Fix): Fix | undefined {
  const { kind, ...format } = fix;
  if (Object.keys(format).length === 0) return fix;
  const ways = format.decimal === "," && format.thousands === undefined
    ? [format, { ...format, thousands: "." }]
    : [format];
  const columns = kind === undefined ? {} : { [name]: kind };
  const way = ways.find((way) => {
    if (Object.keys(way).some((field) => field in found.fields)) return false;
    const more = way as Partial<CsvDataset>;
    if (!found.read(name, { ...more, columns }).values) return false;
    return [...found.inputs, ...found.labels].every((name) => {
      const before = found.read(name).values;
      const after = found.read(name, more).values;
      return !before || after && "codes" in after === "codes" in before;
    });
  });
  return way && { ...way, ...(kind && { kind }) };
}

/** Declares names where a word for no value, or a part of the table alone, would make them doubtful. */
function declareNames(found: FoundFields): void {
  const { table } = found, { isMissing } = readingOf(found.fields);
  for (const name of found.inputs) {
    const values = found.values(name), c = table.columnOf(name);
    if (!("codes" in values)) continue;
    const words = new Set<string>();
    for (let r = 0; r < table.rows; r++) {
      if (values.codes[r] >= 0) continue;
      const cell = table.cell(r, c);
      if (cell !== "" && isMissing(cell, false)) words.add(cell);
    }
    const { length } = values.categories;
    if (words.size > 0) {
      const those = listed([...words].map(brief));
      found.setKind(name, "names", `so ${those} counts as a name`);
    } else if (5 * length > table.rows) {
      found.setKind(name, "names", `${thousands(length)} different names`);
    }
  }
}

/** Ignores columns that tell nothing, or only number the rows. */
function ignoreIdle(found: FoundFields): void {
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
      ? "it is the same in all rows"
      : 2 * known.length < rows
      ? `only ${thousands(known.length)} of ${
        thousands(rows)
      } rows have a value`
      : isId
      ? "it is a number of its own in each row"
      : undefined;
    if (why !== undefined) found.ignore(name, why);
  }
}

/**
 * Decides what to do about cells without a value. A mean cannot stand for names: a
 * few such rows are left out; if they are many, the columns are.
 */
function seeToMissing(found: FoundFields): void {
  const { rows } = found.table;
  const holed = () =>
    found.inputs.map((name) => found.values(name))
      .filter((values) => holesOf([values]).size > 0);
  for (;;) {
    const columns = holed(), left = holesOf(columns).size;
    if (left === 0) return;
    const names = columns.filter((values) => "codes" in values)
      .sort((a, b) => holesOf([b]).size - holesOf([a]).size);
    const isFew = LEFT_OUT * left <= rows;
    if (names.length === 0 || isFew) {
      const then = names.length > 0 ? "drop" : "mean";
      const where = listed(columns.map(({ name }) => nameText(name)));
      const why = `${thousands(left)} of ${
        thousands(rows)
      } rows have no value in ${where}: ${
        then === "drop" ? "they are left out" : "the mean of the column is used"
      }`;
      const missing = { ...found.fields.missing, then } as const;
      found.set({ missing }, why, "missing.then");
      return;
    }
    const [{ name }] = names;
    const count = thousands(holesOf([names[0]]).size);
    found.ignore(
      name,
      `${count} rows have no name in it, which nothing can stand for`,
    );
  }
}
