import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { catalogue } from "../../lib/catalogue.ts";
import { names } from "../dataset/_fixture.ts";
import { drive, inProject, run, start } from "./_command.ts";

const DIGITS = inProject("specs/digits.yaml");
const XOR = inProject("specs/xor.yaml");

drive(
  "train scores at least 0.96 on digits in under five seconds of training",
  async (folder) => {
    const { code, out, err } = await run("train", folder, DIGITS, "--json");
    assertEquals([code, err], [0, ""]);
    const { score, epochs, model } = JSON.parse(out);
    assertEquals([score.on, score.count], ["test", 445]);
    assertGreaterOrEqual(score.share, 0.96);
    assertLess(epochs.at(-1).elapsedMs, 5000);
    assert(Deno.statSync(`${folder}/${model}`).size > 0);
  },
);

drive(
  "train without a spec takes specs/digits.yaml of the project",
  async (folder) => {
    Deno.mkdirSync(`${folder}/specs`);
    Deno.copyFileSync(DIGITS, `${folder}/specs/digits.yaml`);
    const { code, out } = await run("train", folder, "--epochs", "1");
    assertEquals(code, 0);
    assertStringIncludes(out, "model: runs/digits/model.safetensors");
  },
);

drive(
  "train writes a log without escape codes, results last",
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
    assertMatch(err, /^train: 1,352 pictures of 8 x 8 from /m);
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
  "train holds a share out, stops early and keeps the best epoch",
  async (folder) => {
    const flags = [
      ...["--set", "validation.fraction=0.25"],
      ...["--set", "earlyStopping={ metric: validationAccuracy, patience: 2 }"],
    ];
    const shown = await run("train", folder, DIGITS, ...flags);
    assertEquals(shown.code, 0);
    assertStringIncludes(
      shown.err,
      "\nvalidation: 338 of the 1,352 are held out\n",
    );
    assertMatch(
      shown.err,
      /^epoch {2}1\/20 {2}loss \S+ {2}accuracy \S+ {2}validation loss \S+ accuracy \S+ /m,
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
  assertEquals(rows[4], "4 of 4 rows right (cut at 0.5)");
});

drive(
  "two runs of a spec differ in nothing but their times; another seed does",
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

drive(
  "train refuses a wrong command with one clear line and exit code 2",
  async (folder) => {
    Deno.writeTextFileSync(`${folder}/wrong.yaml`, "name: wrong\nlayers: 3\n");
    const refusals: [args: string[], said: string][] = [
      [["nowhere.yaml"], "error: nowhere.yaml: must be a spec: found no file"],
      [["wrong.yaml"], "wrong.yaml:2:9 layers: must be a list"],
      [[XOR, "--epoch", "3"], "unknown flag --epoch, did you mean --epochs?"],
      [[XOR, "--epochs"], "--epochs must have a value"],
      [
        [XOR, "--epochs=-1"],
        '--epochs must be a whole number of at least 1: found "-1"',
      ],
      [[XOR, DIGITS], "there must be no word after"],
    ];
    for (const [args, said] of refusals) {
      const { code, out, err } = await run("train", folder, ...args);
      assertEquals([code, out], [2, ""], args.join(" "));
      assertStringIncludes(err, said);
      assertEquals(/^\s+at /m.test(err), false, "no stack trace");
    }
    assertEquals(names(`${folder}/runs`), []);
  },
);

drive(
  "a mirror that is down, serves HTML or a broken gzip is named, and nothing is kept",
  async (folder) => {
    const answers: Record<string, () => Response> = {
      html: () =>
        new Response("<h1>moved</h1>", {
          headers: { "content-type": "text/html" },
        }),
      gzip: () => new Response(Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3)),
      gone: () => new Response("", { status: 404 }),
    };
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => answers[new URL(request.url).pathname.split("/")[1]](),
    );
    const here = `http://127.0.0.1:${server.addr.port}`;
    const spec = inProject("specs/mnist.yaml");
    for (
      const mirror of [
        `${here}/html/`,
        `${here}/gzip/`,
        `${here}/gone/`,
        "http://127.0.0.1:9/",
      ]
    ) {
      const { code, out, err } = await run(
        "train",
        folder,
        spec,
        "--mirror",
        mirror,
      );
      assertEquals([code, out], [1, ""]);
      assertStringIncludes(err, `  ${mirror} `);
      // the other mirrors need a permission that this test does not give
      assertStringIncludes(err, "--allow-net=storage.googleapis.com");
      assertMatch(
        err,
        /^ {2}deno run .*--allow-net=storage\.googleapis\.com\S* \S*main\.ts train .*--mirror/m,
      );
      assertEquals(
        err.trimEnd().split("\n").at(-1)?.trim(),
        "deno task train specs/digits.yaml",
      );
      assertEquals(/^\s+at /m.test(err), false, "no stack trace");
      assertEquals(names(`${folder}/data/mnist`), []);
      assertEquals(names(`${folder}/runs`), []);
    }
  },
);

drive(
  "a data folder without the files is an error that names what is missing",
  async (folder) => {
    const { code, err } = await run(
      "train",
      folder,
      inProject("specs/mnist.yaml"),
      "--data",
      ".",
    );
    assertEquals(code, 1);
    const missing = [
      ...err.matchAll(/must have (\S+) or \S+: found neither$/gm),
    ];
    const { train, test } = catalogue.mnist;
    assertEquals(
      missing.map(([, name]) => name),
      [train.images, train.labels, test.images, test.labels].map(({ name }) =>
        name
      ),
    );
  },
);

/** Starts a run, and sends what one Ctrl-C is once it has said something. */
async function interrupted(folder: string, args: string[], after: string) {
  const command = start("train", folder, args);
  const decoder = new TextDecoderStream() as ReadableWritablePair<
    string,
    Uint8Array<ArrayBuffer>
  >;
  let asked = false, err = "";
  for await (const text of command.stderr.pipeThrough(decoder)) {
    err += text;
    if (asked || !err.includes(after)) continue;
    asked = true;
    command.kill("SIGINT");
    command.kill("SIGINT"); // one Ctrl-C is two under deno task
  }
  await command.stdout.cancel();
  const { code } = await command.status;
  assertEquals([asked, code], [true, 130]);
  assertEquals(/^\s+at /m.test(err), false, "no stack trace");
  return err;
}

drive(
  "Ctrl-C ends a run with exit code 130, no stack trace and no half-written model",
  async (folder) => {
    const args = [XOR, "--epochs", "1000000"];
    assertMatch(await interrupted(folder, args, "\nepoch"), /interrupted/);
    const left = names(`${folder}/runs`)
      .flatMap((run) => names(`${folder}/runs/${run}`))
      .filter((name) => /^model|\.part$/.test(name));
    assertEquals(left, []);
  },
);

drive(
  "train scores folds and then learns from all; a run goes on after those that are done",
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
    const [, done] = said.match(/interrupted: (\d) of 4 folds are done/)!;
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
