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
  return split(examples, heldRows(examples.targets, options));
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
 * Cuts the examples into folds, each held out once: their sizes, and those of
 * each class in them, differ by one at most. Each is copied when it is called.
 *
 * @param folds How many, at least 2.
 * @param seed The same seed makes the same folds.
 * @throws {DatasetError} If there are fewer examples than folds.
 */
export function foldsOf(
  examples: Examples,
  { folds, seed }: { readonly folds: number; readonly seed: number },
): (() => Split)[] {
  mustHave(folds, examples.targets.rows, `for ${folds} folds`);
  // classes one after another, dealt out like cards
  const dealt = strata(classesOf(examples.targets), seed, "folds").flat();
  return Array.from({ length: folds }, (_, fold) => () => {
    const held = dealt.filter((_, at) => at % folds === fold);
    return split(examples, Uint32Array.from(held).sort());
  });
}

function mustHave(least: number, rows: number, what: string): void {
  if (rows >= least) return;
  throw new DatasetError(
    `there must be at least ${least} examples ${what}: found ${rows}`,
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

function split(examples: Examples, held: Uint32Array): Split {
  const isHeld = new Uint8Array(examples.targets.rows);
  for (const b of held) isHeld[b] = 1;
  const others = Uint32Array.from(isHeld.keys()).filter((b) => !isHeld[b]);
  return { train: pick(examples, others), held: pick(examples, held) };
}

function pick({ inputs, targets }: Examples, chosen: Uint32Array): Examples {
  return { inputs: rows(inputs, chosen), targets: rows(targets, chosen) };
}

/** Some rows of a frame of any kind, copied. */
function rows<F extends Examples["inputs"]>(frame: F, chosen: Uint32Array): F {
  const { columns } = frame;
  const data = frame.data.slice(0, chosen.length * columns);
  chosen.forEach((b, row) =>
    data.set(frame.data.subarray(b * columns, (b + 1) * columns), row * columns)
  );
  return { ...frame, rows: chosen.length, data };
}
