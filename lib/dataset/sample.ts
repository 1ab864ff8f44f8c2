/**
 * A part of the examples in which each class has its share.
 *
 * @module
 */

import { random } from "../random.ts";
import type { Examples } from "./examples.ts";

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
  return rows(examples, stratified(classes, limit, seed));
}

/** The chosen rows, ascending. */
export function stratified(
  classes: ArrayLike<number>,
  limit: number,
  seed: number,
): Uint32Array {
  const members: number[][] = [];
  for (let b = 0; b < classes.length; b++) {
    (members[classes[b]] ??= []).push(b);
  }
  const groups = members.filter((group) => group !== undefined);
  const quotas = shares(groups.map((group) => group.length), limit);
  const chosen = new Uint32Array(limit);
  let filled = 0;
  groups.forEach((group, g) => {
    const order = random(seed, "limit", g).shuffle(Uint32Array.from(group));
    chosen.set(order.subarray(0, quotas[g]), filled);
    filled += quotas[g];
  });
  return chosen.sort();
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
    .sort((a, b) => lost(b) - lost(a) || a - b)
    .slice(0, left)
    .forEach((g) => quotas[g]++);
  return quotas;
}

function rows({ inputs, targets }: Examples, chosen: Uint32Array): Examples {
  return { inputs: pick(inputs, chosen), targets: pick(targets, chosen) };
}

/** Some rows of a frame of any kind, copied. */
function pick<F extends Examples["inputs"]>(frame: F, chosen: Uint32Array): F {
  const { columns } = frame;
  const data = frame.data.slice(0, chosen.length * columns);
  chosen.forEach((b, row) =>
    data.set(frame.data.subarray(b * columns, (b + 1) * columns), row * columns)
  );
  return { ...frame, rows: chosen.length, data };
}
