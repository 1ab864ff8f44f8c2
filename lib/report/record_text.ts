/**
 * Runs on record as a person reads them: one as a list of facts, two side by
 * side with what differs marked.
 *
 * @module
 */

import { pathText } from "../spec/mod.ts";
import type { RunRecord } from "../mlp/mod.ts";
import { paint, styles } from "./_ansi.ts";
import { clip, padRight, widthOf } from "./_text.ts";
import { printable } from "./printable.ts";

/** A fact of a run: where it stands in the record, and what it is. */
export type Fact = readonly [path: string, value: string];

/** A run on record, and what to call it. */
export interface NamedRecord {
  /** Its folder. */
  readonly name: string;
  readonly record: RunRecord;
}

/** How records are drawn. */
export interface RecordTextOptions {
  /** Whether to use ANSI colours. */
  readonly color?: boolean | undefined;
  /** How many columns there are. */
  readonly width?: number | undefined;
}

/**
 * The facts of a run in the order of its record. Of its epochs there are their
 * number and the last one's figures; the confusion matrix is left out.
 */
export function recordFacts(
  { confusion: _, classes: __, epochs, spec, ...rest }: RunRecord,
): Fact[] {
  return [...leaves({
    ...rest,
    epochs: epochs.length,
    last: epochs[epochs.length - 1],
    spec,
  }, [])];
}

function* leaves(
  value: unknown,
  keys: readonly (string | number)[],
): Iterable<Fact> {
  if (value === undefined) return;
  const isPart = typeof value === "object" && value !== null &&
    !(Array.isArray(value) && typeof value[0] !== "object");
  if (!isPart || Array.isArray(value) && Array.isArray(value[0])) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    yield [pathText(keys), printable(text)];
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    yield* leaves(inner, [...keys, Array.isArray(value) ? Number(key) : key]);
  }
}

/** Draws one run, a fact to a line. */
export function recordText(
  { name, record }: NamedRecord,
  { color = false, width = 80 }: RecordTextOptions = {},
): string {
  const facts = recordFacts(record);
  const margin = Math.max(...facts.map(([path]) => widthOf(path))) + 2;
  return [
    paint(printable(name), styles.bold, color),
    "",
    ...facts.map(([path, value]) =>
      padRight(path, margin) + clip(value, Math.max(width - margin, 20))
    ),
  ].join("\n");
}

/** Draws two runs side by side; a line whose values differ begins with `≠`. */
export function recordsText(
  pair: readonly [NamedRecord, NamedRecord],
  { color = false, width = 80 }: RecordTextOptions = {},
): string {
  const [left, right] = pair.map(({ record }) => new Map(recordFacts(record)));
  const paths = [...new Set([...left.keys(), ...right.keys()])];
  const margin = Math.max(...paths.map(widthOf)) + 4;
  const half = Math.max(Math.floor((width - margin) / 2) - 1, 20);
  const line = (path: string, values: readonly string[]) =>
    padRight(path, margin) +
    values.map((value) => padRight(clip(value, half), half + 2)).join("")
      .trimEnd();
  let differing = 0;
  const lines = paths.map((path) => {
    const values = [left, right].map((facts) => facts.get(path) ?? "-");
    if (values[0] === values[1]) return line(`  ${path}`, values);
    differing++;
    return paint(line(`≠ ${path}`, values), styles.bold, color);
  });
  return [
    line("", pair.map(({ name }) => printable(name))),
    "",
    ...lines,
    "",
    `${differing} of ${paths.length} differ`,
  ].join("\n");
}
