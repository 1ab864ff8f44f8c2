/**
 * Parses the text of a spec in YAML or JSON, and checks the spec.
 *
 * @module
 */

import { mustBeStrings } from "../options.ts";
import type { Fault } from "./_fault.ts";
import { isMapping } from "./_kinds.ts";
import { issuesOf, overrideOf, type Written } from "./_place.ts";
import { readText, type TextFault } from "./_read.ts";
import { outputDefault } from "./_label_facts.ts";
import { type Keys, locate } from "./_tree.ts";
import { type CheckOptions, judge } from "./check.ts";
import { SpecError } from "./error.ts";
import { override, type SpecOverride } from "./override.ts";
import { type ExampleFacts, examplesOf } from "./size.ts";
import type { Spec } from "./spec.ts";

/** Options of `parseSpec`. */
export interface ParseOptions extends CheckOptions {
  /**
   * Values that replace parts of the spec. If two overrides have the same path,
   * the last override is used.
   */
  readonly overrides?: readonly SpecOverride[] | undefined;
}

/**
 * Parses a spec from YAML or JSON, checks it and fills in the defaults.
 *
 * @param text The text of the spec.
 * @param options.source The file name to show in error messages.
 * @returns The spec, deeply frozen.
 * @throws {SpecError} If the spec has errors; the `SpecError` lists all of them.
 * @example A misspelled key is an error, not a default
 * ```ts
 * import { parseSpec, SpecError } from "@percept/nn";
 * import { assertThrows } from "@std/assert";
 *
 * const text = `
 * name: tiny
 * dataset: digits
 * layers: [{ units: 10, actvation: tanh }]
 * learningRate: 0.5
 * epochs: 10
 * `;
 * assertThrows(
 *   () => parseSpec(text, { source: "tiny.yaml" }),
 *   SpecError,
 *   'tiny.yaml:4:23 layers[0].actvation: unknown key, did you mean "activation"?',
 * );
 * ```
 */
export function parseSpec(text: string, options: ParseOptions = {}): Spec {
  return traceSpec(text, options).spec;
}

/** The origin of a value of a spec: the file, an override, the data or a default. */
export type Origin =
  | { readonly from: "file"; readonly line?: number }
  | { readonly from: "override"; readonly source: string }
  | { readonly from: "data" }
  | { readonly from: "default"; readonly why?: string };

/** A spec with the origin of each of its values. */
export interface TracedSpec {
  /** The checked spec. */
  readonly spec: Spec;
  /** The known facts about the examples of the data set. */
  readonly examples: ExampleFacts | undefined;
  /** Returns the origin of the value at a path. */
  readonly originOf: (keys: readonly (string | number)[]) => Origin;
}

/**
 * Parses a spec as `parseSpec` does, and records the origin of each value.
 *
 * @throws {SpecError} If the spec has errors; the `SpecError` lists all of them.
 */
export function traceSpec(
  text: string,
  { source, overrides = [], ...options }: ParseOptions = {},
): TracedSpec {
  mustBeStrings({ "the text of a spec": text ?? null });
  const read = readText(text);
  const { tree, lines, faults } = read;
  const set = override(read.value, overrides);
  const written = { ...set, tree, lines };
  if (read.value === undefined && faults.length > 0) {
    throw refusal(faults, [], written, source);
  }
  const { spec, found } = judge(set.value, options);
  if (spec === undefined || faults.length + set.faults.length > 0) {
    const shaped = [...set.faults, ...found.faults];
    const uncounted = found.count - found.faults.length;
    throw refusal(faults, shaped, written, source, uncounted);
  }
  return {
    spec,
    examples: examplesOf(spec.dataset) ?? options.examples,
    originOf(keys) {
      const origin = originOf(keys, written);
      if (origin.from !== "default") return origin;
      const path = keys.join(".");
      if (options.examples && path === "inputs.units") return { from: "data" };
      if (options.examples?.scale && path.startsWith("inputs.scale")) {
        return { from: "data" };
      }
      if (path !== `layers.${spec.layers.length - 1}.activation`) return origin;
      const { why } = outputDefault(spec, options.examples) ?? {};
      return { ...origin, ...(why && { why }) };
    },
  };
}

/**
 * Makes the `SpecError` that lists all errors. If the text and the values both have
 * an error at the same path, only the error of the text is listed.
 */
function refusal(
  ofText: readonly TextFault[],
  ofValues: readonly Fault[],
  written: Written,
  source: string | undefined,
  uncounted = 0,
): SpecError {
  const known = new Set(ofText.map(({ keys }) => JSON.stringify(keys)));
  const faults = [
    ...ofText,
    ...ofValues.filter(({ keys }) => !known.has(JSON.stringify(keys))),
  ];
  const count = faults.length + uncounted;
  return new SpecError(issuesOf(faults, written), source, count);
}

function originOf(keys: Keys, written: Written): Origin {
  const { tree, lines, value } = written;
  let inner = value;
  for (const [depth, key] of keys.entries()) {
    // loss: mse is short for { type: mse }
    const short = typeof inner === "string" && key === "type" &&
      depth === keys.length - 1;
    if (short) return originOf(keys.slice(0, -1), written);
    const isThere = Array.isArray(inner) ||
      isMapping(inner) && Object.hasOwn(inner, key) && inner[key] !== undefined;
    if (!isThere) return { from: "default" };
    inner = (inner as Record<string | number, unknown>)[key];
  }
  const set = overrideOf(written.overrides, keys);
  if (set !== undefined) return { from: "override", source: set.source };
  if (tree === undefined || lines === undefined) return { from: "file" };
  const { start, found } = locate(tree, keys, "key");
  return found
    ? { from: "file", line: lines.at(start).line }
    : { from: "default" }; // the value is in a mapping that an override wrote
}
