/**
 * The specs of the trials of a sweep.
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
  /** The checked spec with its sweep. */
  readonly spec: Spec;
  /** The spec before it was checked, without defaults. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly #expansion: Expansion;

  /** Use `trialsOf` instead; `spec` must have a sweep. */
  constructor(spec: Spec, written: Readonly<Record<string, unknown>>) {
    this.spec = spec;
    this.written = written;
    this.#expansion = new Expansion(spec.sweep!, spec.seed);
  }

  /** The number of trials. */
  get count(): number {
    return this.#expansion.count;
  }

  /** The number of trials for each combination of settings. */
  get repeats(): number {
    return this.#expansion.repeats;
  }

  /** The paths of the fields that differ between trials. */
  get paths(): readonly string[] {
    return this.#expansion.axes.map(({ path }) => path);
  }

  /** The paths of the fields with a `log` or `wholeLog` range. */
  get logPaths(): readonly string[] {
    return this.#expansion.axes.filter(({ from }) =>
      "log" in from || "wholeLog" in from
    ).map(({ path }) => path);
  }

  /** The trial with the given number, counted from 0. */
  at(index: number): Trial {
    return this.#expansion.trial(index);
  }

  /** The checked spec of a trial. */
  specAt(index: number, options: CheckOptions = {}): Spec {
    return checkSpec(this.valueAt(index), options);
  }

  /** The spec of a trial before it is checked, without defaults. */
  valueAt(index: number): Readonly<Record<string, unknown>> {
    const { sweep: _, ...base } = this.written;
    const { settings, seed } = this.at(index);
    const { value } = override(base, asOverrides(settings));
    return { ...value as Record<string, unknown>, seed };
  }

  /**
   * Whether the spec of a trial contains a field. A field that the spec does
   * not contain has its default.
   */
  isWritten(index: number, keys: readonly string[]): boolean {
    const end = keys.reduce<unknown>(
      (value, key) => isMapping(value) ? value[key] : undefined,
      this.valueAt(index),
    );
    return end !== undefined;
  }

  /**
   * The spec that trains a network with the settings of a trial on all training
   * examples, without validation, for the given number of epochs.
   */
  refitSpec(index: number, epochs: number, options: CheckOptions = {}): Spec {
    const { validation: _, earlyStopping: __, ...value } = this.valueAt(index);
    const { seed } = this.spec;
    return checkSpec({ ...value, epochs, seed }, options);
  }
}

/** The trials of a checked spec; `undefined` if the spec has no sweep. */
export function trialsOf(spec: Spec): Trials | undefined {
  const written = writtenOf(spec);
  return written && new Trials(spec, written);
}
