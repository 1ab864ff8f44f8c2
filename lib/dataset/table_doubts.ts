/**
 * Detection of tables without a header, and of tables with totals in the last
 * row.
 *
 * @module
 */

import { allOf, nameLine, type Table } from "../format/mod.ts";
import { brief, listed } from "../spec/mod.ts";
import { secondsOf } from "./cells.ts";
import { looksNumeric } from "./doubts.ts";
import { looksMissing } from "./reading.ts";

/** The number of rows that are compared with the header. */
const LOOKED_AT = 100;

/**
 * A year. A header of years, such as 2000 and 2010, is accepted even if the
 * years are not consecutive.
 */
const YEAR = /^(?:19|20)\d\d$/;

/** A pattern for the first cell of a row with totals. */
const FOOTER =
  /^(?:(?:grand|sub|overall)[ -]?)?(?:totals?|sum|average|avg|mean|summe|gesamt|durchschnitt|mittelwert|somme|moyenne|suma|promedio)[.:]?[ -.,\d]*$/i;

/**
 * Refuses a table whose first line seems to be data, or whose last row is not
 * data.
 *
 * @param notes A list to which notes about less certain problems are added.
 * @throws {DatasetError} If the table is refused.
 */
export function mustBeData(table: Table, notes: string[]): void {
  mustHaveNames(table, notes);
  mustHaveNoFooter(table);
}

/** Checks that the header does not look like the rows below it. */
function mustHaveNames(table: Table, notes: string[]): void {
  const { file, names, separator } = table;
  const numeric = names.filter(isNumeric);
  const values = names.filter((name, c) => isValue(table, name, c));
  const areNumbers = numeric.length === names.length;
  const most = numeric.length > 0 ? names.length : names.length + 1;
  if (!areNumbers && 2 * values.length < most) return;
  const found = listed(names.map(brief));
  const fix = `add a header line, such as ${nameLine(names.length, separator)}`;
  if (numeric.length === 0 || !doCount(numeric)) {
    throw allOf(file, [
      `${file}:${
        table.line(-1)
      }: must be a header line with the names of the columns: found ${found}, which look like a row of values; ${fix}`,
    ]);
  }
  if (values.length > 0 && numeric.length < 3) {
    notes.push(
      `${
        listed(numeric.map(brief))
      } are read as names of columns; if they are values, ${fix}`,
    );
  }
}

/** Whether a name looks like the cells of its column. */
function isValue(table: Table, name: string, column: number): boolean {
  const rows = Math.min(table.rows, LOOKED_AT), isNumber = isNumeric(name);
  let numbers = 0, texts = 0, equal = 0;
  for (let r = 0; r < rows; r++) {
    const cell = table.cell(r, column);
    if (isNumeric(cell)) numbers++;
    else if (cell !== "" && !looksMissing(cell)) texts++;
    const isNames = () =>
      table.names.every((name, c) => table.cell(r, c) === name);
    if (!isNumber && cell === name && !isNames()) equal++;
  }
  return isNumber ? numbers > texts : equal > 0;
}

function isNumeric(cell: string): boolean {
  return looksNumeric(cell) || !Number.isNaN(secondsOf(cell));
}

/**
 * Whether names are consecutive whole numbers, such as pixel indexes, or are years
 * in ascending or descending order.
 */
function doCount(names: readonly string[]): boolean {
  const steps = names.slice(1).map((name, n) =>
    Number(name) - Number(names[n])
  );
  return names.every((name) => /^\d+$/.test(name)) &&
    (steps.every((step) => step === 1) ||
      names.every((name) => YEAR.test(name)) &&
        steps.every((step) => step * steps[0] > 0));
}

/** Checks that the last row is not a total such as `Total,870`. */
function mustHaveNoFooter(table: Table): void {
  const { file, names, rows } = table, last = rows - 1;
  const texts = [...names.keys()].filter((c) => {
    const cell = table.cell(last, c);
    return cell !== "" && !looksNumeric(cell);
  });
  const [column] = texts;
  if (texts.length !== 1 || !FOOTER.test(table.cell(last, column))) return;
  const cell = table.cell(last, column);
  for (let r = 0; r < last; r++) if (table.cell(r, column) === cell) return;
  throw allOf(file, [
    `${file}:${table.line(last)}: must be a row of data: found ${
      brief(cell)
    }, which looks like a total of the rows above; delete the line`,
  ]);
}
