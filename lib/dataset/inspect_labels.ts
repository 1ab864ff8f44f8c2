/**
 * Detection of a table's task from its labels: classification or regression.
 *
 * @module
 */

import { brief, listed, nameText, thousands } from "../spec/mod.ts";
import { ColumnReader } from "./columns.ts";
import { sortedNames } from "./names.ts";
import { cellsOf, type FoundFields, holesOf } from "./found_fields.ts";
import { readingOf } from "./reading.ts";

/**
 * Whole numbers are read as classes only if the label has at most this many
 * different numbers.
 */
export const MOST_CLASSES = 20;

/**
 * More than two different numbers are read as classes only if each number has,
 * on average, at least this many rows.
 */
export const LEAST_ROWS = 3;

/** The type of a table's labels. */
export interface LabelInspection {
  /** The classes in the order of the outputs; undefined for regression. */
  readonly classes: readonly string[] | undefined;
  /**
   * The number of different values in the label column; 0 if there are several
   * label columns.
   */
  readonly different: number;
  /**
   * Whether the label's cells are numbers or dates; also true if numbers are
   * read as classes.
   */
  readonly isNumeric: boolean;
}

/**
 * Decides whether labels are classes or numbers. Names are classes. Numbers are
 * classes if there are exactly two different numbers. Numbers are also classes
 * if all of them are whole, at most 20 of them are different, and there are on
 * average at least 3 rows for each different number. Dates are never classes.
 *
 * @param rows The indexes of the rows that are used.
 * @throws {DatasetError} If the labels are constant, or can be read in several ways.
 */
export function inspectLabels(
  found: FoundFields,
  rows: Uint32Array,
): LabelInspection {
  for (const name of found.labels) mustBeFilled(found, name);
  const { table } = found;
  const labels = found.labels.map((name) => found.values(name));
  const names = labels.find((values) => "codes" in values);
  const first = (name: string) =>
    brief(table.cell(rows[0] ?? 0, table.columnOf(name)));
  if (labels.length > 1) {
    if (!names) return { classes: undefined, different: 0, isNumeric: true };
    throw found.refusal(
      `numbers in column ${
        nameText(names.name)
      }, since there are several label columns`,
      `names, such as ${first(names.name)}`,
    );
  }
  const [label] = labels, cells = cellsOf(label), { name } = label;
  const different = new Set(Array.from(rows, (r) => cells[r])).size;
  if (different < 2) {
    throw found.refusal(
      `at least two different labels in column ${nameText(name)}`,
      `${first(name)} in all ${thousands(rows.length)} rows`,
    );
  }
  const isNumeric = "numbers" in label;
  const areClasses = !isNumeric || !label.date && (different === 2 ||
        different <= MOST_CLASSES && LEAST_ROWS * different <= rows.length &&
          label.numbers.every(Number.isInteger));
  if (!areClasses) return { classes: undefined, different, isNumeric };
  const columns = Object.fromEntries(found.columns);
  const reading = readingOf({ ...found.fields, columns });
  const read = new ColumnReader(table, reading).names(name);
  const { categories } = sortedNames(read, rows, reading);
  if (isNumeric && categories.length > different) {
    throw found.refusal(
      `one spelling for each label in column ${nameText(name)}`,
      listed(categories.map(brief)),
    );
  }
  return { classes: categories, different, isNumeric };
}

/** The flag that makes `init` read a column as names. */
export function namesFlag(name: string): string {
  return `--set 'dataset.columns={ ${JSON.stringify(name)}: names }'`;
}

function mustBeFilled(found: FoundFields, name: string): void {
  const [first, ...others] = holesOf([found.values(name)]);
  if (first === undefined) return;
  const { table } = found, cell = table.cell(first, table.columnOf(name));
  const more = others.length > 0
    ? ` and in ${thousands(others.length)} more lines`
    : "";
  throw found.refusal(
    `a label in each row of column ${nameText(name)}`,
    `${brief(cell)} in line ${
      table.line(first)
    }${more}; fill in the labels, or delete these rows${
      cell === ""
        ? ""
        : `, or pass ${namesFlag(name)} to init if ${brief(cell)} is a class`
    }`,
  );
}
