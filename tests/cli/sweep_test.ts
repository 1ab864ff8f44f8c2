import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { sha256 } from "../../lib/format/sha256.ts";
import { names } from "../dataset/_fixture.ts";
import { drive, run, send, start } from "./_command.ts";
import { SHORT, specIn, sweepJson } from "./_sweeps.ts";

/** The SHA-256 hash of a file. */
async function hashOf(path: string): Promise<string> {
  return await sha256(await Deno.readFile(path));
}

drive(
  "sweep gives the same table with one worker, with two workers, with trials in any order and with --table",
  async (folder) => {
    await specIn(folder);
    const one = await sweepJson(folder, "--workers", "1", "--out", "one");
    assertEquals([one.code, one.err], [0, ""]);
    const hash = one.json.sha256;
    assertEquals(await hashOf(`${folder}/one/table.csv`), hash);
    const two = await sweepJson(folder, "--workers", "2", "--out", "two");
    assertEquals(two.json.sha256, hash);
    for (const trial of ["5", "1-7/3", "0-6"]) { // trial 5; trials 1, 4 and 7; all others
      const some = await sweepJson(folder, "--trial", trial, "--out", "any");
      assertEquals(some.code, 0, some.err);
    }
    const any = await sweepJson(folder, "--table", "--out", "any");
    assertEquals([any.code, any.json.sha256], [0, hash]);
    const lines = (await Deno.readTextFile(`${folder}/any/table.csv`))
      .trimEnd().split("\n");
    assertEquals(lines.length, 9);
    assertMatch(lines[1], /^0,0,1,0.05,8,done,3,3,[\d.]+,[\d.]+,[0-9a-f]{64}$/);
  },
);

drive(
  "sweep trains the best settings on all training examples, and prints the settings",
  async (folder) => {
    await specIn(folder);
    const { code, out, err } = await run("sweep", folder, "spec.yaml");
    assertEquals(code, 0, err);
    assertStringIncludes(out, "rank  trial  validationLoss  deviation");
    const record = JSON.parse(
      await Deno.readTextFile(`${folder}/runs/short-sweep/best/run.json`),
    );
    assertEquals(record.spec.validation, undefined);
    assertEquals(record.spec.epochs, 3);
    assertEquals(record.score.on, "test");
    assertEquals(record.score.count, 445);
    const trial = JSON.parse(
      await Deno.readTextFile(
        `${folder}/runs/short-sweep/trials/0000/run.json`,
      ),
    );
    assertEquals(trial.score, undefined, "trials carry no test score");
    // the suggested command for the best trial gives the network of this trial
    const [, line] = /to train the best trial again: deno task train (.*)\n/
      .exec(out)!;
    const [, first] = /\n +1 +(\d+) /.exec(out)!;
    const args = line.replaceAll("'", "").split(" ");
    const again = await run("train", folder, ...args, "--out", "again");
    assertEquals(again.code, 0, again.err);
    assertEquals(
      await hashOf(`${folder}/again/model.safetensors`),
      await hashOf(
        `${folder}/runs/short-sweep/trials/000${first}/model.safetensors`,
      ),
    );
    // a second sweep trains nothing again
    const twice = await run("sweep", folder, "spec.yaml");
    assertEquals([twice.code, twice.out], [0, out]);
    assertEquals(names(`${folder}/runs`), ["short-sweep"]);
  },
);

