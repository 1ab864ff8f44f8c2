import { assertEquals, assertNotEquals } from "@std/assert";
import { deskew } from "../../lib/dataset/mod.ts";
import { decodeIdx } from "../../lib/format/idx.ts";
import { loadDataset } from "../../lib/disk/load_dataset.ts";
import { sheetOf, sheetPng } from "../../lib/dataset/sheet.ts";
import { loadModel } from "../../lib/disk/model.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { writeDigits } from "./_digits.ts";
import { drive, inProject, run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

Deno.test({
  ...needing(
    "train, evaluate and predict deskew images in the same way",
    COMMAND,
  ),
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

      writeDigits(folder);
      const file = `${folder}/test-images-idx3-ubyte.gz`;
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

drive(
  "data show draws deskewed images for a spec with deskew, and then augmented ones",
  async (folder) => {
    Deno.writeTextFileSync(
      `${folder}/upright.yaml`,
      `name: upright
dataset: digits
inputs: { deskew: true }
augment: { rotate: 20, shift: 1 }
layers: [{ units: 10 }]
learningRate: 1
epochs: 1
seed: 3
`,
    );
    const augment = ["--augment", "upright.yaml", "--out", "sheet.png"];
    const { code, err } = await run(
      "data",
      folder,
      "show",
      "digits",
      ...augment,
    );
    assertEquals([code, err], [0, ""]);
    const [seen, others] = await Promise.all(
      [true, false].map(async (deskew) => {
        const data = await loadDataset({
          dataset: "digits",
          inputs: { scale: [0, 1], deskew },
          labels: { oneHot: [0, 1] },
          precision: "float32",
        });
        const sheet = sheetOf(data, { rotate: 20, shift: 1 }, 3);
        return Uint8Array.from(await sheetPng(sheet));
      }),
    );
    const drawn = await Deno.readFile(`${folder}/sheet.png`);
    assertEquals(drawn, seen);
    assertNotEquals(drawn, others);
  },
);
