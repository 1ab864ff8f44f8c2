/**
 * Columns of names: the order of the names, names that are similar, and names
 * that are numbers.
 *
 * @module
 */

import { numberOf } from "./cells.ts";
import type { NameValues } from "./columns.ts";
import { formatOf, type Reading } from "./reading.ts";

/**
 * Sorts the names of a column into the order of the inputs: by value if all
 * names are numbers, otherwise alphabetically.
 *
 * @param rows The rows whose names are used.
 */
export function sortedNames(
  { name, categories: words, codes }: NameValues,
  rows: Uint32Array,
  reading: Reading,
): NameValues {
  const isUsed = new Uint8Array(words.length);
  for (const r of rows) if (codes[r] >= 0) isUsed[codes[r]] = 1;
  const used = [...words.keys()].filter((w) => isUsed[w]);
  const format = formatOf(reading, name);
  const sizes = words.map((word) => numberOf(word, format));
  const bySize = !used.some((w) => Number.isNaN(sizes[w]));
  used.sort((a, b) =>
    bySize ? sizes[a] - sizes[b] : words[a] < words[b] ? -1 : 1
  );
  const places = new Int32Array(words.length).fill(-1);
  used.forEach((w, place) => places[w] = place);
  return {
    name,
    categories: used.map((w) => words[w]),
    codes: codes.map((code) => code < 0 ? -1 : places[code]),
  };
}

/** Whether all names of a column are numbers. */
export function areNumbers(
  { name, categories }: NameValues,
  reading: Reading,
): boolean {
  const format = formatOf(reading, name);
  return categories.every((word) => !Number.isNaN(numberOf(word, format)));
}

/**
 * Finds names that differ only in case, spaces, hyphens, a final dot or the
 * format of a number.
 */
export function alikes(names: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const number = numberOf(name, { decimal: ".", thousands: "" });
    const key = Number.isNaN(number)
      ? name.normalize("NFKC").toLowerCase()
        .replaceAll(/[\s_\p{Pd}\p{Cf}]+|(?<![.])[.]+$/gu, " ").trim()
      : `${number}`;
    const group = groups.get(key);
    if (group) group.push(name);
    else groups.set(key, [name]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}
