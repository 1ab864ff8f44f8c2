import {
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { drive, outcome, run, send, start } from "./_command.ts";
import { pause } from "../../lib/disk/_pause.ts";
import { partOf } from "../../lib/disk/parts.ts";
import { modelHash, readJson, train } from "./_short.ts";

drive("a finished run is not changed", async (folder) => {
  await train(folder);
  const before = await Deno.readTextFile(`${folder}/run/run.json`);
  const { code, out, err } = await run("train", folder, "run");
  assertEquals([code, out], [0, "model: run/model.safetensors\n"]);
  assertStringIncludes(err, "run is finished: the training is complete");
  assertEquals(await Deno.readTextFile(`${folder}/run/run.json`), before);
  for (
    const [flag, value] of [
      ["--seed", "9"],
      ["--set", "epochs=9"],
      ["--max-memory", "2GiB"],
    ]
  ) {
    const wrong = await run("train", folder, "run", flag, value);
    assertEquals(wrong.code, 2);
    assertStringIncludes(
      wrong.err,
      `${flag} must be omitted, since the settings of a run cannot change after its start`,
    );
  }
});

drive(
  "training a finished run removes the temporary files of a killed process",
  async (folder) => {
    await train(folder);
    const part = partOf(`${folder}/run/report.html`);
    await Deno.writeTextFile(part, "<!doctype");
    const { code } = await run("train", folder, "run");
    assertEquals(code, 0);
    await assertRejects(() => Deno.lstat(part), Deno.errors.NotFound);
  },
);

/** Trains the spec into `stopped`, and sends a signal after its first epoch. */
async function signalled(folder: string, signal: Deno.Signal, flags: string[]) {
  const args = ["spec.json", "--out", "stopped", ...flags];
  const process = start("train", folder, args);
  let ended = false;
  process.status.then(() => ended = true);
  const begun = () =>
    Deno.stat(`${folder}/stopped/log.jsonl`)
      .then(({ size }) => size > 0, () => false);
  while (!ended && !await begun()) await pause(5);
  send(process, signal);
  return await outcome(process);
}

for (
  const [signal, engine, epochs] of [
    ["SIGINT", "wasm", 150],
    ["SIGTERM", "wasm", 150],
    ["SIGINT", "reference", 50],
  ] as const
) {
  drive(
    `${signal} saves a run, suggests how to resume it, and exits with 130; with another number of threads, the resumed run gives the same bits with the engine ${engine}`,
    async (folder) => {
      await train(folder, { epochs }, "--engine", engine);
      const whole = await modelHash(`${folder}/run`);

      const flags = ["--engine", engine, "--threads", "1"];
      let stopped = { code: 0, err: "" };
      // on a busy machine, a run can end before it receives the signal
      for (let n = 0; n < 5 && stopped.code === 0; n++) {
        if (n > 0) await Deno.remove(`${folder}/stopped`, { recursive: true });
        stopped = await signalled(folder, signal, flags);
      }
      const { code, err } = stopped;
      assertEquals(code, 130, err);
      assertMatch(
        err,
        /\ninterrupted: the run is saved (after|in) epoch \d+ of \d+.*; to resume the run:\n {2}deno task train stopped\n$/,
      );
      assertNotMatch(err, /^\s+at /m);
      const record = await readJson(`${folder}/stopped/run.json`);
      assertEquals([record.status, record.engine], ["interrupted", engine]);

      const again = await run("train", folder, "stopped", "--threads", "2");
      assertEquals(again.code, 0, again.err);
      assertMatch(again.err, /^the run resumes (after|in) epoch \d+ of \d+/m);
      assertEquals(await modelHash(`${folder}/stopped`), whole);
    },
  );
}

drive(
  "a damaged checkpoint is reported and skipped; without any checkpoint, a run starts again",
  async (folder) => {
    await train(folder);
    const whole = await modelHash(`${folder}/run`);
    const checkpoints = `${folder}/run/checkpoints`;
    const newest = `${checkpoints}/3+0.safetensors`;
    const bytes = await Deno.readFile(newest);
    const goOn = async (said: RegExp) => {
      await Deno.remove(`${folder}/run/model.safetensors`);
      const { code, err } = await run("train", folder, "run");
      assertEquals(code, 0, err);
      assertMatch(err, said);
      assertEquals(await modelHash(`${folder}/run`), whole);
      const log = await Deno.readTextFile(`${folder}/run/log.jsonl`);
      assertEquals(log.trim().split("\n").length, 3);
    };
    await Deno.writeFile(newest, bytes.subarray(0, 99));
    await goOn(
      /^skipped a checkpoint: run\/checkpoints\/3\+0\.safetensors: .*\nthe run resumes after epoch 2 of 3$/m,
    );
    await Deno.remove(checkpoints, { recursive: true });
    await goOn(/^no checkpoint found: training starts again/m);
  },
);

drive(
  "a run that needs --max-memory resumes with it, and other flags are refused",
  async (folder) => {
    const { code, err } = await train(folder, {}, "--max-memory", "2GiB");
    assertEquals(code, 0, err);
    const again = await run("train", folder, "run", "--max-memory", "2GiB");
    assertEquals(again.code, 0, again.err);
    const other = await run("train", folder, "run", "--seed", "3");
    assertEquals(other.code, 2);
  },
);
