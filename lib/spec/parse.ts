/**
 * From text to a checked `Spec`. YAML, and with it JSON, which is part of it.
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

/** What may be said of a text that is read. */
export interface ParseOptions extends CheckOptions {
  /** What stands for parts of it, the last of two that disagree. */
  readonly overrides?: readonly SpecOverride[] | undefined;
}

/**
 * Reads a spec from YAML or JSON, checks it and fills in its defaults.
 *
 * @param text The spec.
 * @param options.source The file it came from, for the errors.
 * @returns The spec, frozen all the way down.
 * @throws {SpecError} With everything that is wrong at once.
 * @example A misspelt key is an error, not a default
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

/** Where a value of a spec comes from. */
export type Origin =
  | { readonly from: "file"; readonly line?: number }
  | { readonly from: "override"; readonly source: string }
  | { readonly from: "data" }
  | { readonly from: "default"; readonly why?: string };

/** A spec, and where each of its values comes from. */
export interface TracedSpec {
  /** The spec. */
  readonly spec: Spec;
  /** What is known of its examples. */
  readonly examples: ExampleFacts | undefined;
  /** The origin of the value at the end of these keys. */
  readonly originOf: (keys: readonly (string | number)[]) => Origin;
}

/**
 * Reads a spec as `parseSpec` does, and remembers where its values come from.
 *
 * @throws {SpecError} With everything that is wrong at once.
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

/** All that is wrong; of two things said of one place, the text's. */
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
    // loss: mse stands for { type: mse }
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
    : { from: "default" }; // beside what an override says
}
