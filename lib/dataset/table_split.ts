/**
 * Splitting of a table's rows into training, validation and test rows.
 *
 * @module
 */

import { brief, type CsvDataset, nameText } from "../spec/mod.ts";
import { DatasetError, named } from "../format/mod.ts";
import { refusal } from "./doubts.ts";
import { fieldOf } from "./fixes.ts";
import {
  groupRows,
  heldOut,
  heldRows,
  lastRows,
  stratified,
} from "./sample.ts";
import type { DatasetSpec } from "./source.ts";
import type { ReadTable } from "./table_rows.ts";
import { keysOf, targetsOf } from "./targets.ts";

/**
 * The indexes of the training and validation rows of a table, in ascending
 * order.
 */
export interface Parts {
  /** The training rows, including the rows that `validation.fraction` holds out later. */
  readonly learned: Uint32Array;
  /**
   * The rows from which the means and standard deviations of columns are
   * computed: the training rows that are not held out.
   */
  readonly fittedOn: Uint32Array;
  /**
   * The validation rows, if the spec's `validation` has `last`, or has `group`
   * and `fraction`.
   */
  readonly validated?: Uint32Array | undefined;
  /** The group of each training row, if folds keep the rows of a group together. */
  readonly groups?: Uint32Array | undefined;
}

/**
 * Selects the test rows as the spec says; there are no test rows if the test
 * set is a file.
 */
export function drawTest(
  main: ReadTable,
  { csv, test }: CsvDataset,
  seed: number,
): Uint32Array | undefined {
  const count = main.rows.length;
  if (test === undefined || typeof test === "object" && "file" in test) {
    return undefined;
  }
  if (count < 2) {
    throw new DatasetError(
      `${csv} must have at least 2 rows, to split off a test set: found ${count}`,
      [csv],
    );
  }
  if (typeof test === "number") {
    const held = heldOut(count, test);
    return stratified(keysOf(main.labels), held, seed, "test");
  }
  if ("last" in test) return lastRows(count, test.last);
  const { group, fraction } = test;
  const groups = groupsOf(main, group);
  return groupRows(groups, { fraction, seed, purpose: "test" });
}

/**
 * A row that was added to the file later is not a test row if the row's group
 * also has training rows.
 *
 * @param rest The training rows.
 * @param held The test rows: the rows that were held out in training, and the
 * rows that were added to the file later.
 */
export function withoutGroups(
  main: ReadTable,
  rest: Uint32Array,
  held: Uint32Array,
  test: CsvDataset["test"],
): Uint32Array {
  if (groupOf(test) === "") return held;
  const groups = groupsOf(main, groupOf(test));
  const learned = new Set(rest.map((r) => groups[r]));
  return held.filter((r) => !learned.has(groups[r]));
}

/**
 * Splits the rows that are not test rows.
 *
 * @param rest The rows that are not test rows.
 * @param options.limit The largest number of rows in `rest` to use.
 */
export function splitRest(
  main: ReadTable,
  rest: Uint32Array,
  spec: DatasetSpec,
  { limit, seed }: { readonly limit: number; readonly seed: number },
): Parts {
  const keys = keysOf(main.labels);
  const sample = limit >= rest.length ? rest : stratified(
    Array.from(rest, (r) => keys[r]),
    limit,
    seed,
    "limit",
  ).map((at) => rest[at]);
  const { fraction, folds, group, last } = spec.validation ?? {};
  const all = group === undefined ? undefined : groupsOf(main, group);
  const groups = all && sample.map((r) => all[r]);
  if (fraction !== undefined && !groups) {
    const targets = targetsOf(main.labels, sample, spec);
    const held = heldRows(targets, { fraction, seed }).map((at) => sample[at]);
    return { learned: sample, fittedOn: without(sample, held) };
  }
  const held = last !== undefined
    ? lastRows(sample.length, last)
    : groups && fraction !== undefined
    ? groupRows(groups, { fraction, seed, purpose: "validation" })
    : undefined;
  const validated = held?.map((at) => sample[at]);
  const learned = validated ? without(sample, validated) : sample;
  return {
    ...{ learned, fittedOn: learned, validated },
    groups: folds === undefined ? undefined : groups,
  };
}

/**
 * The group index of each row; rows with the same text in the group column have
 * the same group.
 */
function groupsOf(
  { reader: { table, reading }, rows }: ReadTable,
  name: string,
) {
  const column = table.columnOf(name), numbers = new Map<string, number>();
  const areNames = reading.kindOf(named(name)) === "names";
  const groups = rows.map((row) => {
    const cell = named(table.cell(row, column));
    if (reading.isMissing(cell, areNames)) {
      const fix = "fill in the cell, or delete the row";
      const found = `${brief(cell)}; ${fix}`;
      const about = { row, column, what: "a group", found };
      throw new DatasetError(refusal(table, about), [table.file]);
    }
    const known = numbers.get(cell) ?? numbers.size;
    numbers.set(cell, known);
    return known;
  });
  if (numbers.size > 1) return groups;
  const [only = ""] = numbers.keys();
  throw new DatasetError(
    `${table.file} must have at least 2 groups in column ${column + 1}, ${
      nameText(name)
    }: found ${brief(only)} in all rows`,
    [table.file],
  );
}

/** The rows in `rows` that are not in `others`; both lists are ascending. */
export function without(rows: Uint32Array, others: Uint32Array): Uint32Array {
  let at = 0;
  return rows.filter((r) => {
    while (others[at] < r) at++;
    return others[at] !== r;
  });
}

/**
 * Notes about group columns that are also inputs. There is also a note if only
 * the test split, or only the validation split, keeps the rows of a group
 * together.
 */
export function groupNotes(
  { inputs }: ReadTable,
  [test, validation]: readonly (object | number | undefined)[],
): string[] {
  const groups = [groupOf(test), groupOf(validation)];
  const notes = inputs.map(({ name }) => name)
    .filter((name) => groups.includes(name))
    .map((name) =>
      `column ${
        nameText(name)
      } is a group column and an input; to remove the column from the inputs, write ${
        fieldOf(name, "ignore")
      } in dataset`
    );
  const [tested, validated] = groups;
  if (validated !== "" && typeof test === "number") {
    notes.push(
      `the test split does not keep the groups in column ${
        nameText(validated)
      } together, but validation does; in dataset, write test: { group: ${
        nameText(validated)
      }, fraction: ${test} }`,
    );
  }
  const drawn = validation as { fraction?: number; folds?: number } | undefined;
  if (tested !== "" && validated === "" && (drawn?.fraction ?? drawn?.folds)) {
    notes.push(
      `the validation split does not keep the groups in column ${
        nameText(tested)
      } together, but test does; in validation, write group: ${
        nameText(tested)
      }`,
    );
  }
  return notes;
}

/** The name of the group column of a split; empty if the split has no group column. */
export function groupOf(way: object | number | undefined): string {
  return typeof way === "object" && "group" in way ? named(`${way.group}`) : "";
}
