/**
 * Specs for the tests: the specs of `specs/`, and variations from the schema.
 *
 * @module
 */

import { parse } from "@std/yaml";
import fc from "fast-check";
import { checkSpec, SpecError, type SpecIssue } from "../../mod.ts";
import { anySchema } from "../../lib/spec/schema.ts";
import { names } from "../dataset/_fixture.ts";
import { type Part, partsOf, put, valueOf } from "./_generate.ts";

const folder = new URL("../../specs/", import.meta.url);

/** The issues that `read` throws, or an empty list. */
export function issuesOf(read: () => unknown): readonly SpecIssue[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof SpecError) return error.issues;
    throw error;
  }
}

/**
 * The specs of `specs/`, and each of them with one field replaced by any
 * possible value.
 */
function* variations(): Iterable<unknown> {
  for (const file of names(folder.pathname)) {
    if (!/\.ya?ml$/.test(file)) continue;
    const spec = parse(Deno.readTextFileSync(new URL(file, folder)));
    yield spec;
    for (const { keys, fields = {} } of partsOf(spec)) {
      for (const [name, { of }] of Object.entries(fields)) {
        const values = fc.sample(valueOf(of), { numRuns: 6, seed: 1 });
        for (const value of values) yield put(spec, [...keys, name], value);
      }
    }
  }
}

/** Correct specs without duplicates. */
export function rightSpecs(): unknown[] {
  const right = new Map<string, unknown>();
  for (const spec of variations()) {
    const text = JSON.stringify(spec);
    if (!right.has(text) && issuesOf(() => checkSpec(spec)).length === 0) {
      right.set(text, spec);
    }
  }
  return [...right.values()];
}

/**
 * Specs in which each field is correct by itself, but fields may contradict
 * each other.
 */
export const fieldwise: readonly unknown[] = fc.sample(valueOf(anySchema), {
  numRuns: 400,
  seed: 2,
});

/**
 * For each path of the schema, the parts at this path in the first `count`
 * specs that have it.
 */
export function partsByPath(
  specs: readonly unknown[],
  count: number,
): Map<string, { spec: unknown; part: Part }[]> {
  const found = new Map<string, { spec: unknown; part: Part }[]>();
  for (const spec of specs) {
    const seen = new Set<string>();
    for (const part of partsOf(spec)) {
      if (seen.has(part.path)) continue;
      seen.add(part.path);
      const known = found.get(part.path) ?? [];
      if (known.length < count) {
        found.set(part.path, [...known, { spec, part }]);
      }
    }
  }
  return found;
}
