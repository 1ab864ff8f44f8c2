/**
 * Columns that read in no certain way by themselves: the signs that other columns
 * settle, or a person is asked.
 *
 * @module
 */

import { brief, type CsvDataset, nameText } from "../spec/mod.ts";
import type { Doubt } from "./doubts.ts";
import { type Fix, fixesOf } from "./fixes.ts";
import type { FoundFields } from "./found_fields.ts";
import { namesFlag } from "./inspect_labels.ts";
import { readingOf } from "./reading.ts";

/**
 * Has one column read that is not yet, or ignored where there is no certain way to
 * read it.
 *
 * @returns Whether there was one.
 */
export function settleOne(found: FoundFields): boolean {
  const doubts = [...found.inputs, ...found.labels].flatMap((name) => {
    const { doubt } = found.read(name);
    return doubt ? [{ name, doubt }] : [];
  });
  if (doubts.length === 0) return false;
  const certain = doubts.flatMap(({ name, doubt }) => {
    const { certain } = doubt;
    const fix = certain && rightFix(found, name, certain);
    return fix ? [{ name, doubt, fix }] : [];
  });
  const settled = certain.length > 0 ? certain : doubts.flatMap((one) => {
    const fix = onlyFix(found, one.name, one.doubt);
    return fix ? [{ ...one, fix }] : [];
  });
  const [{ name, doubt, fix }] = [...settled, { ...doubts[0], fix: undefined }];
  const cell = brief(found.table.cell(doubt.row, doubt.column));
  if (found.labels.includes(name) && (!fix || fix.kind === "ignore")) {
    throw found.refusal(
      `labels in column ${
        nameText(name)
      } that read in one way, as numbers or as classes that occur again`,
      `${doubt.found}; ${
        doubt.fix ?? "correct the column"
      }; give init each field that is right by --set, such as --set dataset.thousands=, or ${
        namesFlag(name)
      }`,
    );
  }
  if (!fix) {
    const why = `nothing says how to read ${cell}; ${doubt.fix}`;
    found.ignore(name, why);
    return true;
  }
  const { kind, ...format } = fix;
  for (const [field, sign] of Object.entries(format)) {
    found.set({ [field]: sign }, reasonOf(found, name, sign));
  }
  if (kind === "ignore") {
    found.ignore(name, `names must occur again, and it has ${doubt.found}`);
  } else if (kind !== undefined) {
    const date = "days since 1970, or seconds where there is a time";
    found.setKind(name, kind, kind === "date" ? date : `such as ${cell}`);
  }
  return true;
}

/** A cell that a decimal sign or one for thousands is in: of a column, or else of others. */
function reasonOf(found: FoundFields, name: string, sign: string): string {
  const { table } = found;
  for (const of of [name, ...found.inputs, ...found.labels]) {
    const column = table.columnOf(of);
    for (let r = 0; r < table.rows; r++) {
      const cell = table.cell(r, column), at = cell.indexOf(sign);
      if (at < 0 || !/^\d/.test(cell.slice(at + 1))) continue;
      return `such as ${brief(cell)} in ${nameText(of)}`;
    }
  }
  return "";
}

/** Of several ways to read a column of numbers, the one that other columns leave. */
function onlyFix(
  found: FoundFields,
  name: string,
  { row: first, column, what }: Doubt,
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
  const right = fixes.flatMap(({ fix }) => rightFix(found, name, fix) ?? []);
  return money.length < 2 && right.length === 1 ? right[0] : undefined;
}

/**
 * What reads a column, and all others that are read by now as they are. Where the
 * decimal sign is a comma, points in other columns may be for thousands.
 */
function rightFix(found: FoundFields, name: string, fix: Fix): Fix | undefined {
  const { kind, ...format } = fix;
  if (Object.keys(format).length === 0) return fix;
  const ways = format.decimal === "," && format.thousands === undefined
    ? [format, { ...format, thousands: "." }]
    : [format];
  const columns = kind === undefined ? {} : { [name]: kind };
  const way = ways.find((way) => {
    if (Object.keys(way).some((field) => field in found.fields)) return false;
    const more = way as Partial<CsvDataset>;
    if (!found.read(name, { ...more, columns }).values) return false;
    return [...found.inputs, ...found.labels].every((name) => {
      const before = found.read(name).values;
      const after = found.read(name, more).values;
      return !before || after && "codes" in after === "codes" in before;
    });
  });
  return way && { ...way, ...(kind && { kind }) };
}
