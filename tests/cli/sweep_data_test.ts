import { assertEquals, assertStringIncludes } from "@std/assert";
import { drive, run } from "./_command.ts";
import { specIn, sweepJson } from "./_sweeps.ts";

/**
 * Rows of two classes, which two number columns separate. A third column has
 * names.
 */
function table(): string {
  const rows = Array.from({ length: 60 }, (_, n) => {
    const kind = n % 2 === 0 ? "ham" : "spam";
    const x = (n * 7 % 13) + (kind === "spam" ? 4 : 0), y = n * 5 % 11;
    return [x, y, n % 3 === 0 ? "north" : "south", kind].join(",");
  });
  return ["x,y,place,kind", ...rows, ""].join("\n");
}

const TABLE = `name: mail
dataset: { csv: mail.csv, label: kind, test: 0.2 }
layers: [{ units: 4, activation: tanh }, { units: 1 }]
loss: binaryCrossEntropy
learningRate: 0.1
epochs: 5
validation: { folds: 3 }
sweep:
  grid: { learningRate: [0.05, 0.5] }
  repeats: 2
`;

drive(
  "a sweep on a table with folds is the same with several workers, and all trials have the same test rows",
  async (folder) => {
    await Deno.writeTextFile(`${folder}/mail.csv`, table());
    await specIn(folder, TABLE);
    const one = await sweepJson(folder, "--workers", "1", "--out", "one");
    assertEquals([one.code, one.err], [0, ""]);
    const two = await sweepJson(folder, "--workers", "2", "--out", "two");
    assertEquals(two.json.sha256, one.json.sha256);
    const records = ["trials/0000", "trials/0001", "trials/0003", "best"].map(
      (name) =>
        JSON.parse(Deno.readTextFileSync(`${folder}/one/${name}/run.json`)),
    );
    const held = records.map(({ data }) => data.table.test);
    assertEquals(new Set(held).size, 1, "the test set chooses nothing");
    assertEquals(records.map(({ seed }) => seed), [1, 2, 2, 1]);
    assertEquals(records[1].folds.length, 3);
    const again = await run("train", folder, "two/trials/0003", "--verify");
    assertEquals(again.code, 0, again.err);
    assertStringIncludes(again.out, "verified");
    const verified = await sweepJson(folder, "--out", "two", "--verify");
    assertEquals(verified.json, { verified: [0, 1, 2, 3] });
  },
);

drive(
  "a sweep over the reading of data loads the data once for each reading",
  async (folder) => {
    await Deno.writeTextFile(`${folder}/mail.csv`, table());
    const text = TABLE.replace("folds: 3", "fraction: 0.25").replace(
      "grid: { learningRate: [0.05, 0.5] }",
      "grid: { inputs.standardize: [true, false], precision: [float32, float64] }",
    );
    await specIn(folder, text);
    const { code, err, json } = await sweepJson(folder, "--no-refit");
    assertEquals([code, err], [0, ""]);
    assertEquals(json.over, 8);
    const means = new Set(
      (json.best as { mean: number }[]).map(({ mean }) => mean),
    );
    assertEquals(means.size, 4);
    for (const trial of ["0003", "0006"]) {
      const path = `runs/mail-sweep/trials/${trial}`;
      const again = await run("train", folder, path, "--verify");
      assertEquals(again.code, 0, again.err);
    }
  },
);

drive("trials whose data is missing fail with an error", async (folder) => {
  await specIn(folder, TABLE);
  const { code, err } = await run("sweep", folder, "spec.yaml");
  assertEquals(code, 1);
  assertStringIncludes(err, "mail.csv");
});
