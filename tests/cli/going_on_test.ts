import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { loadModel, type Spec } from "../../mod.ts";
import { specSha256 } from "../../lib/store/record.ts";
import { names, sha256 } from "../dataset/_fixture.ts";
import { drive, outcome, run, start } from "./_command.ts";

const spec = {
  name: "short",
  dataset: "digits",
  layers: [{ units: 16 }, { units: 10 }],
  learningRate: 1,
  epochs: 3,
  checkpoint: { epochs: 1 },
};

/** Writes a spec and trains it into `run`. */
async function train(folder: string, change: object = {}, ...args: string[]) {
  const text = JSON.stringify({ ...spec, ...change });
  await Deno.writeTextFile(`${folder}/spec.json`, text);
  const out = args.includes("--out") ? [] : ["--out", "run"];
  return await run("train", folder, "spec.json", ...out, ...args);
}

async function readJson(path: string) {
  return JSON.parse(await Deno.readTextFile(path));
}

async function modelHash(run: string): Promise<string> {
  return await sha256(await Deno.readFile(`${run}/model.safetensors`));
}

drive(
  "a run leaves its record, its log, its checkpoints and its model",
  async (folder) => {
    const { code, err } = await train(folder, {}, "--limit", "500");
    assertEquals(code, 0, err);
    const out = `${folder}/run`;
    assertEquals(names(out), [
      "checkpoints",
      "log.jsonl",
      "model.safetensors",
      "run.json",
    ]);
    assertEquals(names(`${out}/checkpoints`), [
      "1+0.safetensors",
      "2+0.safetensors",
    ]);
    const record = await readJson(`${out}/run.json`);
    assertEquals(record.status, "done");
    assertEquals(record.spec.layers[1].activation, "sigmoid", "with defaults");
    assertEquals(record.specSha256, await specSha256(record.spec as Spec));
    assertEquals([record.seed, record.options.limit], [1, 500]);
    assertEquals([record.data.train.rows, record.data.test.rows], [500, 445]);
    for (const { sha256 } of [record.data.train, record.data.test]) {
      assertMatch(sha256, /^[0-9a-f]{64}$/);
    }
    assertEquals(record.engine, "wasm");
    assert(record.threads >= 1);
    assertEquals(record.versions.deno, Deno.version.deno);
    assertEquals(record.machine, {
      os: Deno.build.os,
      arch: Deno.build.arch,
      cores: navigator.hardwareConcurrency,
    });
    assertEquals(record.score.count, 445);
    const cells = record.confusion.flat() as number[];
    assertEquals(cells.reduce((sum, n) => sum + n), 445);
    assertEquals(record.model.sha256, await modelHash(out));
    const log = (await Deno.readTextFile(`${out}/log.jsonl`)).trim().split("\n")
      .map((line) => JSON.parse(line));
    assertEquals(log.map(({ epoch }) => epoch), [1, 2, 3]);
    assertEquals(
      log.map(({ loss }) => loss),
      record.epochs.map(({ loss }: { loss: number }) => loss),
    );
  },
);

drive(
  "ten runs of a spec, by one to four threads, end in one SHA-256, and --verify trains again to it",
  async (folder) => {
    for (const batchSize of [1, 64]) {
      const name = `${batchSize}`;
      const hashes = new Set<string>();
      for (let n = 0; n < 10; n++) {
        const change = { layers: [{ units: 300 }, { units: 10 }], batchSize };
        const threads = `${1 + n % 4}`;
        const args = ["--out", name, "--threads", threads];
        const { code, err } = await train(folder, change, ...args);
        assertEquals(code, 0, err);
        const out = n === 0 ? name : `${name}-${n + 1}`; // nothing is overwritten
        const record = await readJson(`${folder}/${out}/run.json`);
        assertEquals(`${record.threads}`, threads);
        hashes.add(await modelHash(`${folder}/${out}`));
      }
      assertEquals(hashes.size, 1);
      for (const threads of ["1", "3"]) {
        const args = [name, "--verify", "--threads", threads];
        const { code, out, err } = await run("train", folder, ...args);
        assertEquals(code, 0, err);
        assertEquals(
          out,
          `verified: trained again to the same model, SHA-256 ${
            [...hashes][0]
          }\n`,
        );
      }
    }
    const json = await run("train", folder, "1", "--verify", "--json");
    assertEquals(JSON.parse(json.out), {
      verified: true,
      model: "1/model.safetensors",
      sha256: await modelHash(`${folder}/1`),
    });
  },
);

