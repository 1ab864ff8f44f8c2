/**
 * Computes the settings of a trial from the spec and the number of the trial.
 *
 * @module
 */

import { halton } from "../halton.ts";
import { exp, log } from "../math.ts";
import { isMapping } from "./_kinds.ts";
import { keysOf } from "./_path.ts";
import type { Keys } from "./_tree.ts";
import type { SweepRange, SweepSpec } from "./sweep_spec.ts";

/** A field that differs between trials. */
export interface Axis {
  /** The path of the field, such as `layers[0].units`. */
  readonly path: string;
  /**
   * The path as an array of keys and list positions, such as `["layers", 0,
   * "units"]`.
   */
  readonly keys: Keys;
  /**
   * The path, in the spec, of the list or range with the values of the field,
   * such as `["sweep", "grid", "epochs"]`.
   */
  readonly place: Keys;
  /** The list or range that contains the values of the field. */
  readonly from: SweepRange;
  /** Whether the field is in `draw`; otherwise the field is in `grid`. */
  readonly isDrawn: boolean;
}

/** The value of a field in a trial. */
export interface Setting {
  readonly path: string;
  readonly keys: Keys;
  /**
   * The path of the list item or range that the value comes from, such as
   * `["sweep", "grid", "epochs", 0]`.
   */
  readonly place: Keys;
  readonly value: unknown;
}

/** A trial of a sweep. */
export interface Trial {
  /** The number of the trial, counted from 0. */
  readonly index: number;
  /**
   * The number of the combination of settings, counted from 0. Trials that differ
   * only in the seed have the same combination.
   */
  readonly combination: number;
  /** The random seed of the trial. */
  readonly seed: number;
  /**
   * The fields that differ between trials, each with its value in this trial.
   */
  readonly settings: readonly Setting[];
}

/** Computes the trials of a sweep. */
export class Expansion {
  /** The fields that differ between trials: first the fields of `grid`, then the fields of `draw`. */
  readonly axes: readonly Axis[];
  /** The number of trials. */
  readonly count: number;
  /** The number of trials for each combination of settings. */
  readonly repeats: number;
  readonly #seed: number;
  readonly #gridSize: number;
  readonly #drawn: ReadonlyMap<Axis, (index: number) => number>;

  /**
   * Computes `axes`, `count` and `repeats` from the sweep and the seed of a
   * spec.
   */
  constructor({ grid = {}, draw, repeats }: SweepSpec, seed: number) {
    this.axes = [
      ...axesOf(grid, ["sweep", "grid"], false),
      ...axesOf(draw?.from ?? {}, ["sweep", "draw", "from"], true),
    ];
    this.repeats = repeats;
    this.#seed = seed;
    this.#gridSize = Object.values(grid)
      .reduce((product, { length }) => product * length, 1);
    this.count = (draw?.points ?? 1) * this.#gridSize * repeats;
    const drawn = this.axes.filter(({ isDrawn }) => isDrawn);
    this.#drawn = new Map(drawn.map((axis, a) => [axis, halton(seed, a)]));
  }

  /**
   * Returns the trial with the given number. For each set of values drawn for
   * the fields in `draw`, there is a trial for every combination of values in
   * `grid` and every seed.
   */
  trial(index: number): Trial {
    const combination = Math.floor(index / this.repeats);
    let place = combination % this.#gridSize; // the number of the combination in the grid
    const point = Math.floor(combination / this.#gridSize);
    const values = new Map<Axis, unknown>();
    for (const axis of this.axes.toReversed()) {
      const { from } = axis, draw = this.#drawn.get(axis);
      if (draw) values.set(axis, drawnFrom(from, draw(point)));
      else {
        const all = from as readonly unknown[];
        values.set(axis, all[place % all.length]);
        place = Math.floor(place / all.length);
      }
    }
    return {
      index,
      combination,
      seed: this.#seed + index % this.repeats,
      settings: this.axes.map((axis) => {
        const { path, keys } = axis, value = values.get(axis);
        return { path, keys, value, place: placeOf(axis, value) };
      }),
    };
  }
}

function axesOf(
  all: Readonly<Record<string, SweepRange>>,
  around: Keys,
  isDrawn: boolean,
): Axis[] {
  return Object.entries(all).map(([path, from]) => {
    const place = [...around, path];
    return { path, keys: keysOf(path)!, place, from, isDrawn };
  });
}

/**
 * The path in the spec: if `from` is a list, of the list item that equals
 * `value`; if `from` is a range, of the range.
 */
function placeOf({ place, from }: Axis, value: unknown): Keys {
  const key = isMapping(from)
    ? Object.keys(from)[0]
    : (from as readonly unknown[]).indexOf(value);
  return [...place, key];
}

/**
 * The kind of a range, such as `log`, and its lower and upper bounds;
 * `undefined` for a list.
 */
export function boundsOf(
  from: SweepRange,
):
  | { readonly kind: string; readonly low: number; readonly high: number }
  | undefined {
  if (!isMapping(from)) return undefined;
  const [[kind, bounds]] = Object.entries(from);
  const [low, high] = bounds as readonly number[];
  return { kind, low, high };
}

/**
 * Returns the value at a position in a list or range.
 *
 * @param at The position as a fraction of the list or range: at least 0 and
 * less than 1.
 */
export function drawnFrom(from: SweepRange, at: number): unknown {
  const bounds = boundsOf(from);
  if (bounds === undefined) {
    const all = from as readonly unknown[];
    return all[Math.floor(at * all.length)];
  }
  const { kind, low, high } = bounds;
  const within = (value: number) => Math.min(Math.max(value, low), high);
  switch (kind) {
    case "log": {
      const value = exp(log(low) + at * (log(high) - log(low)));
      return within(Number(value.toPrecision(3)));
    }
    case "uniform": { // the result is never a bound, because many fields exclude the bounds
      const size = Number((high - low).toExponential().split("e")[1]);
      const decimals = Math.min(Math.max(3 - size, 0), 20);
      const step = Number(`1e${-decimals}`);
      const value = low +
        Math.min(Math.max(at * (high - low), step), high - low - step);
      return within(Number(value.toFixed(decimals)));
    }
    case "whole":
      return within(low + Math.floor(at * (high - low + 1)));
    default: // wholeLog
      return within(
        Math.floor(exp(log(low) + at * (log(high + 1) - log(low)))),
      );
  }
}
