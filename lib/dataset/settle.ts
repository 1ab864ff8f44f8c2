/**
 * Decides the number format of ambiguous columns. The decision uses the number
 * formats of the other columns. If the other columns allow several formats, the
 * user must choose the format.
 *
 * @module
 */

import { brief, type CsvDataset, nameText } from "../spec/mod.ts";
import type { Doubt } from "./doubts.ts";
import { type Fix, fixesOf } from "./fixes.ts";
import type { FoundFields } from "./found_fields.ts";
import { namesFlag } from "./inspect_labels.ts";
import { readingOf } from "./reading.ts";

/** A column that can be read in several ways. */
interface Doubtful {
  readonly name: string;
  readonly doubt: Doubt;
}

/**
 * Each key is a number format as JSON. The value says whether all readable
 * columns keep their type (numbers or names) with the number format of the key.
 */
type Ways = Map<string, boolean>;

/**
 * Decides the formats of ambiguous columns, one after the other, and returns after
 * a decision that can change how other columns are read. If no format can be
 * decided, all ambiguous inputs are ignored.
 *
 * @returns Whether there were ambiguous columns.
 */
export function settleSome(found: FoundFields): boolean {
  const doubts = [...found.inputs, ...found.labels].flatMap((name) => {
    const { doubt } = found.read(name);
    return doubt ? [{ name, doubt }] : [];
  });
  const ways: Ways = new Map();
  const fixes = [
    ({ name, doubt: { certain } }: Doubtful) =>
      certain && rightFix(found, name, certain, ways),
    ({ name, doubt }: Doubtful) => onlyFix(found, name, doubt, ways),
  ];
  for (const fixOf of fixes) {
    let settled = 0;
    for (const one of doubts) {
      const fix = fixOf(one);
      if (!fix) continue;
      settle(found, one, fix);
      settled++;
      const { kind, ...format } = fix;
      const isOfOthers = Object.keys(format).length > 0 ||
        kind !== "ignore" &&
          [...ways].some(([way, isKept]) =>
            isKept && !stays(found, one.name, JSON.parse(way))
          );
      if (isOfOthers) return true;
    }
    if (settled > 0) return true;
  }
  for (const one of doubts) settle(found, one, undefined);
  return doubts.length > 0;
}

/**
 * Writes the fix of a column (a number format or a column type) to the spec
 * fields; without a fix, the column is ignored.
 */
function settle(
  found: FoundFields,
  { name, doubt }: Doubtful,
  fix: Fix | undefined,
): void {
  const cell = brief(found.table.cell(doubt.row, doubt.column));
  if (found.labels.includes(name) && (!fix || fix.kind === "ignore")) {
    throw found.refusal(
      `${doubt.what} in the label column ${nameText(name)}`,
      `${doubt.found}; ${
        doubt.fix ?? "correct the column"
      }; to set a field of dataset, add a flag to the command init, such as --set 'dataset.thousands=,' or ${
        namesFlag(name)
      }`,
    );
  }
  if (!fix) {
    const why = `the format of ${cell} is ambiguous; ${doubt.fix}`;
    return found.ignore(name, why);
  }
  const { kind, ...format } = fix;
  for (const [field, sign] of Object.entries(format)) {
    found.set({ [field]: sign }, reasonOf(found, name, sign));
  }
  if (kind === "ignore") {
    found.ignore(
      name,
      `the names in the column occur in fewer than 2 rows on average: found ${doubt.found}`,
    );
  } else if (kind !== undefined) {
    const date =
      "converted to days since 1970, or to seconds if a cell has a time";
    found.setKind(name, kind, kind === "date" ? date : `such as ${cell}`);
  }
}

/**
 * The text that explains the choice of a decimal or thousands separator: a cell
 * that contains the separator, in this or another column.
 */
function reasonOf(found: FoundFields, name: string, sign: string): string {
  const { table } = found;
  for (const of of [name, ...found.inputs, ...found.labels]) {
    const column = table.columnOf(of);
    for (let r = 0; r < table.rows; r++) {
      const cell = table.cell(r, column), at = cell.indexOf(sign);
      if (at < 0 || !/^\d/.test(cell.slice(at + 1))) continue;
      return `such as ${brief(cell)} in column ${nameText(of)}`;
    }
  }
  return "";
}

/** The number format of a column, if exactly one format is consistent with the other columns. */
function onlyFix(
  found: FoundFields,
  name: string,
  { row: first, column, what }: Doubt,
  ways: Ways,
): Fix | undefined {
  if (what !== "a number") return undefined;
  const { table } = found, reading = readingOf(found.fields);
  const cells = Array.from(
    { length: table.rows },
    (_, r) => [r, table.cell(r, column)] as const,
  ).filter(([, cell]) => !reading.isMissing(cell, false));
  const about = { table, column, cells, first, count: cells.length };
  const isLabel = found.labels.includes(name);
  const { fixes, signs } = fixesOf({ ...about, isLabel }, reading);
  const money = signs.filter((sign) => !/[%\u2030]/.test(sign));
  const right = fixes.flatMap(({ fix }) =>
    rightFix(found, name, fix, ways) ?? []
  );
  return money.length < 2 && right.length === 1 ? right[0] : undefined;
}

/**
 * The fix (a number format or a column type), if the column is readable with
 * the fix and all readable columns keep their type. If the decimal separator is
 * a comma, dots in other columns may separate thousands.
 */
function rightFix(
  found: FoundFields,
  name: string,
  fix: Fix,
  known: Ways,
): Fix | undefined {
  const { kind, ...format } = fix;
  if (Object.keys(format).length === 0) return fix;
  const ways = format.decimal === "," && format.thousands === undefined
    ? [format, { ...format, thousands: "." }]
    : [format];
  const columns = kind === undefined ? {} : { [name]: kind };
  const way = ways.find((way) => {
    if (Object.keys(way).some((field) => field in found.fields)) return false;
    const more = { ...way, columns } as Partial<CsvDataset>;
    if (!found.read(name, more).values) return false;
    const key = JSON.stringify(way);
    const isKept = known.get(key) ??
      [...found.inputs, ...found.labels].every((of) => stays(found, of, way));
    known.set(key, isKept);
    return isKept;
  });
  return way && { ...way, ...(kind && { kind }) };
}

/**
 * Whether a column keeps its type (numbers or names) with the number format
 * `way`; true if the column is not readable with its present format.
 */
function stays(found: FoundFields, name: string, way: Fix): boolean {
  const before = found.read(name).values;
  const after = found.read(name, way as Partial<CsvDataset>).values;
  return !before ||
    after !== undefined && "codes" in after === "codes" in before;
}