drive(
  "--verify fails on a record whose seed was edited, with its hashes or without, and on another model",
  async (folder) => {
    await train(folder);
    const path = `${folder}/run/run.json`,
      model = `${folder}/run/model.safetensors`;
    const text = await Deno.readTextFile(path);
    const record = JSON.parse(text);
    const bytes = await Deno.readFile(model);
    const refused = async (said: RegExp) => {
      const { code, out, err } = await run("train", folder, "run", "--verify");
      assertEquals([code, out], [1, ""]);
      assertMatch(err, said);
      assertNotMatch(err, /^\s+at /m);
    };
    await Deno.writeTextFile(path, text.replace('"seed": 1', '"seed": 2'));
    await refused(/must have the spec and the seed that the run began with/);

    const other = { ...record.spec, seed: 2 };
    const edited = {
      ...record,
      spec: other,
      seed: 2,
      specSha256: await specSha256(other),
    };
    await Deno.writeTextFile(path, JSON.stringify(edited));
    await refused(/again must give the model's SHA-256 on record/);

    await Deno.writeTextFile(path, text);
    bytes[bytes.length - 1] ^= 1;
    await Deno.writeFile(model, bytes);
    await refused(/must have the SHA-256 on record/);
    await Deno.remove(model);
    await refused(/must have the SHA-256 on record, .*: found no such file/);
  },
);

drive("a run that is done is left as it is", async (folder) => {
  await train(folder);
  const before = await Deno.readTextFile(`${folder}/run/run.json`);
  const { code, out, err } = await run("train", folder, "run");
  assertEquals([code, out], [0, "model: run/model.safetensors\n"]);
  assertStringIncludes(err, "run is done: there is nothing left to train");
  assertEquals(await Deno.readTextFile(`${folder}/run/run.json`), before);
  for (
    const [flag, value] of [
      ["--epochs", "9"],
      ["--set", "epochs=9"],
      ["--max-memory", "2GiB"],
    ]
  ) {
    const wrong = await run("train", folder, "run", flag, value);
    assertEquals(wrong.code, 2);
    assertStringIncludes(wrong.err, `${flag} must be as the run began`);
  }
});

for (
  const [signal, engine, epochs] of [
    ["SIGINT", "wasm", 150],
    ["SIGTERM", "wasm", 150],
    ["SIGINT", "reference", 50],
  ] as const
) {
  drive(
    `${signal} saves, says how to go on and exits with 130; going on with another number of threads gives the same bits, by ${engine}`,
    async (folder) => {
      await train(folder, { epochs }, "--engine", engine);
      const whole = await modelHash(`${folder}/run`);

      const process = start("train", folder, [
        ...["spec.json", "--out", "stopped"],
        ...["--engine", engine, "--threads", "1"],
      ]);
      while (
        !await Deno.stat(`${folder}/stopped/log.jsonl`).then(
          ({ size }) => size > 0,
          () => false,
        )
      ) await new Promise((resolve) => setTimeout(resolve, 5));
      process.kill(signal);
      const { code, err } = await outcome(process);
      assertEquals(code, 130, err);
      assertMatch(
        err,
        /\ninterrupted: saved (after|in) epoch \d+ of \d+.*; to go on:\n {2}deno task train stopped\n$/,
      );
      assertNotMatch(err, /^\s+at /m);
      const record = await readJson(`${folder}/stopped/run.json`);
      assertEquals([record.status, record.engine], ["interrupted", engine]);

      const again = await run("train", folder, "stopped", "--threads", "2");
      assertEquals(again.code, 0, again.err);
      assertMatch(again.err, /^goes on (after|in) epoch \d+ of \d+/m);
      assertEquals(await modelHash(`${folder}/stopped`), whole);
    },
  );
}

drive(
  "a damaged checkpoint is named and passed over, and without one a run starts again",
  async (folder) => {
    await train(folder);
    const whole = await modelHash(`${folder}/run`);
    const checkpoints = `${folder}/run/checkpoints`;
    const newest = `${checkpoints}/2+0.safetensors`;
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
      /^passed over: run\/checkpoints\/2\+0\.safetensors: .*\ngoes on after epoch 1 of 3$/m,
    );
    await Deno.remove(checkpoints, { recursive: true });
    await goOn(/^there is no checkpoint yet: it starts again/m);
  },
);

