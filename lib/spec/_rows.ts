/**
 * Checks the rows of numbers that are written in a spec.
 *
 * @module
 */

import { brief } from "./_excerpt.ts";
import type { Found } from "./_fault.ts";
import { beyond, isNumber, unquoted } from "./_hints.ts";
import type { Rows } from "./_kinds.ts";
import type { Keys } from "./_tree.ts";

/** Whether a value is a list of `least` to `most` items. */
export function isList(
  value: unknown,
  most: number,
  least = 1,
): value is unknown[] {
  return Array.isArray(value) && value.length >= least && value.length <= most;
}

/** Checks that all rows have the same length. Returns a copy of the rows, or undefined if a row is wrong. */
export function walkRows(
  { rule }: Rows,
  value: readonly unknown[],
  keys: Keys,
  found: Found,
): unknown {
  let right = true;
  const refuse = (keys: Keys, message: string) => {
    found.add({ keys, on: "value", message });
    right = false;
  };
  const first: unknown = value[0];
  const width = Array.isArray(first) ? first.length : 0;
  for (const [r, row] of value.entries()) {
    if (!Array.isArray(row)) {
      refuse([...keys, r], `${rule}: found ${brief(row)}`);
      continue;
    }
    if (row.length === 0) {
      refuse([...keys, r], "must have at least one number: the row is empty");
    } else if (row.length !== width && width > 0) {
      const must = `must have ${width} ${
        width === 1 ? "number" : "numbers"
      }, like the first row`;
      refuse([...keys, r], `${must}: found ${row.length}`);
    }
    const odd = row.findIndex((number) => !isNumber(number));
    if (odd < 0) continue;
    const hint = unquoted(row[odd]) || beyond(row[odd]);
    const why = `${brief(row[odd])}${hint}`;
    refuse([...keys, r, odd], `must be a number: found ${why}`);
  }
  return right ? value.map((row) => [...row as number[]]) : undefined;
}
