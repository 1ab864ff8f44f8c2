import { assertEquals, assertNotEquals } from "@std/assert";
import { decodeIdx, deskew } from "../../lib/dataset/mod.ts";
import { loadModel } from "../../lib/mlp/model.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { driving, inProject, run, unlessDriving } from "./_command.ts";

Deno.test({
  name: "pictures are made upright for train, evaluate and predict alike" +
    unlessDriving,
  ...driving,
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const out = `${folder}/upright`;
      const digits = inProject("specs/digits.yaml");
      const set = ["--set", "inputs.deskew=true", "--epochs", "2"];
      const flags = [...set, "--out", out, "--json"];
      const trained = await run("train", folder, digits, ...flags);
      assertEquals([trained.code, trained.err], [0, ""]);
      const evaluated = await run("evaluate", folder, out, "--json");
      const { score } = JSON.parse(evaluated.out);
      assertEquals(score, JSON.parse(trained.out).score);

      const file = inProject("data/digits/test-images-idx3-ubyte.gz");
      const predicted = await run("predict", folder, out, file, "--json");
      const outputs = JSON.parse(predicted.out).predictions.flatMap(
        (prediction: { outputs: number[] }) => prediction.outputs,
      );
      const { data } = await decodeIdx(await Deno.readFile(file));
      const pictures = {
        rows: 445,
        columns: 64,
        data: data as Uint8Array,
        scale: [0, 1] as const,
      };
      const mlp = await loadModel(`${out}/model.safetensors`);
      const upright = deskew(pictures, { width: 8, height: 8 });
      assertEquals(outputs, [...mlp.predict(upright).data]);
      assertNotEquals(outputs, [...mlp.predict(pictures).data]);
    }),
});
