/**
 * Random splits of examples that are stratified by class: samples, holdouts and
 * folds.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { random } from "../random.ts";
import { DatasetError } from "../format/mod.ts";
import type { Examples } from "./examples.ts";

/** Examples that are split into training examples and held-out examples. */
export interface Split {
  /** The training examples. */
  readonly train: Examples;
  /** The held-out examples. */
  readonly held: Examples;
}

/**
 * Draws a random sample that is stratified by class, in the original order.
 *
 * @param examples The examples; they are returned unchanged if there are at
 * most `limit` examples.
 * @param classes The class index of each example.
 * @param limit The size of the sample.
 * @param seed The random seed.
 */
export function sample(
  examples: Examples,
  classes: ArrayLike<number>,
  { limit, seed }: { readonly limit: number; readonly seed: number },
): Examples {
  if (limit >= classes.length) return examples;
  return pick(examples, stratified(classes, limit, seed, "limit"));
}

/**
 * Holds out a random fraction of the examples, stratified by class: at least one
 * example, but not all examples.
 *
 * @param fraction The fraction, over 0 and below 1; the number of examples is
 * rounded.
 * @param seed The random seed.
 * @throws {DatasetError} If there are fewer than two examples.
 */
export function holdOut(
  examples: Examples,
  options: { readonly fraction: number; readonly seed: number },
): Split {
  return splitRows(examples, heldRows(examples.targets, options));
}

/** The rows that `holdOut` holds out, ascending. */
export function heldRows(
  targets: Frame,
  { fraction, seed }: { readonly fraction: number; readonly seed: number },
): Uint32Array {
  mustHave(2, targets.rows, "for a split into two parts");
  const count = heldOut(targets.rows, fraction);
  return stratified(classesOf(targets), count, seed, "validation");
}

/**
 * The number of examples to hold out for a fraction: at least one example, but
 * not all examples.
 */
export function heldOut(rows: number, fraction: number): number {
  return Math.min(rows - 1, Math.max(1, Math.round(fraction * rows)));
}

/**
 * Splits examples into folds that are stratified by class; the sizes of the folds
 * differ by at most one. If `groups` is given, all rows of a group are in the same
 * fold, and the folds have about the same size.
 *
 * @param options.folds The number of folds, at least 2.
 * @param options.seed The random seed.
 * @param options.groups The group index of each row.
 * @returns The rows of each fold, ascending.
 * @throws {DatasetError} If there are fewer examples or groups than folds.
 */
export function foldRows(
  targets: Frame,
  { folds, seed, groups }: {
    readonly folds: number;
    readonly seed: number;
    readonly groups?: ArrayLike<number> | undefined;
  },
): Uint32Array[] {
  const parts = Array.from({ length: folds }, (): number[] => []);
  if (groups) {
    const dealt = strata(groups, seed, "folds");
    mustHave(folds, dealt.length, `for ${folds} folds`, "groups");
    dealt.sort((a, b) => b.length - a.length); // a stable sort keeps the random order of ties
    for (const group of dealt) {
      const least = Math.min(...parts.map(({ length }) => length));
      const part = parts.find(({ length }) => length === least)!;
      for (const b of group) part.push(b);
    }
  } else {
    mustHave(folds, targets.rows, `for ${folds} folds`);
    // the examples are sorted by class; example number n goes to fold n mod folds
    strata(classesOf(targets), seed, "folds").flat()
      .forEach((b, at) => parts[at % folds].push(b));
  }
  return parts.map((part) => Uint32Array.from(part).sort());
}

/**
 * Chooses random groups that together have about `fraction` of all rows: at
 * least one group, but not all groups; returns the indexes of their rows.
 *
 * @param groups The group index of each row.
 */
