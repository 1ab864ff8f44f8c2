/**
 * Tables of two columns, to test how a column is read.
 *
 * @module
 */

import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { assertStringIncludes } from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { base, type Load } from "../dataset/_tables.ts";

/**
 * A column `a` of 24 rows, which repeats the cells, and classes `x` and `y`.
 */
export function column(cells: readonly string[]): string {
  const rows = Array.from({ length: 24 }, (_, r) => {
    const cell = cells[r % cells.length].replaceAll('"', '""');
    return `"${cell}",${"xy"[Math.floor(r / cells.length) % 2]}`;
  });
  return ["a,kind", ...rows].join("\n");
}

/** Asserts that a column is refused with a message that has these words. */
export async function refused(
  load: Load,
  cells: readonly string[],
  words: readonly string[],
  dataset: Partial<CsvDataset> = {},
): Promise<void> {
  const error = await assertRejects(
    () => load(column(cells), dataset),
    DatasetError,
  );
  for (const word of words) assertStringIncludes(error.message, word);
}

/** Asserts that a column is read as these numbers, and returns the notes. */
export async function numbers(
  load: Load,
  cells: readonly string[],
  expected: readonly number[],
  dataset: Partial<CsvDataset> = {},
): Promise<readonly string[]> {
  const { train, notes = [] } = await load(column(cells), dataset, {
    inputs: { ...base.inputs, standardize: false },
  });
  assertEquals(train.inputs.columns, 1);
  expected.forEach((x, r) =>
    assertAlmostEquals(train.inputs.data[r], x, 1e-12 * Math.abs(x))
  );
  return notes;
}
