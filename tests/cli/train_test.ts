import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { drive, inProject, run } from "./_command.ts";

const DIGITS = inProject("specs/digits.yaml");
const XOR = inProject("specs/xor.yaml");

drive(
  "train has an accuracy of at least 0.96 on digits",
  async (folder) => {
    const { code, out, err } = await run("train", folder, DIGITS, "--json");
    assertEquals([code, err], [0, ""]);
    const { score, model } = JSON.parse(out);
    assertEquals([score.on, score.count], ["test", 445]);
    assertGreaterOrEqual(score.share, 0.96);
    assert(Deno.statSync(`${folder}/${model}`).size > 0);
  },
);

drive(
  "train without a spec uses specs/digits.yaml of the package, in any folder",
  async (folder) => {
    const { code, out } = await run("train", folder, "--epochs", "1");
    assertEquals(code, 0);
    assertStringIncludes(out, "model: runs/digits/model.safetensors");
  },
);

drive(
  "train writes a log without escape codes, and the results at the end",
  async (folder) => {
    const { code, out, err } = await run(
      "train",
      folder,
      DIGITS,
      "--epochs",
      "2",
    );
    assertEquals(code, 0);
    assertEquals(["\x1b", "\r"].some((c) => (out + err).includes(c)), false);
    assertMatch(err, /^epoch 1\/2 {2}loss \d\.\d{4} {2}accuracy \d\.\d{4} /m);
    assertMatch(err, /^train: 1,352 images of 8 x 8 from /m);
    assertMatch(out, /^class +precision +recall +f1 +count\n0 /m);
    assertMatch(out, /^mean of 10 +0\.\d{4} +0\.\d{4} +0\.\d{4} +445$/m);
    assertMatch(
      out,
      /^log-loss \d\.\d{4}, expected calibration error 0\.\d{4}$/m,
    );
    const [score, model] = out.trimEnd().split("\n").slice(-2);
    assertMatch(
      score,
      /^one-hot score: 0\.\d{4} \(\d+ of 445, 95% interval 0\.\d{4} to 0\.\d{4}\)$/,
    );
    assertEquals(model, "model: runs/digits/model.safetensors");
  },
);

drive(
  "train uses validation examples, stops early and keeps the best epoch",
  async (folder) => {
    const flags = [
      ...["--set", "validation.fraction=0.25"],
      ...["--set", "earlyStopping={ metric: validationAccuracy, patience: 2 }"],
    ];
    const shown = await run("train", folder, DIGITS, ...flags);
    assertEquals(shown.code, 0);
    assertStringIncludes(
      shown.err,
      "\nvalidation: 338 of the 1,352 training images are held out\n",
    );
    assertMatch(
      shown.err,
      /^epoch {2}2\/60 {2}loss \S+ {2}accuracy \S+ {2}validation \S+ \S+ /m,
    );
    const { code, out } = await run(
      "train",
      folder,
      DIGITS,
      ...flags,
      "--json",
    );
    assertEquals(code, 0);
    const { epochs, best, ...rest } = JSON.parse(out);
    const { score, classScores, logLoss, calibrationError } = rest;
    const held: number[] = epochs.map(
      (epoch: { validation: { accuracy: number } }) =>
        epoch.validation.accuracy,
    );
    assertEquals(epochs.length, best + 2);
    assertEquals(held.indexOf(Math.max(...held)), best - 1);
    assertEquals([score.on, score.count], ["test", 445]);
    assertStringIncludes(
      shown.out,
      `\nepoch ${best} of ${epochs.length} was the best: validation loss `,
    );
    const record = JSON.parse(
      Deno.readTextFileSync(`${folder}/runs/digits-2/run.json`),
    );
    assertEquals(record.best, best);
    assertEquals(record.classScores, classScores);
    assertEquals(
      [record.logLoss, record.calibrationError],
      [logLoss, calibrationError],
    );
    assertEquals(typeof logLoss, "number");
    const counted = classScores.reduce(
      (sum: number, { count }: { count: number }) => sum + count,
      0,
    );
    assertEquals([classScores.length, counted], [10, 445]);
    assertEquals(record.epochs[0].validation, epochs[0].validation);
  },
);

drive("train prints the rows of a network with one output", async (folder) => {
  const { code, out } = await run("train", folder, XOR);
  assertEquals(code, 0);
  const rows = out.trimEnd().split("\n").slice(-6, -1);
  const labels = [0, 1, 1, 0];
  ["[0 0]", "[0 1]", "[1 0]", "[1 1]"].forEach((inputs, r) =>
    assert(
      rows[r].startsWith(`${inputs} 0.`) &&
        rows[r].endsWith(`(label ${labels[r]})`),
    )
  );
  assertEquals(rows[4], "4 of 4 rows right (threshold 0.5)");
});

drive(
  "two runs of a spec differ only in their times; another seed gives another network",
  async (folder) => {
    const figures = async (...args: string[]) => {
      const { code, out } = await run("train", folder, XOR, ...args);
      assertEquals(code, 0);
      const [, model] = out.match(/^model: (\S+)$/m)!;
      const bytes = Deno.readFileSync(`${folder}/${model}`);
      return { text: out.replace(model, ""), bytes, model };
    };
    const [first, second, other] = [
      await figures(),
      await figures(),
      await figures("--seed", "2"),
    ];
    assertEquals(
      [first, second, other].map(({ model }) => model.split("/")[1]),
      ["xor", "xor-2", "xor-3"],
    );
    assertEquals(first.text, second.text);
    assertEquals(first.bytes, second.bytes);
    assertNotEquals(first.text, other.text);
    assertNotEquals(first.bytes, other.bytes);
  },
);
