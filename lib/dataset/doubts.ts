/**
 * Columns of text that may not be names: numbers with signs or a decimal comma,
 * dates, cells that never occur again. Each is answered with the line that fixes it.
 *
 * @module
 */

import type { Table } from "../format/mod.ts";
import { brief, nameText, visible } from "../spec/mod.ts";
import { type NumberFormat, numberOf, secondsOf } from "./cells.ts";
import { formatOf, type Reading } from "./reading.ts";

/** From so many rows on, names must occur again. */
const FEW_ROWS = 20;

/** Decimal signs and thousands that are tried. */
const WRITTEN: readonly (readonly [decimal: "." | ",", thousands: string])[] = [
  ...[[".", ""], [".", ","], [",", ""], [",", "."], [",", " "]] as const,
  ...[[".", " "], [".", "'"], [",", "'"]] as const,
];

/** Dates that are not in the form 2026-11-28: 28.11.2026, 11/28/26, 2026-11. */
const DATES =
  /^(?:\d{1,4}\/\d{1,2}\/\d{1,4}|\d{1,2}([.-])\d{1,2}\1\d{2,4}|\d{4}([.-])\d{1,2}\2\d{1,2}|\d{4}-\d{2}|\d{4}\/\d{1,2}|\d{1,2}\/\d{4}|[0-3]?\d\/[0-3]?\d)(?:[T ,].*)?$/i;

/** A column of which some cells are no numbers. */
export interface Text {
  readonly table: Table;
  readonly column: number;
  /** Its cells that have a value, with their rows. */
  readonly cells: Iterable<readonly [row: number, cell: string]>;
  /** The first row whose cell is no number. */
  readonly first: number;
  /** How many cells are no numbers. */
  readonly count: number;
}

/** Why a column of text is refused; nothing where its cells are names. */
export function doubtOf(text: Text, reading: Reading): string | undefined {
  const { table, column, cells, first, count } = text;
  const name = table.names[column], cell = table.cell(first, column);
  const refuse = (what: string, found: string, fix: string) =>
    refusal(table, { row: first, column, what, found, fix });
  const names = fieldOf(name, "names"), ignore = fieldOf(name, "ignore");
  let all = 0, dates = 0, others = 0, numeric = 0;
  const different = new Set<string>();
  for (const [, cell] of cells) {
    all++;
    if (!Number.isNaN(secondsOf(cell))) dates++;
    else if (DATES.test(cell)) others++;
    else if (looksNumeric(cell)) numeric++;
    different.add(cell);
  }
  const { fixes, areSigns } = fixesOf(text, reading);
  if (fixes.length > 0 && areSigns) {
    const [one, ...rest] = fixes;
    const fix = [one, ...rest.slice(0, 1)].map(({ lines, value }) =>
      `${lines}, which reads ${brief(cell)} as ${value}`
    ).join("; or ");
    return refuse("a number", brief(cell), `in dataset, write ${fix}`);
  }
  if (dates === all) {
    return refuse(
      "a number or a name",
      `the date ${brief(cell)}`,
      `in dataset, write ${fieldOf(name, "date")} or ${ignore}`,
    );
  }
  if (2 * (dates + others) > all) {
    return refuse(
      "a number, a name or a date such as 2026-11-28",
      brief(cell),
      `write dates in that form and, in dataset, ${
        fieldOf(name, "date")
      }, or ${names} or ${ignore}`,
    );
  }
  if (count < all) {
    return refuse(
      `a number as ${all - count} of ${all} rows have`,
      brief(cell),
      `correct it or, in dataset, write missing: { words: ${
        visible(JSON.stringify([...reading.missing, cell.slice(0, 20)]))
      }, then: drop } or ${names}`,
    );
  }
  if (2 * numeric > all) {
    return refuse(
      "a number",
      brief(cell),
      `write numbers such as -1221.81, or, in dataset, ${names} or ${ignore}`,
    );
  }
  const isCode = /^\p{L}+\d/u.test(cell); // a17
  const hint = fixes.length > 0 && !isCode ? ` or ${fixes[0].lines}` : "";
  return rareDoubt(
    table,
    { row: first, column, rows: all, different: different.size },
    hint,
  );
}

