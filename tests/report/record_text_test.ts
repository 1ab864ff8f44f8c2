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

Deno.test("recordFacts() lists each value with its path, but only the last epoch", () => {
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

Deno.test("recordText() shows scores and settings, and all values with the option `all`", () => {
  const run = { name: "runs/a", record };
  const [name, empty, ...lines] = recordText(run, { width: 60 }).split("\n");
  assertEquals([name, empty], ["runs/a", ""]);
  for (const line of lines.slice(0, -1)) {
    assertEquals(line.length <= 60, true, line);
  }
  assertEquals(lines[0].split(/ +/), ["status", "done"]);
  assertEquals(
    lines.filter((line) => line.startsWith("seed")).length,
    1,
    "once, among the settings",
  );
  assertEquals(lines.some((line) => line.startsWith("specSha256")), false);
  const all = recordText(run, { width: 60, all: true }).split("\n");
  const facts = recordFacts(record).length;
  assertEquals(all.filter((line) => line !== "").length, facts + 1);
  assertStringIncludes(lines.at(-1)!, `--all shows all ${facts} facts`);
});

Deno.test("recordText() fits into 24 lines, with any number of layers", () => {
  const layers = Array.from({ length: 30 }, () => record.spec.layers[0]);
  const deep = { ...record, spec: { ...record.spec, layers } };
  const lines = recordText({ name: "runs/a", record: deep }).split("\n");
  assertEquals(lines.length <= 24, true, `${lines.length} lines`);
  assertStringIncludes(lines.join("\n"), "24 more");
});

Deno.test("recordsText() marks values that differ, also if only one record has them", async (t) => {
  const runs = [
    { name: "runs/a", record },
    { name: "runs/b", record: other },
    { name: "runs/c", record },
  ];
  const linesOf = (text: string) =>
    text.split("\n").map((line) => line.split(/ {2,}|(?<=≠) /));
  const marked = [
    ["≠", "error", "-", "line line", "-"],
    ["≠", "spec.seed", "1", "2", "1"],
    ["≠", "seed", "1", "2", "1"],
  ];
  const all = recordFacts(record).length + 1;
  await t.step("with the scores only", () => {
    const text = recordsText(runs, { width: 120 });
    const lines = linesOf(text);
    assertEquals(lines.filter(([mark]) => mark === "≠"), marked);
    assertStringIncludes(text, "\n  status ");
    assertEquals(text.includes("  machine.cores"), false);
    assertStringIncludes(text, `\n3 of ${all} facts differ; --all shows`);
  });
  await t.step("with all values", () => {
    const text = recordsText(runs, { width: 120, all: true });
    assertEquals(linesOf(text).filter(([mark]) => mark === "≠"), marked);
    assertStringIncludes(text, "\n  machine.cores ");
    const paths = recordFacts(record).map(([path]) => path.length);
    const status = text.split("\n").find((line) =>
      line.startsWith("  status ")
    )!;
    assertEquals(status.indexOf("done"), Math.max(...paths) + 4);
  });
});
