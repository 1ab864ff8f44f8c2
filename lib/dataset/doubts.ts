/**
 * Detection of text columns whose cells are perhaps not names, but dates,
 * identifiers, or numbers with a decimal comma or signs such as $. Each error
 * message suggests what to write in the spec.
 *
 * @module
 */

import type { Table } from "../format/mod.ts";
import { brief, type ColumnKind, nameText, visible } from "../spec/mod.ts";
import { secondsOf } from "./cells.ts";
import {
  fieldOf,
  type Fix,
  fixesOf,
  fixText,
  isId,
  type Text,
} from "./fixes.ts";
import { looksMissing, type Reading } from "./reading.ts";
import { areMoney, type Clash } from "./signs.ts";

/**
 * The limit on the number of different names in a column applies only if at
 * least this many rows have a name.
 */
const FEW_ROWS = 20;

/** Dates in formats that are not supported, such as 28.11.2026, 11/28/26 and 2026-11. */
const DATES =
  /^(?:\d{1,4}\/\d{1,2}\/\d{1,4}|\d{1,2}([.-])\d{1,2}\1\d{2,4}|\d{4}([.-])\d{1,2}\2\d{1,2}|\d{4}-\d{2}|\d{4}\/\d{1,2}|\d{1,2}\/\d{4}|[0-3]?\d\/[0-3]?\d)(?:[T ,].*|Z|[-+]\d\d:?\d\d)?$/i;

/**
 * ISO 8601 dates that are not supported, and parts of a year, such as
 * 20261128T1015, 2026-W48, 2026-332 and 2026Q4.
 */
const OTHER_DATES =
  /^(?:\d{8}[T ]\d{2}(?::?\d\d){0,2}(?:[.,]\d+)?(?:Z|[-+]\d\d(?::?\d\d)?)?|\d{8}Z|\d{4}-?W[0-5]\d(?:-?[1-7])?|\d{4}-[0-3]\d\d|\d{4}[- \/]?[QHST][1-4]|[QHST][1-4][- \/]?\d{4}|W[0-5]\d[- \/]\d{4})$/i;

/**
 * Dates with the name of a month, such as "Nov 28, 2026", "Sat, 28 November
 * 2026" and 28-Nov-26.
 */
const MONTHS =
  /^(?:\p{L}{2,}\.?,? )?(?:\d{1,2}(?:\.|st|nd|rd|th)?[ -](?:de )?\p{L}{3,}\.?,?[ -](?:de )?(?:\d{2}|\d{4})|\p{L}{3,}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})(?:[T ,].*)?$/iu;

/** The reason why a column is refused. */
export interface Doubt {
  readonly row: number;
  readonly column: number;
  readonly what: string;
  readonly found: string;
  /** The text that tells the user what to write in the spec. */
  readonly fix?: string | undefined;
  /** The fix, if only one fix is possible; absent if the user must choose a fix. */
  readonly certain?: Fix | undefined;
  /** The first column type that `fix` suggests; absent if the user must change cells. */
  readonly kind?: ColumnKind | undefined;
}

/**
 * Finds the reason to refuse a column of text; undefined if the text is accepted as names of categories.
 *
 * @param notes A list to which notes about doubtful names are added.
 */
export function doubtOf(
  text: Text,
  reading: Reading,
  notes: string[],
): Doubt | undefined {
  const { table, column, cells, first, count, isLabel } = text;
  const name = table.names[column], cell = table.cell(first, column);
  const refuse = (
    what: string,
    found: string,
    fix: string,
    { row = first, ...rest }: Partial<Doubt> = {},
  ): Doubt => ({ row, column, what, found, fix, ...rest });
  const names = fieldOf(name, "names"), date = fieldOf(name, "date");
  const ignore = isLabel ? "" : ` or ${fieldOf(name, "ignore")}`;
  let all = 0, dates = 0, others = 0, numeric = 0, noDate = -1;
  const different = new Set<string>();
  for (const [row, cell] of cells) {
    all++;
    if (!Number.isNaN(secondsOf(cell))) dates++;
    else {
      if ([DATES, OTHER_DATES, MONTHS].some((form) => form.test(cell))) {
        others++;
      } else if (looksNumeric(cell)) numeric++;
      if (noDate < 0) noDate = row;
    }
    different.add(cell);
  }
  const { fixes, signs, clash } = fixesOf(text, reading);
  if (clash?.isCertain) {
    const fix = clashFix(clash, names + ignore);
    return refuse("numbers in one unit", clash.cells, fix, { kind: "names" });
  }
  if (fixes.length > 0 && areMoney(signs)) {
    const [{ fix: { kind } }] = fixes;
    const certain = fixes.length === 1 ? fixes[0].fix : undefined;
    const fix = fixText(fixes, cell);
    return refuse("a number", brief(cell), fix, { certain, kind });
  }
  if (dates === all) {
    return refuse(
      "a number or a name",
      `the date ${brief(cell)}`,
      `in dataset, write ${date}${ignore || ` or ${names}`}`,
      { certain: { kind: "date" }, kind: "date" },
    );
  }
  if (2 * (dates + others) > all) {
    return refuse(
      "a number, a name or a date such as 2026-11-28",
      brief(table.cell(noDate, column)),
      `write dates as 2026-11-28 and, in dataset, write ${date}; or write ${names}${ignore}`,
      { row: noDate, kind: "names" },
    );
  }
  if (count < all) {
    return refuse(
      `a number (${all - count} of ${all} rows have a number)`,
      brief(cell),
      looksMissing(cell)
        ? `correct the cell or, in dataset, write missing: { words: ${
          visible(JSON.stringify([...reading.missing, cell]))
        }, then: drop } or ${names}`
        : /\d/.test(cell)
        ? `write numbers such as -1221.81 or, in dataset, write ${names}${ignore}`
        : `correct the cell or, in dataset, write ${names}${ignore}`,
      looksMissing(cell) ? {} : { kind: "names" },
    );
  }
  if (2 * numeric > all) {
    return refuse(
      "a number",
      brief(cell),
      `write numbers such as -1221.81 or, in dataset, write ${names}${ignore}`,
      { kind: "names" },
    );
  }
  const isCode = /^\p{L}+\d/u.test(cell); // such as a17
  const [fix] = isCode ? [] : fixes;
  const doubt = rareDoubt(
    table,
    { row: first, column, rows: all, different: different.size },
    { isLabel, hint: fix ? ` or ${fix.lines}` : "" },
  );
  if (doubt && fix) {
    return { ...doubt, certain: fixes.length === 1 ? fix.fix : undefined };
  }
  if (doubt === undefined && clash && !isCode && different.size > 2) {
    notes.push(
      `column ${
        nameText(name)
      } is read as names, such as ${clash.cells}, since ${clash.signs} may be different units`,
    );
  }
  if (doubt === undefined && fix && different.size > 2) {
    notes.push(
      `column ${nameText(name)} is read as names; to read ${
        brief(cell)
      } as ${fix.value}, write ${fix.lines} in dataset`,
    );
  }
  return doubt;
}

