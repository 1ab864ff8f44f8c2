/**
 * From plain values to a `Spec`, or to all that is wrong with them.
 *
 * @module
 */

import * as v from "valibot";
import { SpecError, type SpecIssue } from "./error.ts";
import { contradictions, issue } from "./facts.ts";
import { nearest } from "./nearest.ts";
import { schema } from "./schema.ts";
import type { Spec } from "./spec.ts";

/**
 * Checks a spec that is already plain values, as `JSON.parse` gives them or a
 * program writes them, and fills in its defaults.
 *
 * @param value What may be a spec; a checked `Spec` passes unchanged.
 * @param options.source The file it came from, for the errors.
 * @returns The spec, frozen all the way down.
 * @throws {SpecError} With everything that is wrong at once.
 * @example What is not said has a default
 * ```ts
 * import { checkSpec } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = checkSpec({
 *   name: "tiny",
 *   inputs: { units: 2 },
 *   layers: [{ units: 1 }],
 *   learningRate: 0.5,
 *   epochs: 10,
 * });
 * assertEquals(spec.layers[0].activation, "sigmoid");
 * assertEquals(spec.batchSize, 32);
 * ```
 */
export function checkSpec(
  value: unknown,
  { source }: { source?: string | undefined } = {},
): Spec {
  const result = v.safeParse(schema, value);
  const issues = result.issues?.map((found) => translate(value, found)) ?? [];
  if (result.typed) {
    const spec = { ...result.output, layers: named(result.output.layers) };
    issues.push(...contradictions(spec));
    if (issues.length === 0) return freeze(spec);
  }
  throw new SpecError(inOrder(issues, value), source);
}

/** Layers without a name are hidden1, hidden2, ..., output. */
function named<L extends { name?: string | undefined }>(
  layers: readonly L[],
): (L & { name: string })[] {
  return layers.map((layer, l) => ({
    ...layer,
    name: layer.name ??
      (l === layers.length - 1 ? "output" : `hidden${l + 1}`),
  }));
}

/** The words a rule takes, which valibot writes as ("mean" | "sum"). */
function wordsOf(expected: string): string[] {
  return [...expected.matchAll(/"([^"]*)"/g)].map(([, word]) => word);
}

/** What the schema found, in our words. */
function translate(
  whole: unknown,
  found: v.BaseIssue<unknown>,
): SpecIssue {
  const path = found.path ?? [];
  const keys = path.map(({ key }) => key as string | number);
  const last = path.at(-1);
  if (found.message === "unknown key") {
    const known = found.expected!.split("|");
    const near = nearest(found.received, known);
    return issue(
      keys,
      near
        ? `unknown key, did you mean "${near}"?`
        : `unknown key, must be one of ${known.join(", ")}`,
      "key",
    );
  }
  if (last?.origin === "key" && found.received === "undefined") {
    return issue(keys, "must be given", "key");
  }
  const value = valueAt(whole, keys);
  const near = typeof value === "string" &&
    nearest(value, wordsOf(found.expected ?? ""));
  return issue(
    keys,
    `${found.message}: found ${describe(value)}` +
      (near ? `, did you mean "${near}"?` : ""),
  );
}

function valueAt(value: unknown, keys: readonly (string | number)[]): unknown {
  return keys.reduce(
    (inner, key) => (inner as Record<string | number, unknown>)?.[key],
    value,
  );
}

/** A value in few words, and never more of it than fits a line. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") {
    const text = JSON.stringify(value.slice(0, 40));
    return value.length > 40 ? `${text.slice(0, -1)}..."` : text;
  }
  if (typeof value !== "object") return String(value);
  const text = JSON.stringify(value);
  if (text.length <= 40) return text;
  return Array.isArray(value) ? `a list of ${value.length}` : "a mapping";
}

/** Issues as their values follow each other in the text; what is missing, last. */
function inOrder(issues: readonly SpecIssue[], value: unknown): SpecIssue[] {
  const place = ({ keys }: SpecIssue) =>
    keys.map((key, depth) => {
      if (typeof key === "number") return key;
      const parent = valueAt(value, keys.slice(0, depth));
      const index = Object.keys(parent as object ?? {}).indexOf(key);
      return index < 0 ? Infinity : index;
    });
  const placed = issues.map((issue) => ({ issue, place: place(issue) }));
  placed.sort((a, b) => {
    for (let d = 0; d < Math.min(a.place.length, b.place.length); d++) {
      if (a.place[d] !== b.place[d]) return a.place[d] - b.place[d];
    }
    return a.place.length - b.place.length;
  });
  return placed.map(({ issue }) => issue);
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
