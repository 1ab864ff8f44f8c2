/**
 * Fields of a spec that let a text column be read as numbers: the decimal and
 * thousands separators, and signs such as $.
 *
 * @module
 */

import type { Table } from "../format/mod.ts";
import { brief, type ColumnKind, visible } from "../spec/mod.ts";
import { type NumberFormat, numberOf } from "./cells.ts";
import { formatOf, looksMissing, type Reading } from "./reading.ts";
import { areMoney, type Clash, isSign, signsOf } from "./signs.ts";

/** The pairs of decimal and thousands separators to try. */
const WRITTEN: readonly (readonly [decimal: "." | ",", thousands: string])[] = [
  ...[[".", ""], [".", ","], [",", ""], [".", " "], [".", "'"]] as const,
  ...[[",", "."], [",", " "], [",", "'"]] as const,
];

/** The cells of a column. */
export interface Cells {
  readonly table: Table;
  readonly column: number;
  /** The cells that have a value, with their rows. */
  readonly cells: Iterable<readonly [row: number, cell: string]>;
}

/** A column in which some cells are not numbers. */
export interface Text extends Cells {
  /** Whether the column is a label, which cannot be ignored. */
  readonly isLabel: boolean;
  /** The first row whose cell is not a number. */
  readonly first: number;
  /** The number of cells that are not numbers. */
  readonly count: number;
}

/**
 * Fields of `dataset`, and a column type, with which percept can read the cells
 * of a column.
 */
export interface Fix {
  readonly decimal?: "." | ",";
  readonly thousands?: string;
  readonly kind?: ColumnKind;
}

/**
 * Finds all ways to read every cell as a number. Each result has the fields to
 * write in the spec, and the number that the first unreadable cell becomes with
 * these fields.
 */
export function fixesOf(
  { table, column, cells, first }: Text,
  reading: Reading,
): {
  fixes: WrittenFix[];
  signs: readonly string[];
  clash?: Clash | undefined;
} {
  const { signs, clash } = signsOf(cells);
  if (!signs?.every(isSign) || isId(table.cell(first, column), signs)) {
    return { fixes: [], signs: [] };
  }
  const name = table.names[column], known = formatOf(reading, name);
  const reads = (format: NumberFormat) => {
    for (const [, cell] of cells) {
      const isOdd = Number.isNaN(numberOf(cell, format));
      if (isOdd && !(clash && looksMissing(cell))) return false;
    }
    return true;
  };
  const own = [known.decimal as "." | ",", known.thousands] as const;
  const written = [own, ...WRITTEN];
  const fixes = written
    .map(([decimal, thousands]) => ({ decimal, thousands, signs }))
    .filter(reads)
    .map((format): WrittenFix => {
      const { decimal, thousands } = format;
      const fix: Fix = {
        ...(decimal !== known.decimal && { decimal }),
        ...(thousands !== known.thousands && { thousands }),
        ...(signs.length > 0 && { kind: { number: signs.join(" ") } }),
      };
      const value = numberOf(table.cell(first, column), format);
      return { fix, lines: linesOf(fix, name), value };
    });
  if (clash && fixes.length > 0) return { fixes: [], signs, clash };
  const different = fixes.filter(({ value }, f) =>
    fixes.findIndex((fix) => fix.value === value) === f
  );
  return { fixes: different, signs };
}

/** Whether a cell is an identifier such as H-0001, whose dash is not a minus sign. */
export function isId(cell: string, signs: readonly string[] = []): boolean {
  const isCurrency = signs.length > 0 && areMoney(signs);
  return /^\p{L}+[\p{Pd}\u2212]\p{Nd}/u.test(cell) && !isCurrency;
}

/**
 * The part of an error message that suggests at most two fixes, each with the
 * number that `cell` becomes.
 */
export function fixText(
  fixes: readonly { lines: string; value: number }[],
  cell: string,
): string {
  const ways = fixes.slice(0, 2).map(({ lines, value }) =>
    `${lines}, which reads ${brief(cell)} as ${value}`
  );
  return `in dataset, write ${ways.join("; or ")}`;
}

/**
 * A fix, its YAML text, and the number that the first unreadable cell becomes
 * with this fix.
 */
interface WrittenFix {
  readonly fix: Fix;
  readonly lines: string;
  readonly value: number;
}

/** The fields of a fix as YAML text. */
function linesOf({ kind, ...format }: Fix, name: string): string {
  const lines = Object.entries(format)
    .map(([field, value]) => `${field}: ${JSON.stringify(value)}`);
  if (typeof kind === "object") {
    const signs = JSON.stringify(kind.number);
    lines.push(fieldOf(name, `{ number: ${signs} }`));
  }
  return lines.join(" and ");
}

/** The line of YAML that sets the type of a column. */
export function fieldOf(name: string, kind: string): string {
  return `columns: { ${keyOf(name)}: ${kind} }`;
}

/** The largest number of characters of a line that sets the types of columns. */
const LONGEST = 2_000;

/**
 * Advice with one line of YAML that sets the types of several columns, since a spec
 * may have only one field `columns`.
 *
 * @param suggested The column types that error messages suggest.
 * @param written The column types in the spec.
 * @returns `undefined` if no message suggests a type, if there is only one column, or
 * if the line is too long.
 */
export function columnsAdvice(
  suggested: ReadonlyMap<string, ColumnKind>,
  written: Readonly<Record<string, ColumnKind>> = {},
): string | undefined {
  const kinds = new Map([...Object.entries(written), ...suggested]);
  if (suggested.size === 0 || kinds.size < 2) return undefined;
  const parts = [...kinds].map(([name, kind]) =>
    `${keyOf(name)}: ${
      typeof kind === "string"
        ? kind
        : `{ number: ${JSON.stringify(kind.number)} }`
    }`
  );
  const line = `columns: { ${parts.join(", ")} }`;
  return line.length > LONGEST
    ? undefined
    : `to set the types of all columns in one line of dataset, write ${line}`;
}

/** The name of a column as a key in YAML. */
function keyOf(name: string): string {
  const isPlain = /^\p{L}[\p{L}\p{N}_-]*$/u.test(name);
  return isPlain ? name : visible(JSON.stringify(name));
}
