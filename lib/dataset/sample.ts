/**
 * Parts of the examples in which each class has its share: a sample, a share
 * that is held out, folds.
 *
 * @module
 */

import type { Frame } from "../frame.ts";
import { random } from "../random.ts";
import { DatasetError } from "../format/mod.ts";
import type { Examples } from "./examples.ts";

/** Examples in two parts, of which one is learned from. */
export interface Split {
  /** What is learned from. */
  readonly train: Examples;
  /** What is only scored. */
  readonly held: Examples;
}

/**
 * Draws examples without order: of each class as many as its share of
 * `limit`, rounded up or down, and in the order they had.
 *
 * @param examples What to draw from; with no more than `limit`, it is returned.
 * @param classes The class of each example, whole numbers from 0.
 * @param limit How many to draw.
 * @param seed The same seed draws the same examples.
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
 * Holds a share of the examples out: at least one, and at most all but one, of
 * each class within one of its share.
 *
 * @param fraction The share, over 0 and below 1; the number is rounded.
 * @param seed The same seed holds out the same examples.
 * @throws {DatasetError} If there are fewer than two examples.
 */
export function holdOut(
  examples: Examples,
  options: { readonly fraction: number; readonly seed: number },
): Split {
  return splitRows(examples, heldRows(examples.targets, options));
}

/** The rows that `holdOut` takes, ascending. */
export function heldRows(
  targets: Frame,
  { fraction, seed }: { readonly fraction: number; readonly seed: number },
): Uint32Array {
  mustHave(2, targets.rows, "to hold some out");
  const count = heldOut(targets.rows, fraction);
  return stratified(classesOf(targets), count, seed, "validation");
}

/** How many of so many examples a share comes to: neither none nor all. */
export function heldOut(rows: number, fraction: number): number {
  return Math.min(rows - 1, Math.max(1, Math.round(fraction * rows)));
}

/**
 * Cuts examples into folds, each to be held out once: their sizes, and those of
 * each class in them, differ by one at most. With groups, each group is in one
 * fold, and folds are about as large as each other.
 *
 * @param options.folds How many, at least 2.
 * @param options.seed The same seed makes the same folds.
 * @param options.groups The group of each row, whole numbers from 0.
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
    dealt.sort((a, b) => b.length - a.length); // of equals the first, which is chance
    for (const group of dealt) {
      const least = Math.min(...parts.map(({ length }) => length));
      const part = parts.find(({ length }) => length === least)!;
      for (const b of group) part.push(b);
    }
  } else {
    mustHave(folds, targets.rows, `for ${folds} folds`);
    // classes one after another, dealt out like cards
    strata(classesOf(targets), seed, "folds").flat()
      .forEach((b, at) => parts[at % folds].push(b));
  }
  return parts.map((part) => Uint32Array.from(part).sort());
}

/**
 * The rows of whole groups that come nearest to a share: at least one group, and
 * not all.
 *
 * @param groups The group of each row, whole numbers from 0.
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
  mustHave(2, all.length, "to hold some out", "groups");
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

/** The last of so many rows, as many as a share comes to. */
export function lastRows(rows: number, fraction: number): Uint32Array {
  mustHave(2, rows, "to hold some out");
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

/** The chosen rows, ascending. */
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

/** The examples of each class, and the classes, in an order of chance. */
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
 * Whole numbers that add up to `limit`, each within one of its share: the
 * shares rounded down, and one more for those that lost most.
 */
function shares(counts: readonly number[], limit: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const quotas = counts.map((count) => Math.floor(limit * count / total));
  const left = limit - quotas.reduce((sum, quota) => sum + quota, 0);
  const lost = (g: number) => limit * counts[g] % total;
  counts.map((_, g) => g)
    .sort((a, b) => lost(b) - lost(a)) // of equals the first, which is chance
    .slice(0, left)
    .forEach((g) => quotas[g]++);
  return quotas;
}

/** A number for each example, the same where the targets are. */
function classesOf({ rows, columns, data }: Frame): Uint32Array {
  const kinds = new Map<string, number>();
  return Uint32Array.from({ length: rows }, (_, b) => {
    const kind = data.subarray(b * columns, (b + 1) * columns).join();
    const known = kinds.get(kind) ?? kinds.size;
    kinds.set(kind, known);
    return known;
  });
}

/** Holds rows out. */
export function splitRows(examples: Examples, held: Uint32Array): Split {
  const isHeld = new Uint8Array(examples.targets.rows);
  for (const b of held) isHeld[b] = 1;
  const others = Uint32Array.from(isHeld.keys()).filter((b) => !isHeld[b]);
  return { train: pick(examples, others), held: pick(examples, held) };
}

function pick({ inputs, targets }: Examples, chosen: Uint32Array): Examples {
  return { inputs: rowsOf(inputs, chosen), targets: rowsOf(targets, chosen) };
}

/** Some rows of a frame of any kind, copied. */
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
