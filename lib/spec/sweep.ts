/**
 * A spec with a sweep as the specs of its trials.
 *
 * @module
 */

import { Expansion, type Trial } from "./_expansion.ts";
import { asOverrides } from "./_sweep_facts.ts";
import { type CheckOptions, checkSpec, writtenOf } from "./check.ts";
import { isMapping } from "./_kinds.ts";
import { override } from "./override.ts";
import type { Spec } from "./spec.ts";

/** The trials of a spec. */
export class Trials {
  /** The spec, checked and as it was written. */
  readonly spec: Spec;
  readonly written: Readonly<Record<string, unknown>>;
  readonly #expansion: Expansion;

  /** Takes a spec that has a sweep; use `trialsOf`. */
  constructor(spec: Spec, written: Readonly<Record<string, unknown>>) {
    this.spec = spec;
    this.written = written;
    this.#expansion = new Expansion(spec.sweep!, spec.seed);
  }

  /** How many there are. */
  get count(): number {
    return this.#expansion.count;
  }

  /** How many of them share their settings. */
  get repeats(): number {
    return this.#expansion.repeats;
  }

  /** The paths of the fields that differ. */
  get paths(): readonly string[] {
    return this.#expansion.axes.map(({ path }) => path);
  }

  /** The paths of those that are drawn from a range of powers. */
  get logPaths(): readonly string[] {
    return this.#expansion.axes.filter(({ from }) =>
      "log" in from || "wholeLog" in from
    ).map(({ path }) => path);
  }

  /** A trial by its number, from 0. */
  at(index: number): Trial {
    return this.#expansion.trial(index);
  }

  /** The spec that a trial is trained by. */
  specAt(index: number, options: CheckOptions = {}): Spec {
    return checkSpec(this.valueAt(index), options);
  }

  /** The same as plain values, as it might be written. */
  valueAt(index: number): Readonly<Record<string, unknown>> {
    const { sweep: _, ...base } = this.written;
    const { settings, seed } = this.at(index);
    const { value } = override(base, asOverrides(settings));
    return { ...value as Record<string, unknown>, seed };
  }

  /** Whether a trial's field is written, or has its default. */
  isWritten(index: number, keys: readonly string[]): boolean {
    const end = keys.reduce<unknown>(
      (value, key) => isMapping(value) ? value[key] : undefined,
      this.valueAt(index),
    );
    return end !== undefined;
  }

  /**
   * The spec that trains a trial's settings on all training examples: without
   * validation, and with as many epochs as turned out best.
   */
  refitSpec(index: number, epochs: number, options: CheckOptions = {}): Spec {
    const { validation: _, earlyStopping: __, ...value } = this.valueAt(index);
    const { seed } = this.spec;
    return checkSpec({ ...value, epochs, seed }, options);
  }
}

/** The trials of a spec that was checked; nothing where it has no sweep. */
export function trialsOf(spec: Spec): Trials | undefined {
  const written = writtenOf(spec);
  return written && new Trials(spec, written);
}
