/**
 * Finds the position of each error: in the file, on the command
 * line, or in the object that a program passes as a spec.
 *
 * @module
 */

import type { TextFault } from "./_read.ts";
import { type Keys, type Lines, locate, type Node } from "./_tree.ts";
import { type OtherPlace, pathText, type SpecIssue } from "./error.ts";
import type { SpecOverride } from "./override.ts";

/** The maximum number of reported issues; further issues are only counted. */
const MOST_ISSUES = 20;

/** A spec as written: values, text and overrides. */
export interface Written {
  /** The plain values of the spec. */
  readonly value: unknown;
  /** The positions of the values in the text, if they are known. */
  readonly tree?: Node | undefined;
  /** The lines of the text. */
  readonly lines?: Lines | undefined;
  /** The overrides that replace parts of the text. */
  readonly overrides?: readonly SpecOverride[] | undefined;
}

/** The override that set the value at a path; undefined if no override did. */
export function overrideOf(
  overrides: readonly SpecOverride[] | undefined,
  keys: Keys,
): SpecOverride | undefined {
  return overrides?.findLast(({ keys: set }) =>
    set.length <= keys.length && set.every((key, i) => key === keys[i])
  );
}

/**
 * Sorts errors in the order of the file, and returns the first errors as
 * issues.
 */
export function issuesOf(
  faults: readonly TextFault[],
  written: Written,
): SpecIssue[] {
  const orders = new Map<object, Map<string, number>>();
  return faults
    .map((fault) => ({ fault, rank: rankOf(fault, written, orders) }))
    .sort((a, b) => byRank(a.rank, b.rank))
    .slice(0, MOST_ISSUES)
    .map(({ fault }) => issueOf(fault, written));
}

function issueOf(fault: TextFault, written: Written): SpecIssue {
  const { keys, on, message, other } = fault;
  const issue = { path: pathText(keys), keys, on, message };
  return {
    ...issue,
    ...placeOf(fault, written),
    ...(other ? { other: otherOf(other, written) } : {}),
  };
}

function placeOf({ keys, on, range }: TextFault, written: Written) {
  if (range !== undefined && written.lines !== undefined) {
    const { start, end } = range;
    return { ...written.lines.at(start), length: end - start };
  }
  const override = overrideOf(written.overrides, keys);
  if (override !== undefined) return { source: override.source };
  const { tree, lines } = written;
  if (tree === undefined || lines === undefined) return {};
  const { start, end, found } = locate(tree, keys, on);
  return { ...lines.at(start), length: found ? end - start : 1 };
}

/**
 * The position of the second of two values that contradict each other. The
 * result has no line number if the value at `keys` is a default.
 */
function otherOf(keys: Keys, written: Written): OtherPlace {
  const other = { path: pathText(keys), keys };
  const override = overrideOf(written.overrides, keys);
  if (override !== undefined) return { ...other, source: override.source };
  const { tree, lines } = written;
  if (tree === undefined || lines === undefined) return other;
  const { start, found } = locate(tree, keys, "key");
  if (!found) return other;
  const { line, column } = lines.at(start);
  return { ...other, line, column };
}

/**
 * The sort key of an error: its offset in the text, the index of its override,
 * or the positions of its keys in the plain values.
 *
 * @param orders A cache that has, for each mapping, the position of each key in
 *   the mapping.
 */
function rankOf(
  { keys, on, range }: TextFault,
  { overrides = [], tree, value }: Written,
  orders: Map<object, Map<string, number>>,
): number[] {
  if (range !== undefined) return [0, range.start];
  const override = overrideOf(overrides, keys);
  if (override !== undefined) return [1, overrides.indexOf(override)];
  if (tree !== undefined) return [0, locate(tree, keys, on).start];
  const rank = [0];
  let inner = value;
  for (const key of keys) {
    const index = typeof key === "number" ? key : orderOf(inner).get(key);
    rank.push(index ?? Infinity); // missing keys come last
    inner = (inner as Record<string | number, unknown> | undefined)?.[key];
  }
  return rank;

  function orderOf(mapping: unknown): Map<string, number> {
    const whole = mapping as object ?? {};
    const known = orders.get(whole);
    if (known !== undefined) return known;
    const order = new Map(Object.keys(whole).map((key, k) => [key, k]));
    orders.set(whole, order);
    return order;
  }
}

function byRank(a: readonly number[], b: readonly number[]): number {
  for (let d = 0; d < Math.min(a.length, b.length); d++) {
    if (a[d] !== b[d]) return a[d] - b[d];
  }
  return a.length - b.length;
}
