import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { stringify } from "@std/yaml";
import { Document } from "yaml";
import { checkSpec, parseSpec, type Spec, type SpecIssue } from "../../mod.ts";
import {
  explanation,
  isTable,
  pathText,
  tableDefaults,
  traceSpec,
} from "../../lib/spec/mod.ts";
import { fieldwise, issuesOf, partsByPath, rightSpecs } from "./_corpus.ts";
import { faultsOf, type Keys, schemaPaths } from "./_generate.ts";
import { places, YAML } from "./_places.ts";
import { needing, READ } from "../_needing.ts";

/** A spec as text, in one of several styles. */
function written(spec: unknown, style: number): string {
  if (style % 3 === 0) return JSON.stringify(spec, null, style % 2 ? "\t" : 2);
  return new Document(spec).toString({
    collectionStyle: style % 3 === 1 ? "block" : "flow",
    lineWidth: style % 2 ? 40 : 0,
  });
}

/**
 * The expected line of an issue. For a missing field, it is the line of its
 * mapping.
 */
function lineOf(text: string, { keys, on }: SpecIssue): number {
  const found = new Map(
    places(text).map((
      [of, key, value],
    ) => [JSON.stringify(of), { key, value }]),
  );
  const at = (of: Keys) => found.get(JSON.stringify(of));
  const [own, around] = [at(keys), at(keys.slice(0, -1))];
  // loss.type has no position in the short form loss: mse
  const offset = on === "key" ? (own ?? around)?.key : (own ?? around)?.value;
  return text.slice(0, offset ?? text.search(/\S/)).split("\n").length;
}

/**
 * A spec with the default fields of a table. They are shown, but are not part
 * of the spec.
 */
function withDefaults(spec: Spec): Spec {
  const { dataset } = spec;
  if (!isTable(dataset)) return spec;
  const missing = { ...tableDefaults.missing, ...dataset.missing };
  return { ...spec, dataset: { ...tableDefaults, ...dataset, missing } };
}

/** Whether `whole` starts with `keys`. */
function begins(keys: Keys, whole: Keys): boolean {
  return keys.every((key, i) => key === whole[i]);
}

Deno.test({
  ...needing(
    "each single fault in a correct spec is refused, with its key and line",
    READ,
    YAML,
  ),
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
  ...needing("each correct spec is the same after stringify and parse", READ),
  fn() {
    const specs = rightSpecs();
    assertGreaterOrEqual(specs.length, 150);
    for (const plain of specs) {
      const text = JSON.stringify(plain);
      const traced = traceSpec(text);
      const { spec } = traced;
      assertEquals(parseSpec(JSON.stringify(spec)), spec);
      assertEquals(parseSpec(stringify(spec)), spec);
      assertEquals(parseSpec(explanation(traced)), withDefaults(spec));
    }
  },
});

Deno.test("checkSpec() reports each missing field, also if there is an error before it", async (t) => {
  const whole = {
    ...{ name: "net", dataset: "digits", loss: "mse", learningRate: 0.1 },
    ...{ epochs: 1, layers: [{ units: 10 }] },
  };
  assertEquals(issuesOf(() => checkSpec(whole)), []);
  const others: Record<string, object> = {
    "an unknown key": { zebra: 1 },
    "a wrong value": { seed: -1 },
    "a wrong value in a layer": { layers: [{ units: 0 }] },
    "a misspelled key": { sed: 3 },
  };
  for (const missing of ["name", "learningRate", "epochs"] as const) {
    for (const [what, other] of Object.entries(others)) {
      await t.step(`${missing} is missing, and ${what}`, () => {
        const { [missing]: _, ...rest } = whole;
        const paths = issuesOf(() => checkSpec({ ...rest, ...other }))
          .map(({ path }) => path);
        assertEquals(paths.length, 2);
        assert(paths.includes(missing));
      });
    }
  }
  await t.step("a misspelled field is not also reported as missing", () => {
    const { epochs, ...rest } = whole;
    const issues = issuesOf(() => checkSpec({ ...rest, epoch: epochs }));
    assertEquals(issues.map(({ path }) => path), ["epoch"]);
  });
});