drive(
  "evaluate, explain and train --verify accept the folder of a sweep",
  async (folder) => {
    await specIn(folder);
    const empty = await sweepJson(folder, "--trial", "0");
    assertEquals(empty.code, 0, empty.err);
    const early = await run("evaluate", folder, "runs/short-sweep");
    assertEquals(early.code, 1);
    assertStringIncludes(
      early.err,
      "found no file best/model.safetensors, the model with the best settings",
    );
    const done = await sweepJson(folder);
    assertEquals(done.code, 0, done.err);
    const score = await run("evaluate", folder, "runs/short-sweep", "--json");
    const refit = done.json.refit as { score: { right: number } };
    assertEquals(JSON.parse(score.out).score.right, refit.score.right);
    const told = await run("explain", folder, "runs/short-sweep");
    assertStringIncludes(told.out, "8 of 8 trials are finished\nrank  trial");
    assertStringIncludes(told.out, "runs/short-sweep/best\n\nstatus");
    const all = await run("explain", folder, "runs/short-sweep/", "--all");
    assertEquals([told.code, all.code], [0, 0]);
    assertGreater(all.out.length, told.out.length);
    const json = await run("explain", folder, "runs/short-sweep", "--json");
    assertEquals([json.code, json.err], [0, ""]);
    const { name, trials, over, ranked, best } = JSON.parse(json.out);
    assertEquals([name, trials, over], ["runs/short-sweep", 8, 8]);
    assertEquals([ranked.length, best.status], [4, "done"]);
    const page = await run("explain", folder, "runs/short-sweep", "--report");
    assertEquals([page.code, page.err], [0, ""]);
    assertMatch(page.out, /^<!doctype html>/i);
    assertStringIncludes(page.out, "8 of 8 trials are finished");
    const trial = "runs/short-sweep/trials/0003"; // a trial with the second seed
    const same = await run("train", folder, trial, "--verify");
    assertEquals(same.code, 0, same.err);
    assertStringIncludes(
      same.out,
      "verified: training again produced the same model",
    );
    const more = await run("sweep", folder, "spec.yaml", "--verify", "3");
    assertEquals(more.code, 0, more.err);
    assertStringIncludes(
      more.out,
      "verified: 3 of 8 trials were trained again, and produced the same models",
    );
  },
);

drive("sweep --verify reports a network that is different", async (folder) => {
  await specIn(folder);
  await sweepJson(folder, "--no-refit");
  assert(!names(`${folder}/runs/short-sweep`).includes("best"));
  const path = `${folder}/runs/short-sweep/trials/0005/run.json`;
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(
    path,
    text.replace(
      /"sha256": "([0-9a-f]{64})"\n {2}\}\n\}/,
      (all, hash) => all.replace(hash, "0".repeat(64)),
    ),
  );
  const { code, err } = await run("sweep", folder, "spec.yaml", "--verify");
  assertEquals(code, 1);
  assertMatch(
    err,
    /found a different model for trial 5; remove the folders of these trials/,
  );
});

drive(
  "a trial that diverged is finished: it is ranked last, and is not trained again",
  async (folder) => {
    const linear = SHORT.replaceAll(/relu|softmax/g, "identity")
      .replace("crossEntropy", "mse").replace("  repeats: 2\n", "")
      .replace("[0.05, 0.5]", "[0.01, 1.0e15]");
    await specIn(folder, linear);
    const { code, json } = await sweepJson(folder);
    assertEquals(code, 0);
    const best = json.best as { mean?: number; settings: unknown }[];
    assertEquals(best.map(({ mean }) => mean === undefined), [
      ...[false, false, true, true],
    ]);
    const trial = `runs/short-sweep/trials/0002`;
    const before = await Deno.stat(`${folder}/${trial}/run.json`);
    const again = await sweepJson(folder, "--trial", "2");
    assertEquals(again.code, 0);
    const after = await Deno.stat(`${folder}/${trial}/run.json`);
    assertEquals(after.mtime, before.mtime);
    const train = await run("train", folder, trial);
    assertEquals(train.code, 1);
    assertMatch(
      train.err,
      /^error: runs\/short-sweep\/trials\/0002 diverged, and would diverge again when resumed; the loss must stay a finite number/,
    );
  },
);

