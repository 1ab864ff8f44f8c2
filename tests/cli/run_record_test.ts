import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { loadModel, type Spec } from "../../mod.ts";
import { specSha256 } from "../../lib/mlp/record.ts";
import { names } from "../dataset/_fixture.ts";
import { drive, run } from "./_command.ts";
import { modelHash, readJson, train } from "./_short.ts";

drive(
  "a run folder has a record, a log, checkpoints and a model",
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
      "2+0.safetensors",
      "3+0.safetensors", // kept to train for more epochs
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
  "a run that diverges keeps the weights before that, and suggests what to change",
  async (folder) => {
    const steep = {
      layers: [{ units: 10, activation: "identity" }],
      loss: { type: "mse", reduction: "sum" },
      learningRate: 1, // each step is larger than the step before
      batchSize: "full",
      checkpoint: undefined,
    };
    const { code, out, err } = await train(folder, { ...steep, epochs: 1000 });
    assertEquals([code, out], [1, ""]);
    const [, epoch] = err.match(
      /found NaN or infinity at epoch (\d+), batch 1, with learningRate 1;/,
    )!;
    assertMatch(err, /try a learningRate of 0.1/);
    assertStringIncludes(
      err,
      "the last finite weights are saved in run/model.safetensors; to evaluate them:\n  deno task evaluate run\n",
    );
    assertNotMatch(err, /^\s+at /m);
    const { status, error, model } = await readJson(`${folder}/run/run.json`);
    assertEquals(status, "diverged");
    assertStringIncludes(error, "must stay a finite number");
    assertEquals(model.sha256, await modelHash(`${folder}/run`));
    const shorter = { ...steep, epochs: Number(epoch) - 1 };
    await train(folder, shorter, "--out", "shorter");
    const [kept, right] = await Promise.all(
      ["run", "shorter"].map((it) =>
        loadModel(`${folder}/${it}/model.safetensors`)
      ),
    );
    assertEquals(kept.parameters, right.parameters);
    assertEquals((await run("evaluate", folder, "run")).code, 0);
  },
);

drive(
  "weights that overflow in the last step are not saved",
  async (folder) => {
    // one row, one step: the loss before the step is finite, the weights after
    // it are not
    const { code, err } = await train(folder, {
      dataset: { inputs: [[1e15]], labels: [[0]] },
      layers: [{ units: 1, activation: "identity" }],
      learningRate: 1e9,
      loss: "mse",
      epochs: 1,
    });
    assertEquals(code, 1, err);
    assertStringIncludes(err, "found NaN or infinity at epoch 1, batch 1");
    assertEquals(names(`${folder}/run`).includes("model.safetensors"), false);
  },
);

drive("loadModel() loads the model of a run", async (folder) => {
  await train(folder);
  const mlp = await loadModel(`${folder}/run/model.safetensors`);
  assertEquals([mlp.spec.name, mlp.fitted.classes?.length], ["short", 10]);
});
