/**
 * Reading of a table's columns as numbers, dates or names. A column of numbers
 * or dates becomes one input, and a column of names becomes one input for each
 * name. The model contains the mean and deviation, or the names, of each input
 * column, so that rows to predict are read in the same way as training rows.
 *
 * @module
 */

import { named, type Table } from "../format/mod.ts";
import { brief, type ColumnKind, listed, nameText } from "../spec/mod.ts";
import { type Doubt, doubtOf, numberFix, refusal } from "./doubts.ts";
import { fieldOf } from "./fixes.ts";
import { numberDoubt } from "./number_doubts.ts";
import { type NumberValues, PERCENT, readNumbers } from "./numbers.ts";
import { formatOf, type Reading } from "./reading.ts";

/** A column of numbers or dates; a number x becomes the input (x - mean) / deviation. */
export interface NumericColumn {
  /** The name of the column. */
  readonly name: string;
  /** The mean over the training rows; 0 if the column is not standardized. */
  readonly mean: number;
  /** The standard deviation over the training rows; 1 if the column is constant or not standardized. */
  readonly deviation: number;
  /** The unit in which dates are counted from the start of 1970; absent for numbers. */
  readonly date?: "days" | "seconds" | undefined;
  /** The number that replaces missing cells; absent if missing cells are not filled in. */
  readonly missing?: number | undefined;
  /** Whether every number except zeros has a percent sign. */
  readonly percent?: boolean | undefined;
}

/** A column of names. */
export interface CategoricalColumn {
  /** The name of the column. */
  readonly name: string;
  /** The different names in the column, in the order of the inputs. */
  readonly categories: readonly string[];
}

/** An input column: a column of numbers with mean and deviation, or a column of names. */
export type Column = NumericColumn | CategoricalColumn;

/** A column of names, as indexes into `categories`; -1 is a missing or unknown name. */
export interface NameValues {
  readonly name: string;
  readonly categories: readonly string[];
  readonly codes: Int32Array;
}

/** A column with a value for each row. */
export type Values = NumberValues | NameValues;

/** Reads the columns of a table, and collects all errors and notes. */
export class ColumnReader {
  /** The errors, one sentence each. */
  readonly problems: string[] = [];
  /** For each refused column whose type the spec does not set: the reason for the refusal. */
  readonly doubts: Map<string, Doubt> = new Map();
  /** The type that the error message suggests for a column, by the column's name. */
  readonly suggested: Map<string, ColumnKind> = new Map();
  /** Notes about doubtful columns, one sentence each. */
  readonly notes: string[] = [];
  /** The number of missing cells in each column. */
  readonly missing: Map<string, number> = new Map();
  /** For each column, the number of rows that are removed because the cell is missing. */
  readonly dropping: Map<string, number> = new Map();
  /** For each column, how many cells contain a name (category) that is not in the training rows. */
  readonly unseen: Map<string, number> = new Map();
  /** For each column with percent signs, the number of cells without this sign. */
  readonly bare: Map<string, number> = new Map();
  /** For each column of dates with times, the number of dates without a time. */
  readonly midnight: Map<string, number> = new Map();
  /** For each column of times with time zones, the number of times without a time zone. */
  readonly utc: Map<string, number> = new Map();
  /** One number for each row: 1 if the row is removed because of a missing cell, otherwise 0. */
  readonly dropped: Uint8Array;

  /** Starts reading a table. */
  constructor(readonly table: Table, readonly reading: Reading) {
    this.dropped = new Uint8Array(table.rows);
  }

