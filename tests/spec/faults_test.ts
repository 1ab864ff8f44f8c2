import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { parse, stringify } from "@std/yaml";
import fc from "fast-check";
import { Document } from "yaml";
import { checkSpec, parseSpec, SpecError, type SpecIssue } from "../../mod.ts";
import { explanation, pathText, traceSpec } from "../../lib/spec/mod.ts";
import { anySchema } from "../../lib/spec/schema.ts";
import { names, readable, unlessReadable } from "../dataset/_fixture.ts";
import {
  faultsOf,
  type Keys,
  type Part,
  partsOf,
  put,
  schemaPaths,
  valueOf,
} from "./_generate.ts";
import { places } from "./_places.ts";

const folder = new URL("../../specs/", import.meta.url);

/** What is wrong with a spec, or nothing. */
function issuesOf(read: () => unknown): readonly SpecIssue[] {
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
function rightSpecs(): unknown[] {
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
const fieldwise = fc.sample(valueOf(anySchema), { numRuns: 400, seed: 2 });

/** A spec in each style of text in turn. */
function written(spec: unknown, style: number): string {
  if (style % 3 === 0) return JSON.stringify(spec, null, style % 2 ? "\t" : 2);
  return new Document(spec).toString({
    collectionStyle: style % 3 === 1 ? "block" : "flow",
    lineWidth: style % 2 ? 40 : 0,
  });
}

/** The line that an issue should name; of what is missing, that of its mapping. */
function lineOf(text: string, { keys, on }: SpecIssue): number {
  const found = new Map(
    places(text).map((
      [of, key, value],
    ) => [JSON.stringify(of), { key, value }]),
  );
  const at = (of: Keys) => found.get(JSON.stringify(of));
  const [own, around] = [at(keys), at(keys.slice(0, -1))];
  const offset = on === "key" ? (own ?? around)?.key : (own ?? around)?.value; // of loss.type where it is written loss: mse
  return text.slice(0, offset ?? text.search(/\S/)).split("\n").length;
}

/** Whether one way begins with another. */
function begins(keys: Keys, whole: Keys): boolean {
  return keys.every((key, i) => key === whole[i]);
}

/** The first parts of each path of the schema, in the first specs that have it. */
function partsByPath(
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

Deno.test({
  name: "each single fault in a right spec is refused, with its key and line" +
    unlessReadable,
  ignore: !readable,
  async fn(t) {
    const specs = rightSpecs();
    const parts = partsByPath([...specs, ...fieldwise], 2);
    assertEquals(
      new Set(parts.keys()),
      new Set(schemaPaths()),
      "paths of the schema that no spec has",
    );
    let count = 0;
    for (const [path, found] of parts) {
      await t.step(path || "the spec", () => {
        for (const { spec, part } of found) {
          const wrong = issuesOf(() => checkSpec(spec)).length > 0;
          for (const fault of faultsOf(spec, part)) {
            const text = written(fault.spec, count++);
            const what = `${pathText(fault.keys)}, ${fault.what}: ${text}`;
            const issues = issuesOf(() => parseSpec(text));
            const of = issues.filter(({ keys }) => begins(fault.keys, keys));
            assertGreaterOrEqual(of.length, 1, what);
            const [issue] = of;
            assertEquals(issue.line, lineOf(text, issue), what);
            assert(wrong || issues.length === of.length, what);
          }
        }
      });
    }
    assertGreaterOrEqual(count, 150);
  },
});

Deno.test({
  name:
    `each right spec is the same after stringify and parse${unlessReadable}`,
  ignore: !readable,
  fn() {
    const specs = rightSpecs();
    assertGreaterOrEqual(specs.length, 150);
    for (const plain of specs) {
      const text = JSON.stringify(plain);
      const traced = traceSpec(text);
      const { spec } = traced;
      assertEquals(parseSpec(JSON.stringify(spec)), spec);
      assertEquals(parseSpec(stringify(spec)), spec);
      assertEquals(parseSpec(explanation(traced)), spec);
    }
  },
});