drive(
  "one Ctrl-C stops a sweep and saves its trials; the resumed sweep gives the same table",
  async (folder) => {
    const long = SHORT.replace("epochs: 3", "epochs: 150");
    await specIn(folder, long);
    const whole = await sweepJson(folder, "--out", "whole", "--no-refit");
    assertEquals(whole.code, 0, whole.err);
    const process = start("sweep", folder, [
      ...["spec.yaml", "--workers", "2", "--no-refit"],
    ]);
    const text = process.stderr.pipeThrough(new TextDecoderStream());
    let err = "", isAsked = false;
    for await (const part of text) {
      err += part;
      if (isAsked || !/^trial \d/m.test(err)) continue;
      isAsked = true;
      send(process, "SIGINT");
      send(process, "SIGINT"); // under deno task, one Ctrl-C sends two signals
    }
    await process.stdout.cancel();
    assertEquals([isAsked, (await process.status).code], [true, 130]);
    const [, count, are] = /interrupted: (\d) (trials? (?:is|are)) finished/
      .exec(err)!;
    assertEquals(are, count === "1" ? "trial is" : "trials are");
    assertEquals(Number(count), err.match(/^trial \d/gm)?.length);
    assertNotMatch(err, /^\s+at /m);
    const statuses = names(`${folder}/runs/short-sweep/trials`).map((name) =>
      JSON.parse(
        Deno.readTextFileSync(
          `${folder}/runs/short-sweep/trials/${name}/run.json`,
        ),
      ).status
    );
    assert(statuses.includes("interrupted"), `${statuses}`);
    assert(!statuses.includes("training"), `${statuses}`);
    const rest = await sweepJson(folder, "--no-refit");
    assertEquals([rest.code, rest.json.sha256], [0, whole.json.sha256]);
  },
);

drive(
  "--table reports missing trials, with exit code 3",
  async (folder) => {
    await specIn(folder);
    await sweepJson(folder, "--trial", "1-5/2");
    const { code, out, err } = await run(
      "sweep",
      folder,
      "spec.yaml",
      "--table",
    );
    assertEquals([code, err], [
      3,
      "missing trials: 0, 2, 4, 6-7; to train them, type the command without --table\n",
    ]);
    assertStringIncludes(out, "table.csv, 3 of 8 trials");
  },
);

drive(
  "more points only add trials; a changed spec is refused with the changed line",
  async (folder) => {
    const drawn = SHORT.replace(/ {2}grid:[^]*/, "") +
      "  draw:\n    points: 2\n    from: { learningRate: { log: [0.01, 1] } }\n";
    await specIn(folder, drawn);
    const few = await sweepJson(folder, "--no-refit");
    assertEquals(few.code, 0, few.err);
    const begun = await Deno.stat(
      `${folder}/runs/short-sweep/trials/0001/run.json`,
    );
    await specIn(folder, drawn.replace("points: 2", "points: 3"));
    const more = await sweepJson(folder, "--no-refit");
    assertEquals([more.code, more.json.over], [0, 3]);
    const now = await Deno.stat(
      `${folder}/runs/short-sweep/trials/0001/run.json`,
    );
    assertEquals(now.mtime, begun.mtime);
    await specIn(folder, drawn.replace("epochs: 3", "epochs: 4"));
    const other = await run("sweep", folder, "spec.yaml");
    assertEquals(other.code, 2);
    assertMatch(
      other.err,
      /^error: spec.yaml epochs: must be the same as in runs\/short-sweep\/sweep.json: found a difference; restore the field, or choose another folder with --out/,
    );
    // a trial of another spec, moved into the sweep folder by hand
    await specIn(folder, drawn);
    await run(
      "sweep",
      folder,
      "spec.yaml",
      "--trial",
      "0",
      "--seed",
      "9",
      "--out",
      "b",
    );
    await Deno.remove(`${folder}/runs/short-sweep/trials/0000`, {
      recursive: true,
    });
    await Deno.rename(
      `${folder}/b/trials/0000`,
      `${folder}/runs/short-sweep/trials/0000`,
    );
    const moved = await run("sweep", folder, "spec.yaml");
    assertEquals(moved.code, 2);
    assertMatch(
      moved.err,
      /spec.yaml:8 sweep: runs\/short-sweep\/trials\/0000 must be the run of trial 0 with {"learningRate":[\d.]+}: found trial 0 with {"learningRate":[\d.]+}; remove the folder to train the trial again, or choose another folder with --out/,
    );
  },
);

