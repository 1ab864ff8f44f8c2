import {
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { drive, run } from "./_command.ts";
import { modelHash, readJson, train } from "./_short.ts";

const initialize = { from: "run" };

drive(
  "a run starts from the weights of another run, reports the layers, resumes, and is verified",
  async (folder) => {
    await train(folder);
    const next = await train(folder, { initialize }, "--out", "next");
    assertEquals(next.code, 0, next.err);
    assertStringIncludes(
      next.err,
      "initial weights of hidden1, output: from run\n",
    );
    const [first, second] = await Promise.all(
      ["run", "next"].map((run) => readJson(`${folder}/${run}/run.json`)),
    );
    assertEquals(second.initialized, { sha256: first.model.sha256 });
    // with trained weights, the first loss is below the last loss of the first
    // run
    const [last] = first.epochs.slice(-1), [begin] = second.epochs;
    assertEquals(begin.loss < last.loss, true, `${begin.loss} ${last.loss}`);

    const verified = await run("train", folder, "next", "--verify");
    assertEquals(verified.code, 0, verified.err);
    const whole = await modelHash(`${folder}/next`);
    await Deno.remove(`${folder}/next/model.safetensors`);
    await Deno.remove(`${folder}/next/checkpoints`, { recursive: true });
    const again = await run("train", folder, "next");
    assertEquals(again.code, 0, again.err);
    assertEquals(await modelHash(`${folder}/next`), whole);

    await train(folder, { seed: 2 }, "--out", "other");
    await Deno.copyFile(
      `${folder}/other/model.safetensors`,
      `${folder}/run/model.safetensors`,
    );
    const changed = await run("train", folder, "next", "--verify");
    assertEquals(changed.code, 1);
    assertStringIncludes(
      changed.err,
      "the model run must be the same as at the start of the run, SHA-256",
    );
  },
);

drive(
  "a layer of another shape starts from random weights, and is reported",
  async (folder) => {
    await train(folder);
    const layers = [{ units: 16 }, { units: 8 }, { units: 10 }];
    const other = await train(folder, { layers, initialize }, "--out", "other");
    assertEquals(other.code, 0, other.err);
    assertStringIncludes(
      other.err,
      "initial weights of hidden1: from run\n" +
        "initial weights of hidden2: random (the model has no layer hidden2)\n" +
        "initial weights of output: random (layer output has weights 8 x 10 in the spec, but weights 16 x 10 and biases 10 in the model)\n",
    );
  },
);

drive(
  "a model that cannot be read is refused",
  async (folder) => {
    const missing = await train(folder, { initialize });
    assertEquals(missing.code, 1);
    assertStringIncludes(
      missing.err,
      "run/model.safetensors must be a file in",
    );
    const folds = await train(folder, { initialize, validation: { folds: 2 } });
    assertEquals(folds.code, 2);
    assertStringIncludes(folds.err, "initialize: must be omitted with");
    await train(folder);
    const outside = `${folder}/inner`;
    await Deno.mkdir(outside);
    const spec = await Deno.readTextFile(`${folder}/spec.json`);
    const from = { ...JSON.parse(spec), initialize: { from: "../run" } };
    await Deno.writeTextFile(`${outside}/spec.json`, JSON.stringify(from));
    const refused = await run("train", outside, "spec.json");
    assertEquals(refused.code, 1);
    assertStringIncludes(refused.err, "to allow this folder, add --data ");
    const allowed = await run("train", outside, "spec.json", "--data", folder);
    assertNotEquals(allowed.code, 0); // the folder of --data has no files of digits
  },
);
