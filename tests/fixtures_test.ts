/**
 * Models, runs and checkpoints of earlier versions: each loads, predicts the
 * same bits, and resumes with the same bits. See `fixtures/README.md`.
 *
 * @module
 */

import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertMatch,
  assertNotMatch,
  assertObjectMatch,
} from "@std/assert";
import {
  compile,
  encodeModel,
  loadCheckpoint,
  loadDataset,
  parseSpec,
} from "../mod.ts";
import { fittedOf } from "../lib/mlp/fitted.ts";
import { run } from "./cli/_command.ts";
import { modelHash, readJson } from "./cli/_short.ts";
import { inTemporaryFolder, names } from "./dataset/_fixture.ts";
import { COMMAND, needing, READ } from "./_needing.ts";

const FIXTURES = new URL("fixtures/", import.meta.url).pathname;

/** The folder of each case of each version: `0.1.0-daeb2fa/digits`. */
const cases = READ !== "" ? [] : names(FIXTURES)
  .filter((version) => /^\d/.test(version))
  .flatMap((version) =>
    names(`${FIXTURES}${version}`).map((name) => `${version}/${name}`)
  );

/** Copies a folder, so that the fixture itself is never changed. */
function copy(from: string, to: string): void {
  Deno.mkdirSync(to);
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    const [source, target] = [`${from}/${name}`, `${to}/${name}`];
    if (isDirectory) copy(source, target);
    else Deno.copyFileSync(source, target);
  }
}

/**
 * A test with a step for each case that has the file, in a copy of its folder.
 *
 * @param least The smallest number of such cases.
 */
function hold(
  name: string,
  { file, least }: { readonly file: string; readonly least: number },
  work: (folder: string) => Promise<void>,
): void {
  Deno.test({
    ...needing(name, COMMAND),
    async fn(t) {
      const those = cases.filter((name) =>
        names(`${FIXTURES}${name}/${file}`.replace(/[^/]*$/, ""))
          .includes(file.replace(/.*\//, ""))
      );
      assertGreaterOrEqual(those.length, least);
      for (const name of those) {
        await t.step(name, () =>
          inTemporaryFolder(async (folder) => {
            copy(`${FIXTURES}${name}`, `${folder}/case`);
            await work(`${folder}/case`);
          }));
      }
    },
  });
}

/** The evaluation metrics of a network, in the form of a record. */
const FIGURES = [
  ...["score", "regression", "logLoss", "calibrationError", "confusion"],
  ...["classScores", "meanScore"],
];

/** The metrics in a record, or in the output of `evaluate --json`. */
function figuresOf(record: Record<string, unknown>): Record<string, unknown> {
  const known = FIGURES.filter((key) => record[key] !== undefined);
  return Object.fromEntries(known.map((key) => [key, record[key]]));
}

/** The result of a run in its record, without times. */
function cameTo(record: {
  epochs: { elapsedMs: number }[];
  folds?: { fold: number; accuracy?: number }[];
  [key: string]: unknown;
}): Record<string, unknown> {
  const { epochs, folds = [], best, model } = record;
  return {
    ...figuresOf(record),
    ...(best === undefined ? {} : { best }),
    model,
    epochs: epochs.map(({ elapsedMs: _, ...figures }) => figures),
    folds: folds.toSorted((a, b) => a.fold - b.fold)
      // 0.1.0 counted correct numbers, which has no meaning in a regression
      .map(({ accuracy, ...fold }) =>
        record.regression ? fold : { ...fold, accuracy }
      ),
  };
}

/** The saved network of a case. */
function modelOf(folder: string): string {
  return names(folder).includes("run") ? "run" : "model.safetensors";
}

hold(
  "predict gives the same bits as the version that saved the network",
  { file: "predicted.json", least: 11 },
  async (folder) => {
    const [rows] = names(folder).filter((name) => name.startsWith("rows."));
    const args = [modelOf(folder), rows, "--json"];
    const { code, out, err } = await run("predict", folder, ...args);
    assertEquals(code, 0, err);
    const outputs = (
      { predictions }: { predictions: { outputs: number[] }[] },
    ) => predictions.map(({ outputs }) => outputs);
    assertEquals(
      outputs(JSON.parse(out)),
      outputs(await readJson(`${folder}/predicted.json`)),
    );
  },
);

hold(
  "evaluate gives the same metrics as the version that saved the network",
  { file: "evaluated.json", least: 11 },
  async (folder) => {
    const args = [modelOf(folder), "--json"];
    const { code, out, err } = await run("evaluate", folder, ...args);
    assertEquals(code, 0, err);
    const before = figuresOf(await readJson(`${folder}/evaluated.json`));
    assert("score" in before || "regression" in before);
    assertObjectMatch(JSON.parse(out), before);
  },
);

hold(
  "train --verify trains a run again to the SHA-256 in its record",
  { file: "run/run.json", least: 9 },
  async (folder) => {
    const { code, out, err } = await run("train", folder, "run", "--verify");
    assertEquals(code, 0, err);
    const { model } = await readJson(`${folder}/run/run.json`);
    assertMatch(out, new RegExp(`^verified: .*${model.sha256}\n$`));
  },
);

hold(
  "train resumes a stopped run to the model and the metrics of an uninterrupted run",
  { file: "stopped/run.json", least: 8 },
  async (folder) => {
    const { code, err } = await run("train", folder, "stopped");
    assertEquals(code, 0, err);
    assertMatch(err, /^the run resumes (after|in) /m);
    assertNotMatch(err, /^skipped/m); // a damaged checkpoint
    const whole = await readJson(`${folder}/run/run.json`);
    const record = await readJson(`${folder}/stopped/run.json`);
    assertObjectMatch(cameTo(record), cameTo(whole));
    assertEquals(await modelHash(`${folder}/stopped`), whole.model.sha256);
  },
);

hold(
  "loadCheckpoint() and train() resume to the bytes of the uninterrupted model",
  { file: "checkpoint.safetensors", least: 2 },
  async (folder) => {
    const spec = parseSpec(await Deno.readTextFile(`${folder}/spec.json`));
    const data = await loadDataset(spec, { folders: [folder] });
    const mlp = compile(spec, { inputs: data.train.inputs.columns });
    mlp.fitted = fittedOf(data);
    const from = await loadCheckpoint(`${folder}/checkpoint.safetensors`, mlp);
    assertEquals([from.figures.length, from.sums.examples > 0], [1, true]);
    await mlp.train(data.train.inputs, data.train.targets, { from });
    assertEquals(
      await encodeModel(mlp),
      await Deno.readFile(`${folder}/model.safetensors`),
    );
  },
);
