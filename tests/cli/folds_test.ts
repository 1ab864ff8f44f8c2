import { assertEquals, assertGreaterOrEqual, assertMatch } from "@std/assert";
import { trainFolds } from "../../lib/cli/folds.ts";
import type { RunFolder } from "../../lib/disk/mod.ts";
import { compile, crossValidate, loadDataset, parseSpec } from "../../mod.ts";
import { DISK, needing } from "../_needing.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { drive, inProject, interrupted, run } from "./_command.ts";

const DIGITS = inProject("specs/digits.yaml");

drive(
  "train scores each fold, then trains on all rows; a resumed run continues after the finished folds",
  async (folder) => {
    const flags = ["--set", "validation.folds=4", "--epochs", "300"];
    const { code, out, err } = await run(
      ...["train", folder, DIGITS, ...flags, "--json"] as const,
    );
    assertEquals([code, err], [0, ""]);
    const whole = JSON.parse(out);
    const { folds, accuracy } = whole.crossValidation;
    assertEquals(
      folds.map(({ held }: { held: number }) => held),
      [338, 338, 338, 338],
    );
    assertGreaterOrEqual(accuracy.mean, 0.95);
    assertEquals(whole.epochs[0].count, 1352);

    const said = await interrupted(folder, [DIGITS, ...flags], "\nfold");
    const [, done] = said.match(/interrupted: (\d) of 4 folds are trained/)!;
    const rest = await run("train", folder, "runs/digits-2");
    assertEquals(rest.code, 0);
    const record = JSON.parse(
      Deno.readTextFileSync(`${folder}/runs/digits-2/run.json`),
    );
    const inOrder = record.folds.toSorted(
      (a: { fold: number }, b: { fold: number }) => a.fold - b.fold,
    );
    assertEquals(inOrder, folds);
    assertGreaterOrEqual(Number(done), 1);
    assertMatch(rest.out, /^fold +learned +held out +epochs +loss +accuracy$/m);
    assertMatch(rest.out, /^mean +\d\.\d{4} +0\.9\d{3}$/m);
    assertEquals(record.score.share, whole.score.share);
  },
);

/** Thirty rows of two numbers and a class. */
const table = [
  "a,b,kind",
  ...Array.from(
    { length: 30 },
    (_, r) => `${r * 37 % 101},${r * 53 % 19},${"xy"[r * 7 % 3 % 2]}`,
  ),
].join("\n");

const specOf = (standardize: boolean) =>
  `name: folded
dataset: { csv: t.csv, label: kind }
inputs: { standardize: ${standardize} }
layers: [{ units: 3 }, { units: 1 }]
loss: binaryCrossEntropy
learningRate: 0.01
batchSize: 10
epochs: 2
validation: { folds: 3 }
`;

const losses = (all: readonly { fold: number; loss: number }[]) =>
  all.map(({ fold, loss }) => [fold, loss]).sort(([a], [b]) => a - b);

drive(
  "train scores folds like crossValidate(), with and without standardized columns",
  async (folder) => {
    Deno.writeTextFileSync(`${folder}/t.csv`, table);
    for (const standardize of [true, false]) {
      Deno.writeTextFileSync(`${folder}/spec.yaml`, specOf(standardize));
      const args = ["spec.yaml", "--out", `${standardize}`, "--json"];
      const { code, out, err } = await run("train", folder, ...args);
      assertEquals(code, 0, err);
      const spec = parseSpec(specOf(standardize));
      const data = await loadDataset(spec, { folders: [folder] });
      const { inputs, targets } = data.train;
      const options = { data, rows: data.rows };
      const { folds } = await crossValidate(spec, inputs, targets, options);
      assertEquals(
        losses(JSON.parse(out).crossValidation.folds),
        losses(folds),
      );
    }
  },
);

Deno.test({
  ...needing(
    "trainFolds() with a record of an earlier version standardizes the columns in each fold, if the spec standardizes",
    DISK,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      Deno.writeTextFileSync(`${folder}/t.csv`, table);
      for (const standardize of [true, false]) {
        const spec = parseSpec(specOf(standardize));
        const data = await loadDataset(spec, { folders: [folder] });
        const mlp = compile(spec, { data });
        const record = { data: {}, folds: [] }; // the record has no rows of the table
        const means = { mlp, data, json: true };
        const interrupts = { signal: new AbortController().signal };
        const write = () => Promise.resolve();
        const { folds } = (await trainFolds(
          { record, write } as unknown as RunFolder,
          { ...means, interrupts },
        ))!;
        const { inputs, targets } = data.train;
        const columns = standardize ? data.columns : undefined;
        const expected = await crossValidate(spec, inputs, targets, {
          ...{ data, columns },
        });
        assertEquals(losses(folds), losses(expected.folds));
      }
    }),
});