  /**
   * Reads a column with the type in the spec, or detects the type.
   *
   * @param isLabel Whether the column is a label; missing labels are not filled
   * in.
   * @returns Undefined if the column cannot be read.
   */
  read(name: string, isLabel = false): Values | undefined {
    const { table, reading, notes } = this, kind = reading.kindOf(name);
    if (kind === "names") return this.names(name, undefined, isLabel);
    const { values, first, count, holes, zeros } = this.#numbers(
      name,
      kind === "date",
    );
    const column = table.columnOf(name), cells = this.#cells(column);
    const about = { table, column, cells }, { numbers } = values;
    if (count === 0) {
      this.#mustBeFilled(name, holes, !isLabel, true);
      const doubt = kind === undefined &&
        numberDoubt({ ...about, numbers, zeros }, reading, notes);
      if (doubt) this.#doubt(name, doubt);
      return values;
    }
    const text = { ...about, first, count, isLabel };
    if (kind !== undefined) {
      const problem = kind === "date"
        ? this.#notA("date", text)
        : this.#notA("number", text, numberFix(text, reading));
      this.problems.push(problem);
      return undefined;
    }
    const doubt = doubtOf(text, reading, notes);
    if (doubt === undefined) return this.names(name, undefined, isLabel);
    this.#doubt(name, doubt);
    return undefined;
  }

  /** Reads a column in the same way as in training. */
  readAs(column: Column): Values {
    const { name } = column;
    if ("categories" in column) return this.names(name, column.categories);
    const { date, percent } = column, at = this.table.columnOf(name);
    const { values, first, count, holes, bare } = this.#numbers(
      name,
      date !== undefined,
      date,
    );
    if (count > 0) {
      const where = { first, column: at, count };
      this.problems.push(this.#notA(date ? "date" : "number", where));
    } else if (percent && bare.length > 0) {
      const [row] = bare,
        found = cellsText(this.table.cell(row, at), bare.length);
      const what = `${PERCENT} as in all training rows,`;
      this.refuse({ row, column: at, what, found });
    }
    this.#mustBeFilled(name, holes, column.missing !== undefined, false);
    return values;
  }

  /**
   * Reads a column of names.
   *
   * @param known The allowed names; default: all names in the column.
   * @param isLabel Whether the names are classes; an unknown class is an error.
   */
  names(name: string, known?: readonly string[], isLabel = false): NameValues {
    const { table, reading } = this, column = table.columnOf(name);
    const codes = new Int32Array(table.rows).fill(-1);
    const numbers = new Map((known ?? []).map((word, code) => [word, code]));
    let first = -1, unseen = 0;
    const isDeclared = reading.kindOf(name) === "names";
    const holes = this.#visit(column, isDeclared, (cell, r) => {
      const word = named(cell);
      let code = numbers.get(word);
      if (code === undefined && known === undefined) {
        numbers.set(word, code = numbers.size);
      }
      codes[r] = code ?? -1;
      if (code === undefined && unseen++ === 0) first = r;
    });
    this.#mustBeFilled(name, holes, isLabel ? false : "names", !known);
    const { allowsUnseen } = reading;
    if (unseen > 0 && allowsUnseen && !isLabel) this.unseen.set(name, unseen);
    else if (unseen > 0) {
      this.refuse({
        ...{ row: first, column },
        what: `one of the names in the training rows (${
          listed(known!.map(nameText))
        })`,
        found: cellsText(table.cell(first, column), unseen),
        ...(isLabel ? {} : {
          fix:
            "in dataset, write unseen: zeros, which sets all inputs of the column to 0 for an unknown name",
        }),
      });
    }
    return { name, categories: known ?? [...numbers.keys()], codes };
  }

  /** Reads a column of numbers, or of dates in the given unit. */
  #numbers(name: string, isDate: boolean, unit?: NumericColumn["date"]) {
    const { table, reading } = this, format = formatOf(reading, name);
    const read = readNumbers(
      { name, rows: table.rows, format, isDate, unit },
      (each) => this.#visit(table.columnOf(name), false, each),
    );
    const { bare, midnight, utc } = read;
    if (bare.length > 0) this.bare.set(name, bare.length);
    if (midnight > 0) this.midnight.set(name, midnight);
    if (utc > 0) this.utc.set(name, utc);
    return read;
  }

  /** Calls `each` for every cell with a value. Returns the rows with a missing cell. */
  #visit(
    column: number,
    areNames: boolean,
    each: (cell: string, row: number) => void,
  ): number[] {
    const { table, reading } = this;
    const holes: number[] = [];
    for (let r = 0; r < table.rows; r++) {
      const cell = table.cell(r, column);
      if (reading.isMissing(cell, areNames)) holes.push(r);
      else each(cell, r);
    }
    return holes;
  }

  /** The cells of a column that have a value. */
  #cells(column: number): Iterable<[row: number, cell: string]> {
    const { table, reading } = this;
    return {
      *[Symbol.iterator]() {
        for (let r = 0; r < table.rows; r++) {
          const cell = table.cell(r, column);
          if (!reading.isMissing(cell, false)) yield [r, cell];
        }
      },
    };
  }

  /**
   * Handles missing cells: drops their rows, fills in the mean, or adds an
   * error. With `missing: { then: mean }` in the spec, a row with a missing
   * name is dropped (names have no mean).
   */
  #mustBeFilled(
    name: string,
    holes: readonly number[],
    canFill: boolean | "names",
    isNew: boolean,
  ): void {
    if (holes.length === 0) return;
    const { table, reading: { then } } = this, column = table.columnOf(name);
    this.missing.set(name, holes.length);
    const isEmpty = isNew && holes.length === table.rows;
    const isLeftOut = then === "drop" || then === "mean" && canFill === "names";
    if (!isEmpty && isLeftOut) {
      this.dropping.set(name, holes.length);
      for (const r of holes) this.dropped[r] = 1;
    }
    const isFilled = canFill === true && then !== "error";
    if (!isEmpty && (isLeftOut || isFilled)) return;
    const [row] = holes, cell = table.cell(row, column);
    const isName = cell === "" ? "" : `, or ${fieldOf(name, "names")}`;
    const fix = isEmpty
      ? `in dataset, write ${fieldOf(name, "ignore")}`
      : then === "refuse"
      ? "fill in the cell, or delete the row"
      : canFill === true
      ? `fill in the cell or, in dataset, write missing: { then: drop } or missing: { then: mean }${isName}`
      : `fill in the cell or, in dataset, write missing: { then: drop }${isName}`;
    this.refuse({
      ...{ row, column, fix, what: "a value" },
      found: cellsText(cell, holes.length),
      kind: isEmpty ? "ignore" : undefined,
    });
  }

  #doubt(name: string, doubt: Doubt): void {
    this.doubts.set(name, doubt);
    this.refuse(doubt);
  }

  /** Adds an error. */
  refuse(doubt: Doubt): void {
    const { table, suggested } = this, { column, kind } = doubt;
    this.problems.push(refusal(table, doubt));
    if (kind !== undefined) suggested.set(table.names[column], kind);
  }

  #notA(
    kind: "date" | "number",
    { first: row, column, count }: {
      readonly first: number;
      readonly column: number;
      readonly count: number;
    },
    fix?: string,
  ) {
    return refusal(this.table, {
      ...{ row, column, fix },
      what: kind === "date" ? "a date such as 2026-11-28" : "a number",
      found: cellsText(this.table.cell(row, column), count),
    });
  }
}

/** The part of an error message that quotes an unreadable cell and counts the column's others. */
function cellsText(cell: string, count: number): string {
  return `${brief(cell)}${
    count > 1 ? ` and ${count - 1} more in this column` : ""
  }`;
}