export function groupRows(
  groups: ArrayLike<number>,
  { fraction, seed, purpose }: {
    readonly fraction: number;
    readonly seed: number;
    readonly purpose: string;
  },
): Uint32Array {
  const all = strata(groups, seed, purpose);
  mustHave(2, all.length, "for a split into two parts", "groups");
  let left = fraction * groups.length;
  const held: number[][] = [];
  for (const group of all) {
    if (held.length === all.length - 1 || left <= group.length / 2) continue;
    held.push(group);
    left -= group.length;
  }
  if (held.length === 0) {
    held.push(all.reduce((a, b) => b.length < a.length ? b : a));
  }
  return Uint32Array.from(held.flat()).sort();
}

/** The indexes of the last rows, which together are about `fraction` of all rows. */
export function lastRows(rows: number, fraction: number): Uint32Array {
  mustHave(2, rows, "for a split into two parts");
  const count = heldOut(rows, fraction);
  return Uint32Array.from({ length: count }, (_, i) => rows - count + i);
}

function mustHave(
  least: number,
  found: number,
  why: string,
  what = "examples",
): void {
  if (found >= least) return;
  throw new DatasetError(
    `there must be at least ${least} ${what} ${why}: found ${found}`,
  );
}

/** Draws rows stratified by class; returns the indexes of the rows in ascending order. */
export function stratified(
  classes: ArrayLike<number>,
  limit: number,
  seed: number,
  purpose: string,
): Uint32Array {
  const groups = strata(classes, seed, purpose);
  const quotas = shares(groups.map((group) => group.length), limit);
  return Uint32Array.from(
    groups.flatMap((group, g) => group.slice(0, quotas[g])),
  )
    .sort();
}

/** The examples of each class, with classes and examples in random order. */
function strata(
  classes: ArrayLike<number>,
  seed: number,
  purpose: string,
): number[][] {
  const order = Uint32Array.from(classes, (_, b) => b);
  const groups = new Map<number, number[]>();
  for (const b of random(seed, purpose).shuffle(order)) {
    const group = groups.get(classes[b]);
    if (group) group.push(b);
    else groups.set(classes[b], [b]);
  }
  return [...groups.values()];
}

/**
 * Divides `limit` among classes in proportion to `counts`: rounds each share
 * down, and adds 1 to the shares with the largest remainders.
 */
function shares(counts: readonly number[], limit: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const quotas = counts.map((count) => Math.floor(limit * count / total));
  const left = limit - quotas.reduce((sum, quota) => sum + quota, 0);
  const lost = (g: number) => limit * counts[g] % total;
  counts.map((_, g) => g)
    .sort((a, b) => lost(b) - lost(a)) // a stable sort keeps the random order of ties
    .slice(0, left)
    .forEach((g) => quotas[g]++);
  return quotas;
}

/** A class number for each example; equal targets have the same number. */
function classesOf({ rows, columns, data }: Frame): Uint32Array {
  const kinds = new Map<string, number>();
  return Uint32Array.from({ length: rows }, (_, b) => {
    const kind = data.subarray(b * columns, (b + 1) * columns).join();
    const known = kinds.get(kind) ?? kinds.size;
    kinds.set(kind, known);
    return known;
  });
}

/** Splits examples into training and held-out rows. */
export function splitRows(examples: Examples, held: Uint32Array): Split {
  const isHeld = new Uint8Array(examples.targets.rows);
  for (const b of held) isHeld[b] = 1;
  const others = Uint32Array.from(isHeld.keys()).filter((b) => !isHeld[b]);
  return { train: pick(examples, others), held: pick(examples, held) };
}

function pick({ inputs, targets }: Examples, chosen: Uint32Array): Examples {
  return { inputs: rowsOf(inputs, chosen), targets: rowsOf(targets, chosen) };
}

/**
 * Copies the rows with the indexes `chosen` from a frame of bytes or of
 * numbers.
 */
export function rowsOf<F extends Examples["inputs"]>(
  frame: F,
  chosen: Uint32Array,
): F {
  const { columns } = frame;
  const data = frame.data.slice(0, chosen.length * columns);
  chosen.forEach((b, row) =>
    data.set(frame.data.subarray(b * columns, (b + 1) * columns), row * columns)
  );
  return { ...frame, rows: chosen.length, data };
}
