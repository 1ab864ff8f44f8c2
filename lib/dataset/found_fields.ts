/**
 * The fields of `dataset` that `init --csv` chooses for a table, each with its
 * reason, and the columns that are read with these fields.
 *
 * @module
 */

import { allOf, DatasetError, type Table } from "../format/mod.ts";
import type { ColumnKind, CsvDataset } from "../spec/mod.ts";
import { ColumnReader, type Values } from "./columns.ts";
import type { Doubt } from "./doubts.ts";
import { readingOf } from "./reading.ts";

/**
 * A column as read with the `dataset` fields chosen so far: its values, or the
 * reason why the column is refused.
 */
interface ReadColumn {
  readonly values: Values | undefined;
  readonly doubt: Doubt | undefined;
  readonly problems: readonly string[];
}

/**
 * The text that explains the value of a `dataset` field if the user set the
 * value with `--set`.
 */
const GIVEN = "given by --set";

/** A table, and the fields of `dataset` that are chosen so far for its spec. */
export class FoundFields {
  /** The names of the label columns, as they are written in the table. */
  readonly labels: readonly string[];
  /** The reason for the value of each field, by the path of the field. */
  readonly reasons: Map<string, string> = new Map();
  /** The types that replace the detected types of columns, by the name of the column. */
  readonly columns: Map<string, ColumnKind> = new Map();
  readonly #read = new Map<string, ReadColumn>(); // the keys are JSON of name and fields
  #fields: Partial<CsvDataset> = {};

  /**
   * Starts with a table, its label columns, and the fields of `dataset` that
   * the user gave.
   *
   * @throws {DatasetError} If the table lacks a label column.
   */
  constructor(
    readonly table: Table,
    labels: readonly string[],
    { columns = {}, ...given }: Partial<CsvDataset>,
  ) {
    const nameOf = (name: string) => table.names[table.columnOf(name)];
    this.labels = labels.map(nameOf);
    for (const [field, value] of Object.entries(given)) {
      this.set({ [field]: value }, GIVEN);
    }
    for (const [name, kind] of Object.entries(columns)) {
      this.setKind(nameOf(name), kind, GIVEN);
    }
  }

  /** The input columns. */
  get inputs(): string[] {
    return this.table.names.filter((name) =>
      !this.labels.includes(name) && this.columns.get(name) !== "ignore"
    );
  }

  /** The fields of `dataset` chosen so far, except the field `columns`. */
  get fields(): Partial<CsvDataset> {
    return this.#fields;
  }

  /**
   * Adds fields, and records `why` as the reason for the field at `path`, or
   * for each added field if `path` is not given.
   */
  set(fields: Partial<CsvDataset>, why: string, path?: string): void {
    this.#fields = { ...this.#fields, ...fields };
    for (const field of path ? [path] : Object.keys(fields)) {
      this.reasons.set(field, why);
    }
  }

  /** Sets the type of a column. */
  setKind(name: string, kind: ColumnKind, why: string): void {
    this.columns.set(name, kind);
    this.reasons.set(`columns.${name}`, why);
  }

  /** Ignores a column. */
  ignore(name: string, why: string): void {
    this.setKind(name, "ignore", `ignored, since ${why}`);
  }

  /** Reads a column with the fields chosen so far; the fields in `more` replace chosen fields. */
  read(name: string, more: Partial<CsvDataset> = {}): ReadColumn {
    const kind = more.columns?.[name] ?? this.columns.get(name);
    const columns = kind === undefined ? {} : { [name]: kind };
    const dataset = { ...this.#fields, ...more, columns };
    const key = JSON.stringify([name, dataset]);
    let read = this.#read.get(key);
    if (!read) {
      const reader = new ColumnReader(this.table, readingOf(dataset));
      const values = reader.read(name, this.labels.includes(name));
      const { problems } = reader, doubt = reader.doubts.get(name);
      this.#read.set(key, read = { values, doubt, problems });
    }
    return read;
  }

  /**
   * The values of a column that is already known to be readable.
   *
   * @throws {DatasetError} If the column cannot be read with the `dataset` fields that the user set.
   */
  values(name: string): Values {
    const { values, problems } = this.read(name);
    if (!values) throw allOf(this.table.file, problems);
    return values;
  }

  /** The error for a table that needs a decision by the user. */
  refusal(what: string, found: string): DatasetError {
    const { file } = this.table;
    return new DatasetError(`${file} must have ${what}: found ${found}`, [
      file,
    ]);
  }
}

/** The numbers of a column, or the indexes of its names; NaN for missing cells. */
export function cellsOf(values: Values): Float64Array {
  return "codes" in values
    ? Float64Array.from(values.codes, (code) => code < 0 ? NaN : code)
    : values.numbers;
}

/** The rows with a missing cell in at least one of the columns. */
export function holesOf(columns: readonly Values[]): Set<number> {
  const rows = new Set<number>();
  for (const values of columns) {
    cellsOf(values).forEach((x, r) => Number.isNaN(x) && rows.add(r));
  }
  return rows;
}
