/**
 * Checks a sweep against the other fields of its spec, and checks the spec of each
 * trial.
 *
 * @module
 */

import {
  type Axis,
  boundsOf,
  drawnFrom,
  Expansion,
  type Setting,
} from "./_expansion.ts";
import { brief, inline, listed, thousands } from "./_excerpt.ts";
import type { Fault } from "./_fault.ts";
import { kindsAt } from "./_places.ts";
import { fault, type Scene } from "./_scene.ts";
import { MOST_TRIALS } from "./_sweep_fields.ts";
import type { Keys } from "./_tree.ts";
import { pathText } from "./error.ts";
import { override } from "./override.ts";
import type { Spec } from "./spec.ts";

/**
 * The fields that must be equal in all trials. Each text is the end of an error
 * message: why all trials must have the same value of the field, or what to
 * write instead.
 */
const COMMON: Readonly<Record<string, string>> = {
  version: ", since version 1 is the only version of the spec language",
  name: ", since this field is also the name of the sweep's folder",
  description: ", since description has no effect on training",
  dataset: ", since scores on different data sets cannot be compared",
  validation: ", since scores on different validation sets cannot be compared",
  seed: "; to train each combination with 3 seeds, write repeats: 3 in sweep",
  sweep: ", since a sweep cannot contain another sweep",
};

/**
 * The losses of trials can be compared only if the trials have equal values in
 * these fields.
 */
const OF_LOSS = ["loss", "labels"];

/** Checks the paths, the ranges, the metric and the number of trials of a sweep. */
export function* sweepFields({ draft, labels }: Scene): Iterable<Fault> {
  const { sweep, seed = 1 } = draft;
  if (sweep === undefined) return;
  const { axes, count } = new Expansion(sweep, seed);
  for (const [a, axis] of axes.entries()) {
    const { keys, place, from } = axis, [field] = keys;
    const onKey = (message: string, other?: Keys): Fault => ({
      ...fault(place, message, other),
      on: "key",
    });
    const before = axes.slice(0, a).find((other) => isWithin(other, axis));
    if (before) {
      yield onKey(
        `must not set a field that another path of the sweep also sets: found ${before.path}; remove one of the two paths`,
        before.place,
      );
    }
    if (Object.hasOwn(COMMON, field)) {
      yield onKey(
        `must be a field that can differ between trials: found ${field}; remove this path${
          COMMON[field]
        }`,
      );
    } else if (
      OF_LOSS.includes(`${field}`) && sweep.metric === "validationLoss"
    ) {
      yield onKey(
        `must be the same in all trials, since losses cannot be compared if the field ${field} differs; to compare accuracies, write metric: validationAccuracy`,
        ["sweep", "metric"],
      );
    }
    if (Array.isArray(from)) {
      const texts = from.map((value) => JSON.stringify(value));
      const again = texts.findIndex((text, n) => texts.indexOf(text) < n);
      if (again >= 0) {
        yield fault(
          [...place, again],
          `must be different from the other values in the list: found ${
            brief(from[again])
          } twice`,
        );
      }
    }
    const bounds = boundsOf(from);
    if (bounds === undefined || bounds.low < bounds.high) continue;
    yield fault(
      [...place, bounds.kind],
      `must be two numbers, the lower one first: found ${
        brief([bounds.low, bounds.high])
      }`,
    );
  }
  if (count > MOST_TRIALS) {
    const factors = axes.filter(({ isDrawn }) => !isDrawn)
      .map(({ from }) => (from as readonly unknown[]).length);
    const product = [
      ...sweep.draw ? [sweep.draw.points] : [],
      ...factors,
      ...sweep.repeats > 1 ? [sweep.repeats] : [],
    ];
    const most = fault(
      ["sweep"],
      `must have at most ${thousands(MOST_TRIALS)} trials: found ${
        product.join(" x ")
      }, which is ${count < 1e15 ? thousands(count) : count.toExponential(1)}`,
    );
    yield { ...most, on: "key" };
  }
  if (seed + sweep.repeats - 1 > Number.MAX_SAFE_INTEGER) {
    yield fault(
      ["sweep", "repeats"],
      `must be small enough that seed + repeats is at most 2^53: found seed ${seed}`,
      ["seed"],
    );
  }
  if (labels?.task.type === "numbers" && sweep.metric.endsWith("Accuracy")) {
    yield fault(
      ["sweep", "metric"],
      `must be validationLoss, since numbers are predicted, which have no accuracy: found ${sweep.metric}`,
      ["dataset"],
    );
  }
}

/** Whether two paths are equal, or one path is the beginning of the other path. */
function isWithin({ keys: a }: Axis, { keys: b }: Axis): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.every((key, k) => key === long[k]);
}

/** The maximum number of reported errors in the trials of a sweep. */
const MOST_TOLD = 20;

