/**
 * What makes numbers of a column of text: a decimal sign, thousands, signs such as $.
 *
 * @module
 */

import type { Table } from "../format/mod.ts";
import { brief, type ColumnKind, visible } from "../spec/mod.ts";
import { type NumberFormat, numberOf } from "./cells.ts";
import { formatOf, looksMissing, type Reading } from "./reading.ts";
import { type Clash, isSign, signsOf } from "./signs.ts";

/** Decimal signs and thousands that are tried. */
const WRITTEN: readonly (readonly [decimal: "." | ",", thousands: string])[] = [
  ...[[".", ""], [".", ","], [",", ""], [".", " "], [".", "'"]] as const,
  ...[[",", "."], [",", " "], [",", "'"]] as const,
];

/** The cells of a column. */
export interface Cells {
  readonly table: Table;
  readonly column: number;
  /** Those that have a value, with their rows. */
  readonly cells: Iterable<readonly [row: number, cell: string]>;
}

/** A column of which some cells are no numbers. */
export interface Text extends Cells {
  /** Whether it is a label, which cannot be ignored. */
  readonly isLabel: boolean;
  /** The first row whose cell is no number. */
  readonly first: number;
  /** How many cells are no numbers. */
  readonly count: number;
}

/** Fields of a table, and the kind of a column. */
export interface Fix {
  readonly decimal?: "." | ",";
  readonly thousands?: string;
  readonly kind?: ColumnKind;
}

/** What makes numbers of all cells: the fields to write, and what a cell becomes. */
export function fixesOf(
  { table, column, cells, first }: Text,
  reading: Reading,
): {
  fixes: WrittenFix[];
  signs: readonly string[];
  clash?: Clash | undefined;
} {
  const { signs, clash } = signsOf(cells);
  if (!signs?.every(isSign)) return { fixes: [], signs: [] };
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

/** What to write in a spec, and how a cell is read then. */
export function fixText(
  fixes: readonly { lines: string; value: number }[],
  cell: string,
): string {
  const ways = fixes.slice(0, 2).map(({ lines, value }) =>
    `${lines}, which reads ${brief(cell)} as ${value}`
  );
  return `in dataset, write ${ways.join("; or ")}`;
}

/** A fix as it is written in YAML, and what it makes of a cell. */
interface WrittenFix {
  readonly fix: Fix;
  readonly lines: string;
  readonly value: number;
}

/** The fields of a fix as text. */
function linesOf({ kind, ...format }: Fix, name: string): string {
  const lines = Object.entries(format)
    .map(([field, value]) => `${field}: ${JSON.stringify(value)}`);
  if (typeof kind === "object") {
    const signs = JSON.stringify(kind.number);
    lines.push(fieldOf(name, `{ number: ${signs} }`));
  }
  return lines.join(" and ");
}

/** The line of YAML that says how a column is read. */
export function fieldOf(name: string, kind: string): string {
  const isPlain = /^\p{L}[\p{L}\p{N}_-]*$/u.test(name);
  return `columns: { ${
    isPlain ? name : visible(JSON.stringify(name))
  }: ${kind} }`;
}
