/**
 * Tables of two columns, for tests of how a column reads.
 *
 * @module
 */

import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { assertStringIncludes } from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { base, type Load } from "../dataset/_tables.ts";

/** A column `a` of 24 rows, its cells in turn, and classes `x` and `y`. */
export function column(cells: readonly string[]): string {
  const rows = Array.from({ length: 24 }, (_, r) => {
    const cell = cells[r % cells.length].replaceAll('"', '""');
    return `"${cell}",${"xy"[Math.floor(r / cells.length) % 2]}`;
  });
  return ["a,kind", ...rows].join("\n");
}

/** Holds that a column is refused, with these words. */
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

/** Holds that a column is these numbers, and that this is said of it. */
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