drive(
  "wrong commands are refused before any file is written",
  async (folder) => {
    await specIn(folder);
    const cases: [args: string[], message: RegExp][] = [
      [[], /SPEC is missing/],
      [
        ["spec.yaml", "--set", "learningRate=0.5"],
        /--set learningRate=0.5 must be omitted, since each trial of the sweep has its own learningRate; to sweep other values, type --set 'learningRate=\[A, B\]'/,
      ],
      [
        ["spec.yaml", "--trial", "8"],
        /--trial must be I, I-J or I-J\/K \(every Kth trial from I to J\), where I and J are numbers from 0 to 7: found "8"/,
      ],
      [["spec.yaml", "--trial", "5-2"], /found "5-2"/],
      [
        ["spec.yaml", "--workers", "0"],
        /--workers must be a whole number of at least 1/,
      ],
      [
        ["spec.yaml", "--plan", "--table"],
        /--plan cannot be used with --table: remove one of them/,
      ],
      [
        ["spec.yaml", "--for", "cron"],
        /--for must be one of slurm, parallel, kubernetes/,
      ],
      [
        ["spec.yaml", "--verify"],
        /--verify must be used with a sweep that has finished trials: found no finished trial/,
      ],
      [
        ["spec.yaml", "--set", "batchSize=8, 16"],
        /--set must have brackets around several values: found "8, 16"; type --set batchSize='\[8, 16\]'; --help/,
      ],
      [
        ["spec.yaml", "--set", "optimizer=adam,sgd"],
        /type --set optimizer='\[adam, sgd\]'/,
      ],
      [
        ["spec.yaml", "--set", "batchSize=8,x"],
        /batchSize: must be a whole number from 1 to a million, or "full": found "8,x"/,
      ],
      [
        ["spec.yaml", "--set", "learningRate=[0.1, -1]"],
        /--set learningRate=\[0.1, -1\] sweep.grid.learningRate\[1\]: must be a number over 0: found -1/,
      ],
      [["none.yaml"], /no file of that name/],
    ];
    for (const [args, message] of cases) {
      const { code, err, out } = await run("sweep", folder, ...args);
      assertEquals([code, out], [2, ""], args.join(" "));
      assertMatch(err, message);
    }
    await Deno.writeTextFile(
      `${folder}/plain.yaml`,
      SHORT.replace(/sweep:[^]*/, ""),
    );
    const plain = await run("sweep", folder, "plain.yaml");
    assertEquals(plain.code, 2);
    assertStringIncludes(
      plain.err,
      "plain.yaml sweep: is missing, and no --set has a list of values; write sweep: { grid:",
    );
    const train = await run("train", folder, "spec.yaml");
    assertEquals(train.code, 2);
    assertStringIncludes(
      train.err,
      "spec.yaml:8 sweep: must be omitted to train one network: found 8 trials; to train all trials, type deno task sweep spec.yaml; to train one network, add --set learningRate=... --set layers[0].units=...",
    );
    const run1 = await run("train", folder, "plain.yaml", "--out", "taken");
    assertEquals(run1.code, 0);
    const taken = await run("sweep", folder, "spec.yaml", "--out", "taken");
    assertEquals(taken.code, 2);
    assertStringIncludes(
      taken.err,
      "found the run of a single network in taken",
    );
  },
);

drive(
  "a list of --set is a sweep without a sweep in the spec, and --plan prints its trials",
  async (folder) => {
    await specIn(folder, SHORT.replace(/sweep:[^]*/, ""));
    const args = ["--set", "learningRate=[0.1, 0.2, 0.4]", "--seed", "5"];
    const { code, out } = await run(
      "sweep",
      folder,
      "spec.yaml",
      "--plan",
      ...args,
    );
    assertEquals(code, 0);
    assertEquals(
      out,
      "trial  seed  learningRate\n0      5     0.1\n1      5     0.2\n2      5     0.4\n\n3 trials, 9 epochs at most\n",
    );
    const plan = await sweepJson(folder, "--plan", ...args);
    assertEquals(plan.json.count, 3);
    const trials = plan.json.trials as unknown[];
    assertEquals(trials[2], {
      ...{ index: 2, combination: 2, seed: 5, settings: { learningRate: 0.4 } },
    });
    assertEquals(names(folder), ["spec.yaml"]);
  },
);