/** The text that suggests a fix for a column that must have numbers. */
export function numberFix(text: Text, reading: Reading): string | undefined {
  const { table, column, first, isLabel } = text, name = table.names[column];
  const { fixes, clash } = fixesOf(text, reading);
  const ignore = isLabel ? "" : ` or ${fieldOf(name, "ignore")}`;
  if (clash) return clashFix(clash, fieldOf(name, "names") + ignore);
  const cell = table.cell(first, column);
  if (fixes.length > 0) return fixText(fixes, cell);
  return isId(cell)
    ? `in dataset, write ${fieldOf(name, "names")}${ignore}`
    : undefined;
}

/** The text that suggests a fix for a column with different units. */
function clashFix({ signs }: Clash, kinds: string): string {
  return `${signs} would be read as the same unit; write all cells in one unit or, in dataset, write ${kinds}`;
}

/**
 * The reason to refuse a column of names, if the number of different names is more
 * than half the number of rows with a name; undefined if the column is accepted.
 *
 * @param found.row The row that the message shows as an example.
 * @param found.rows The number of rows with a name.
 * @param as.hint A text such as ` or decimal: ","`, which adds one more fix to
 *   the error message.
 */
export function rareDoubt(
  table: Table,
  found: {
    readonly row: number;
    readonly column: number;
    readonly rows: number;
    readonly different: number;
  },
  { isLabel, hint = "" }: { readonly isLabel: boolean; readonly hint?: string },
): Doubt | undefined {
  const { row, column, rows, different } = found;
  if (rows < FEW_ROWS || 2 * different <= rows) return undefined;
  const name = table.names[column], names = fieldOf(name, "names");
  return {
    ...{ row, column, ...(!isLabel && { certain: { kind: "ignore" } }) },
    kind: isLabel ? "names" : "ignore",
    what: `${
      isLabel ? "classes" : "names"
    } that occur in at least 2 rows on average`,
    found: `${different} different ${
      isLabel ? "classes" : "names"
    } in ${rows} rows, such as ${brief(table.cell(row, column))}`,
    fix: `in dataset, write ${
      isLabel ? "" : `${fieldOf(name, "ignore")} or `
    }${names}${hint}`,
  };
}

/**
 * Whether a cell looks like a number or like a time of day. A number may have a
 * currency sign, a percent sign or parentheses.
 */
export function looksNumeric(cell: string): boolean {
  if (cell.length > 100) return false;
  const bare = cell.replaceAll(/[\p{Sc}%()\s\p{Pi}\p{Pf}"]/gu, "");
  return /^[-+\p{Pd}\u2212]?(?:[\p{Nd}.,:_']+(?:e[-+]?\d+)?-?(?:[ap]m)?|0x[\da-f]+|inf|infinity)$/iu
    .test(bare) && /\p{Nd}|inf/iu.test(bare);
}

/**
 * The error message about a cell: the file and line, what the cell or column
 * must have, what was found, and a fix.
 */
export function refusal(
  table: Table,
  { row, column, what, found, fix }: Doubt,
): string {
  const { file, names } = table;
  return `${file}:${table.line(row)}: must have ${what} in column ${
    column + 1
  }, ${nameText(names[column])}: found ${found}${fix ? `; ${fix}` : ""}`;
}