/**
 * Why names are refused of which most occur once; nothing where they may be.
 *
 * @param found.row A row to show.
 * @param found.rows How many rows have a name.
 * @param hint What else may be written.
 */
export function rareDoubt(
  table: Table,
  found: {
    readonly row: number;
    readonly column: number;
    readonly rows: number;
    readonly different: number;
  },
  hint = "",
): string | undefined {
  const { row, column, rows, different } = found;
  if (rows < FEW_ROWS || 2 * different <= rows) return undefined;
  const name = table.names[column], cell = table.cell(row, column);
  return refusal(table, {
    ...{ row, column },
    what: "names that occur again",
    found: `${different} different ones in ${rows} rows, such as ${
      brief(cell)
    }`,
    fix: `in dataset, write ${fieldOf(name, "ignore")} or ${
      fieldOf(name, "names")
    }${hint}`,
  });
}

/** Whether a cell is a number in some form, signs and parentheses included. */
function looksNumeric(cell: string): boolean {
  if (cell.length > 100) return false;
  const bare = cell.replaceAll(/[\p{Sc}%()\s]/gu, "");
  return /^[-+\u2212]?(?:[\d.,'\u2019]+(?:e[-+]?\d+)?-?|inf|infinity)$/i
    .test(bare) && /\d|inf/i.test(bare);
}

/** What makes numbers of all cells: the fields to write, and what a cell becomes. */
function fixesOf(
  { table, column, cells, first }: Text,
  reading: Reading,
): { fixes: { lines: string; value: number }[]; areSigns: boolean } {
  const affixes = new Set<string>();
  for (const [, cell] of cells) {
    for (
      const pattern of [/^[-+(\s]*([^\d\s.,'()+-]+)/, /([^\d\s.,'()+-]+)\s*$/]
    ) {
      const [, affix] = pattern.exec(cell.slice(0, 40)) ?? [];
      if (affix !== undefined) affixes.add(affix);
    }
    if (affixes.size > 4) return { fixes: [], areSigns: false };
  }
  const name = table.names[column], known = formatOf(reading, name);
  const signs = affixes.size > 0 ? [...affixes] : undefined;
  const reads = (format: NumberFormat) => {
    for (const [, cell] of cells) {
      if (Number.isNaN(numberOf(cell, format))) return false;
    }
    return true;
  };
  const written = [[known.decimal, known.thousands] as const, ...WRITTEN];
  const fixes = written
    .map(([decimal, thousands]) => ({ decimal, thousands, signs }))
    .filter(reads)
    .map((format) => ({
      lines: linesOf(format, known, name),
      value: numberOf(table.cell(first, column), format),
    }));
  const different = fixes.filter(({ value }, f) =>
    fixes.findIndex((fix) => fix.value === value) === f
  );
  const areSigns = [...affixes].every((affix) => /^[\p{Sc}%]+$/u.test(affix));
  return { fixes: different, areSigns };
}

/** The fields that differ from how the table is read now. */
function linesOf(
  { decimal, thousands, signs }: NumberFormat,
  known: NumberFormat,
  name: string,
): string {
  return [
    ...(decimal === known.decimal
      ? []
      : [`decimal: ${JSON.stringify(decimal)}`]),
    ...(thousands === known.thousands
      ? []
      : [`thousands: ${JSON.stringify(thousands)}`]),
    ...(signs
      ? [fieldOf(name, `{ number: ${JSON.stringify(signs.join(" "))} }`)]
      : []),
  ].join(" and ");
}

/** The line of YAML that says how a column is read. */
export function fieldOf(name: string, kind: string): string {
  const isPlain = /^\p{L}[\p{L}\p{N}_-]*$/u.test(name);
  return `columns: { ${
    isPlain ? name : visible(JSON.stringify(name))
  }: ${kind} }`;
}

/** What is said of a cell. */
export function refusal(
  table: Table,
  { row, column, what, found, fix }: {
    readonly row: number;
    readonly column: number;
    readonly what: string;
    readonly found: string;
    readonly fix?: string;
  },
): string {
  const { file, names } = table;
  return `${file}:${table.line(row)}: must have ${what} in column ${
    column + 1
  }, ${nameText(names[column])}: found ${found}${fix ? `; ${fix}` : ""}`;
}