drive(
  "a run that diverges keeps its last good checkpoint and says what to try",
  async (folder) => {
    const { code, out, err } = await train(folder, {
      layers: [{ units: 10, activation: "identity" }],
      loss: { type: "mse", reduction: "sum" },
      learningRate: 1, // each step is longer than the one before
      epochs: 1000,
      batchSize: "full",
    });
    assertEquals([code, out], [1, ""]);
    assertMatch(
      err,
      /found none at epoch \d+, batch 1, with learningRate 1;/,
    );
    assertMatch(err, /try a learningRate of 0.1/);
    assertStringIncludes(
      err,
      "the last good checkpoint is kept in run/checkpoints",
    );
    assertNotMatch(err, /^\s+at /m);
    assertEquals(names(`${folder}/run/checkpoints`).length, 2);
    const { status, error } = await readJson(`${folder}/run/run.json`);
    assertEquals(status, "diverged");
    assertStringIncludes(error, "must stay a finite number");
    assertEquals(names(`${folder}/run`).includes("model.safetensors"), false);
  },
);

drive(
  "weights that overflow in the very last step are not saved",
  async (folder) => {
    // one row, one step: the loss before it is finite, the weights after are not
    const { code, err } = await train(folder, {
      dataset: { inputs: [[1e15]], labels: [[0]] },
      layers: [{ units: 1, activation: "identity" }],
      learningRate: 1e9,
      loss: "mse",
      epochs: 1,
    });
    assertEquals(code, 1, err);
    assertStringIncludes(err, "found none at epoch 1, batch 1");
    assertEquals(names(`${folder}/run`).includes("model.safetensors"), false);
  },
);

drive(
  "explain shows one run, and two side by side with what differs",
  async (folder) => {
    await train(folder);
    await train(folder, {}, "--seed", "2");
    const one = await run("explain", folder, "run");
    assertEquals([one.code, one.err], [0, ""]);
    assertMatch(one.out, /^run\n\n/);
    assertMatch(one.out, /^status +done$/m);
    const two = await run("explain", folder, "run", "run-2");
    assertMatch(two.out, /^≠ seed +1 +2$/m);
    assertMatch(two.out, /^ {2}data.train.sha256 +(\w+…) +\1$/m);
    const json = await run("explain", folder, "run", "run-2", "--json");
    const seeds = JSON.parse(json.out).map(({ seed }: { seed: number }) =>
      seed
    );
    assertEquals(seeds, [1, 2]);
    const wrong = await run("explain", folder, "run", "spec.json");
    assertEquals(wrong.code, 2);
    assertStringIncludes(wrong.err, "spec.json must be the folder of a run");
  },
);

drive("the model of a run is loaded by the library", async (folder) => {
  await train(folder);
  const mlp = await loadModel(`${folder}/run/model.safetensors`);
  assertEquals([mlp.spec.name, mlp.fitted.classes?.length], ["short", 10]);
});
