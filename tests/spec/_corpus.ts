/**
 * Specs to test by: those of the library and what the schema makes of them.
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

/** What is wrong with a spec, or nothing. */
export function issuesOf(read: () => unknown): readonly SpecIssue[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof SpecError) return error.issues;
    throw error;
  }
}

/** The specs of the library, and each with one field of any value there is. */
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

/** Right specs, no two the same. */
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

/** Specs of which each field is right, whatever one says against another. */
export const fieldwise: readonly unknown[] = fc.sample(valueOf(anySchema), {
  numRuns: 400,
  seed: 2,
});

/** The first parts of each path of the schema, in the first specs that have it. */
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
