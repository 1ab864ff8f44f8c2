import { assertEquals, assertStringIncludes } from "@std/assert";
import { recordFacts, recordsText, recordText } from "../../lib/report/mod.ts";
import type { RunRecord } from "../../lib/mlp/record.ts";
import { checkSpec } from "../../mod.ts";

const record: RunRecord = {
  version: 1,
  status: "done",
  spec: checkSpec({
    name: "tiny",
    dataset: { inputs: [[0, 1]], labels: [[1]] },
    layers: [{ units: 1 }],
    learningRate: 0.5,
    epochs: 2,
  }),
  specSha256: "abc",
  seed: 1,
  options: {},
  data: {
    name: "inline",
    sources: ["train: 1 row of the spec"],
    train: { rows: 1, columns: 2, sha256: "def" },
  },
  engine: "wasm",
  threads: 2,
  versions: { deno: "2.9.6" },
  machine: { os: "linux", arch: "x86_64", cores: 2 },
  began: "2026-01-01T00:00:00.000Z",
  epochs: [
    { loss: 0.5, accuracy: 0, elapsedMs: 1 },
    { loss: 0.25, accuracy: 1, elapsedMs: 2 },
  ],
  confusion: [[1]],
};
const other: RunRecord = {
  ...record,
  seed: 2,
  spec: { ...record.spec, seed: 2 },
  error: "line\nline",
};

Deno.test("recordFacts() has every fact by its path, and of the epochs the last", () => {
  const facts = new Map(recordFacts(record));
  const expected = {
    "status": "done",
    "seed": "1",
    "data.train.sha256": "def",
    "machine.cores": "2",
    "epochs": "2",
    "last.loss": "0.25",
    "spec.dataset.inputs": "[[0,1]]",
    "spec.layers[0].units": "1",
    "spec.learningRate": "0.5",
  };
  for (const [path, value] of Object.entries(expected)) {
    assertEquals(facts.get(path), value, path);
  }
  assertEquals(facts.has("confusion"), false);
});

Deno.test("recordText() is a fact to a line, cut to the width", () => {
  const text = recordText({ name: "runs/a", record }, { width: 60 });
  const [name, empty, ...lines] = text.split("\n");
  assertEquals([name, empty], ["runs/a", ""]);
  assertEquals(lines.length, recordFacts(record).length);
  for (const line of lines) assertEquals(line.length <= 60, true, line);
  assertEquals(lines[1].split(/ +/), ["status", "done"]);
});

Deno.test("recordsText() marks what differs, and what only one has", () => {
  const text = recordsText([
    { name: "runs/a", record },
    { name: "runs/b", record: other },
  ], { width: 100 });
  const lines = text.split("\n").map((line) => line.split(/ {2,}|(?<=≠) /));
  const marked = lines.filter(([mark]) => mark === "≠");
  assertEquals(marked, [
    ["≠", "seed", "1", "2"],
    ["≠", "spec.seed", "1", "2"],
    ["≠", "error", "-", "line line"],
  ]);
  const all = recordFacts(record).length + 1;
  assertStringIncludes(text, `\n3 of ${all} differ`);
});
