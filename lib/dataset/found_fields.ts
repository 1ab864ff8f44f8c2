/**
 * The fields of `dataset` that are found for a table, one after another, each with
 * the reason why, and the columns as they are read by them.
 *
 * @module
 */

import { allOf, DatasetError, type Table } from "../format/mod.ts";
import type { ColumnKind, CsvDataset } from "../spec/mod.ts";
import { ColumnReader, type Values } from "./columns.ts";
import type { Doubt } from "./doubts.ts";
import { readingOf } from "./reading.ts";

/** A column by the fields so far: its values, or why it is refused. */
interface ReadColumn {
  readonly values: Values | undefined;
  readonly doubt: Doubt | undefined;
  readonly problems: readonly string[];
}

/** Why a field is written that a person gave. */
const GIVEN = "given by --set";

/** A table, and the fields that are found so far. */
export class FoundFields {
  /** The columns to learn, as the table names them. */
  readonly labels: readonly string[];
  /** Why each field is written, by its path. */
  readonly reasons: Map<string, string> = new Map();
  /** How columns are read where it is not as they look. */
  readonly columns: Map<string, ColumnKind> = new Map();
  readonly #read = new Map<string, ReadColumn>(); // by name and fields
  #fields: Partial<CsvDataset> = {};

  /**
   * Takes a table, the columns to learn, and fields that a person gave.
   *
   * @throws {DatasetError} If a column is none of the table's.
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

  /** The columns that a network sees. */
  get inputs(): string[] {
    return this.table.names.filter((name) =>
      !this.labels.includes(name) && this.columns.get(name) !== "ignore"
    );
  }

  /** The fields so far, without `columns`. */
  get fields(): Partial<CsvDataset> {
    return this.#fields;
  }

  /** Adds fields; the reason is of all of them, or of a path within. */
  set(fields: Partial<CsvDataset>, why: string, path?: string): void {
    this.#fields = { ...this.#fields, ...fields };
    for (const field of path ? [path] : Object.keys(fields)) {
      this.reasons.set(field, why);
    }
  }

  /** Says how a column is read. */
  setKind(name: string, kind: ColumnKind, why: string): void {
    this.columns.set(name, kind);
    this.reasons.set(`columns.${name}`, why);
  }

  /** Leaves a column out. */
  ignore(name: string, why: string): void {
    this.setKind(name, "ignore", `ignored, since ${why}`);
  }

  /** Reads a column by the fields so far, and more of them. */
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
   * The values of a column of which there is no doubt.
   *
   * @throws {DatasetError} If it does not read as a person said.
   */
  values(name: string): Values {
    const { values, problems } = this.read(name);
    if (!values) throw allOf(this.table.file, problems);
    return values;
  }

  /** What is said of a table where a person must decide. */
  refusal(what: string, found: string): DatasetError {
    const { file } = this.table;
    return new DatasetError(`${file} must have ${what}: found ${found}`, [
      file,
    ]);
  }
}

/** The numbers of a column, or of its names; NaN where a row has no value. */
export function cellsOf(values: Values): Float64Array {
  return "codes" in values
    ? Float64Array.from(values.codes, (code) => code < 0 ? NaN : code)
    : values.numbers;
}

/** The rows that have no value in one of some columns. */
export function holesOf(columns: readonly Values[]): Set<number> {
  const rows = new Set<number>();
  for (const values of columns) {
    cellsOf(values).forEach((x, r) => Number.isNaN(x) && rows.add(r));
  }
  return rows;
}
