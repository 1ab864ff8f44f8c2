import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { Ajv } from "ajv";
import fc from "fast-check";
import { Found } from "../../lib/spec/_fault.ts";
import { walk } from "../../lib/spec/_walk.ts";
import { rules } from "../../lib/spec/facts.ts";
import { jsonSchema } from "../../lib/spec/mod.ts";
import { anySchema } from "../../lib/spec/schema.ts";
import { checkSpec } from "../../mod.ts";
import { fieldwise, issuesOf, partsByPath, rightSpecs } from "./_corpus.ts";
import { faultsOf } from "./_generate.ts";
import { needing, READ } from "../_needing.ts";

/** Whether a spec is valid for the JSON Schema, as an editor checks it. */
const accepts = new Ajv({ strict: true }).compile(jsonSchema());

/**
 * Rules between two rows of one field, which are not part of the JSON Schema.
 */
const rowRules = [
  /^must have \d+ numbers?, like the first row: found \d+$/,
];

/** The issues of the single fields, without the rules between fields. */
function fieldFaults(spec: unknown): string[] {
  const found = new Found();
  walk(anySchema, spec, found);
  return found.faults.map(({ message }) => message)
    .filter((message) => !rowRules.some((rule) => rule.test(message)));
}

function assertAgreed(spec: unknown): boolean {
  const accepted = accepts(spec);
  const what = JSON.stringify([accepts.errors, fieldFaults(spec), spec]);
  assertEquals(accepted, fieldFaults(spec).length === 0, what.slice(0, 3000));
  return accepted;
}

Deno.test({
  ...needing(
    "the JSON Schema and the validator accept the same specs, except for rules between fields",
    READ,
  ),
  async fn(t) {
    const right = rightSpecs();
    await t.step("correct specs", () => {
      assertGreaterOrEqual(right.length, 150);
      for (const spec of right) assert(assertAgreed(spec));
    });
    await t.step(
      "specs with correct fields that may contradict each other",
      () => {
        for (const spec of fieldwise) assert(assertAgreed(spec));
      },
    );
    await t.step("specs with a single fault", () => {
      let refused = 0;
      for (const found of partsByPath([...right, ...fieldwise], 2).values()) {
        for (const { spec, part } of found) {
          for (const fault of faultsOf(spec, part)) {
            if (!assertAgreed(fault.spec)) refused++;
          }
        }
      }
      assertGreaterOrEqual(refused, 150);
    });
    await t.step("specs with random values", () => {
      const keys = fc.constantFrom(...Object.keys(anySchema.fields), "zzzzzz");
      const spec = fc.dictionary(keys, fc.jsonValue(), {
        noNullPrototype: true,
      });
      for (const value of fc.sample(spec, { numRuns: 300, seed: 3 })) {
        assertAgreed(value);
      }
    });
  },
});

Deno.test("each rule between fields refuses a spec that the JSON Schema accepts", async (t) => {
  const right = {
    name: "joined",
    dataset: "digits",
    layers: [{ units: 5 }, { units: 10 }],
    learningRate: 1,
    epochs: 1,
  };
  const inline = { inputs: [[0], [1]], labels: [[0], [1]] };
  const cases: Record<string, object> = {
    widths: { layers: [{ units: 9 }] },
    inlineData: { dataset: inline, inputs: { scale: [1, 0] } },
    upright: {
      dataset: inline,
      inputs: { deskew: true },
      layers: [{ units: 1 }],
    },
    pictures: {
      dataset: inline,
      augment: { shift: 1 },
      layers: [{ units: 1 }],
    },
    scaling: { inputs: { standardize: true } },
    folderData: { dataset: { folder: "shots" } },
    classNames: {
      dataset: {
        idx: { train: { images: "a", labels: "b" } },
        classes: ["cat", "cat"],
      },
    },
    tableFields: {
      dataset: { csv: "a.csv", label: "a", columns: { a: "ignore" } },
    },
    batch: { batchSize: 1_000_000 },
    names: { layers: [{ name: "a", units: 1 }, { name: "a", units: 10 }] },
    labelData: { labels: { from: 1 } },
    range: { labels: { oneHot: [-1, 1] } },
    watched: {
      dataset: {
        inputs: [[0], [1], [2]],
        labels: [[0.1], [0.2], [0.3]],
      },
      earlyStopping: { metric: "accuracy" },
      layers: [{ units: 1 }],
    },
    classWeights: { classWeights: { ten: 2 } },
    lossAndOutput: {
      loss: "crossEntropy",
      layers: [{ units: 10, activation: "sigmoid" }],
    },
    shapes: { layers: [{ units: 10 }, { type: "flatten" }] },
    dropped: { layers: [{ units: 10, dropout: 0.5 }] },
    momentum: { optimizer: { type: "sgd", nesterov: true } },
    warmup: { learningRate: { type: "constant", rate: 1, warmup: 1 } },
    heldOut: { validation: { fraction: 0.1, folds: 2 } },
    initialized: { initialize: { from: "a" }, validation: { folds: 2 } },
    sweepFields: {
      validation: { fraction: 0.1 },
      sweep: { draw: { points: 2, from: { learningRate: { log: [1, 1] } } } },
    },
    "each trial of a sweep": {
      validation: { fraction: 0.1 },
      sweep: { grid: { "layers[0].units": [5, 0] } },
    },
    "a sweep without validation": { sweep: { repeats: 2 } },
    "rows of one width": { dataset: { ...inline, inputs: [[0], [1, 2]] } },
    missingWidth: { dataset: undefined },
    tooLarge: { layers: [{ units: 1e6 }, { units: 1e6 }, { units: 10 }] },
  };
  for (const name of Object.keys(rules)) {
    assert(Object.hasOwn(cases, name), `no case of ${name}`);
  }
  for (const [name, fields] of Object.entries(cases)) {
    await t.step(name, () => {
      assertEquals(issuesOf(() => checkSpec(right)), []);
      const plain = JSON.parse(JSON.stringify({ ...right, ...fields }));
      assert(accepts(plain), JSON.stringify(accepts.errors));
      assertGreaterOrEqual(issuesOf(() => checkSpec(plain)).length, 1);
    });
  }
});