/**
 * Finds the errors in the trials of a spec that is correct without its sweep.
 * Each combination of values is checked. A range of real numbers is checked
 * only at its two bounds.
 *
 * @param value The spec, not yet checked.
 * @param check A function that returns the errors in the spec of a trial.
 */
export function trialFaults(
  value: Readonly<Record<string, unknown>>,
  { sweep, seed, validation, initialize }: Spec,
  check: (value: unknown) => readonly Fault[],
): Fault[] {
  if (sweep === undefined) return [];
  if (validation === undefined) {
    return [{
      keys: ["sweep"],
      on: "key",
      message:
        "needs the field validation, so that settings are not chosen by the test set; write validation: { fraction: 0.2 }, or add --set validation.fraction=0.2",
    }];
  }
  if (initialize !== undefined) {
    return [{
      keys: ["initialize"],
      on: "key",
      message:
        "must be removed from a spec with a sweep, since trials start from random weights",
      other: ["sweep"],
    }];
  }
  const { sweep: _, ...base } = value;
  const expansion = new Expansion(sweep, seed);
  const faults = new Map<string, Fault>();
  const done = new Set<string>(), plain = expansion.axes.map(isPlain);
  const add = (settings: readonly Setting[], where: string) => {
    const set = override(base, asOverrides(settings));
    const found = [...check(set.value), ...set.faults];
    for (const one of found) {
      const placed = placedIn(one, settings, where);
      const place = JSON.stringify([placed.keys, placed.on]);
      if (!faults.has(place)) faults.set(place, placed);
    }
  };
  for (let i = 0; i < expansion.count; i += expansion.repeats) {
    if (faults.size >= MOST_TOLD) break;
    const { settings } = expansion.trial(i);
    const key = JSON.stringify(
      settings.map(({ place, value }, a) =>
        plain[a] ? 0 : [place.at(-1), value]
      ),
    );
    if (done.has(key)) continue;
    done.add(key);
    add(settings, `in trial ${i}`);
  }
  const { settings } = expansion.trial(0);
  for (const [a, axis] of expansion.axes.entries()) {
    if (!plain[a]) continue;
    for (const at of [0, 1 - Number.EPSILON]) {
      const setting = { ...settings[a], value: drawnFrom(axis.from, at) };
      add(settings.with(a, setting), "at an end of the range");
    }
  }
  return [...faults.values()].slice(0, MOST_TOLD);
}

/**
 * Whether a field has a range of real numbers. For a range of real numbers, it
 * is enough to check the two bounds.
 */
function isPlain({ keys, from }: Axis): boolean {
  const kind = boundsOf(from)?.kind;
  const numbers = kindsAt(keys).filter(({ kind }) => kind === "number");
  return (kind === "log" || kind === "uniform") && numbers.length > 0 &&
    numbers.every((number) => number.kind === "number" && !number.whole);
}

/** Converts settings to overrides, like the overrides of `--set`. */
export function asOverrides(settings: readonly Setting[]) {
  return settings.map(({ path, keys, value }) => ({
    keys,
    value,
    source: path,
  }));
}

/**
 * Moves an error in the spec of a trial to the value in `sweep` that causes the
 * error.
 */
function placedIn(
  one: Fault,
  settings: readonly Setting[],
  where: string,
): Fault {
  const { keys, on, message, other } = one;
  const inside = (way: Keys) =>
    settings.findLast((setting) => begins(way, setting.keys));
  const own = inside(keys);
  const placed = (way: Keys): Keys => {
    const setting = inside(way);
    if (setting === undefined) return way;
    return [...setting.place, ...way.slice(setting.keys.length)];
  };
  const rest = other && { other: placed(other) };
  if (own !== undefined) {
    const isKey = on === "key" && keys.length === own.keys.length;
    const place = isKey ? own.place.slice(0, -1) : placed(keys);
    const isRange = typeof own.place.at(-1) === "string";
    const said = isRange && !isKey ? `${message} ${where}` : message;
    return { keys: place, on, message: said, ...rest };
  }
  const below = settings.find((setting) => begins(setting.keys, keys));
  if (below !== undefined) { // a key of the path is not a field
    const place = below.place.slice(0, -1);
    return { keys: place, on: "key", message: `${pathText(keys)}: ${message}` };
  }
  const cause = other && inside(other);
  if (cause) {
    const said = `${pathText(keys)} ${message}`;
    return { keys: placed(other), on: "value", message: said, other: keys };
  }
  const said = settings.map(({ path, value }) => `${path}: ${inline(value)}`);
  return {
    keys: ["sweep"],
    on: "key",
    message: `${pathText(keys)} ${message} ${where}, with ${listed(said)}`,
    ...rest,
  };
}

function begins(keys: Keys, with_: Keys): boolean {
  return with_.length <= keys.length &&
    with_.every((key, k) => key === keys[k]);
}
