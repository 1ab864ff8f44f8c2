/**
 * The columns of a table, read: a number one input, a name one input for each
 * that there is. What is fitted of them (`fit.ts`) is saved with a network, so
 * that it reads later rows as it read those it learned from.
 *
 * @module
 */

import { named, type Table } from "../format/mod.ts";
import { brief, listed, nameText } from "../spec/mod.ts";
import { type Doubt, doubtOf, numberFix, refusal } from "./doubts.ts";
import { fieldOf } from "./fixes.ts";
import { numberDoubt } from "./number_doubts.ts";
import { type NumberValues, PERCENT, readNumbers } from "./numbers.ts";
import { formatOf, type Reading } from "./reading.ts";

/** A column of numbers or dates: (x - mean) / deviation is what a network sees. */
export interface NumericColumn {
  /** Its name in the table. */
  readonly name: string;
  /** The mean of the training rows; 0 where it is not standardized. */
  readonly mean: number;
  /** Their standard deviation; 1 where it is not standardized, or there is none. */
  readonly deviation: number;
  /** What dates are counted in, since 1970; absent where cells are numbers. */
  readonly date?: "days" | "seconds" | undefined;
  /** What a cell without a value is taken for; absent where none may be. */
  readonly missing?: number | undefined;
  /** Whether every number has a percent sign, zeros aside. */
  readonly percent?: boolean | undefined;
}

/** A column of names. */
export interface CategoricalColumn {
  /** Its name in the table. */
  readonly name: string;
  /** The names that there are, in the order of the inputs. */
  readonly categories: readonly string[];
}

/** A column that a network sees. */
export type Column = NumericColumn | CategoricalColumn;

/** A column of names as numbers, -1 where a row has none that is known. */
export interface NameValues {
  readonly name: string;
  readonly categories: readonly string[];
  readonly codes: Int32Array;
}

/** A column as it was read, with a value for each row. */
export type Values = NumberValues | NameValues;

/** The columns of one table as they are read, and all that is wrong in them. */
export class ColumnReader {
  /** What is wrong, a sentence each. */
  readonly problems: string[] = [];
  /** Why columns are refused that a spec says nothing of, by column. */
  readonly doubts: Map<string, Doubt> = new Map();
  /** What is doubtful in how columns are read, a sentence each. */
  readonly notes: string[] = [];
  /** How many cells have no value, by column. */
  readonly missing: Map<string, number> = new Map();
  /** How many cells have a name that was not learned from, by column. */
  readonly unseen: Map<string, number> = new Map();
  /** How many cells have no sign where a percent sign may stand, by column. */
  readonly bare: Map<string, number> = new Map();
  /** How many dates have no time where others have one, by column. */
  readonly midnight: Map<string, number> = new Map();
  /** How many times have no time zone where others have one, by column. */
  readonly utc: Map<string, number> = new Map();
  /** Whether a row is to be left out, since a cell of it has no value. */
  readonly dropped: Uint8Array;

  /** Takes the table, and how it is read. */
  constructor(readonly table: Table, readonly reading: Reading) {
    this.dropped = new Uint8Array(table.rows);
  }

  /**
   * Reads a column as its spec says, or as its cells look.
   *
   * @param isLabel Whether it is learned, so that no mean may stand for a number
   *   that is missing.
   * @returns Nothing where it cannot be read.
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

  /** Reads a column as one that was learned from. */
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
      const what = `${PERCENT} as all cells that were learned from,`;
      this.problems.push(refusal(this.table, { row, column: at, what, found }));
    }
    this.#mustBeFilled(name, holes, column.missing !== undefined, false);
    return values;
  }

  /**
   * Reads a column of names.
   *
   * @param known The names that there may be; all that there are unless given.
   * @param isLabel Whether they are classes, of which none may be unseen.
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
      this.problems.push(refusal(table, {
        ...{ row: first, column },
        what: `one of what was learned from, ${listed(known!.map(nameText))},`,
        found: cellsText(table.cell(first, column), unseen),
        ...(isLabel ? {} : {
          fix: "in dataset, unseen: zeros sets its inputs to 0",
        }),
      }));
    }
    return { name, categories: known ?? [...numbers.keys()], codes };
  }

  /** Reads numbers, or dates in a unit. */
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

  /** Calls `each` with every cell that has a value; returns the rows of the others. */
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
   * Sees to cells without a value: their rows are left out, they are taken for
   * the mean, or they are refused. Where others get the mean, rows without a name
   * are left out.
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
    if (!isEmpty && isLeftOut) { for (const r of holes) this.dropped[r] = 1; }
    const isFilled = canFill === true && then !== "error";
    if (!isEmpty && (isLeftOut || isFilled)) return;
    const [row] = holes, cell = table.cell(row, column);
    const isName = cell === "" ? "" : `, or ${fieldOf(name, "names")}`;
    const fix = isEmpty
      ? `in dataset, write ${fieldOf(name, "ignore")}`
      : then === "refuse"
      ? "fill it in or leave the row out"
      : canFill === true
      ? `fill it in or, in dataset, write missing: { then: drop } or missing: { then: mean }${isName}`
      : `fill it in or, in dataset, write missing: { then: drop }${isName}`;
    this.problems.push(refusal(table, {
      ...{ row, column, fix, what: "a value" },
      found: cellsText(cell, holes.length),
    }));
  }

  #doubt(name: string, doubt: Doubt): void {
    this.doubts.set(name, doubt);
    this.problems.push(refusal(this.table, doubt));
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

/** A cell that is wrong, and how many others of its column are. */
function cellsText(cell: string, count: number): string {
  return `${brief(cell)}${count > 1 ? ` and ${count - 1} more` : ""}`;
}
