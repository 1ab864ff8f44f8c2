/**
 * Numbers far outside the expected range: bytes of 0 and 1, floats up to 255,
 * tables of pixels. They are read correctly, or reported in a note, in training
 * and in predictions.
 *
 * @module
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encodeIdx, type IdxData } from "../../lib/format/mod.ts";
import {
  compile,
  decodeModel,
  encodeModel,
  exportJs,
  type Frame,
  loadModel,
} from "../../mod.ts";
import { drive, run } from "../cli/_command.ts";
import { inFolder, train } from "../dataset/_idx_folder.ts";

/** The number of images of each class, and the side of an image in pixels. */
const COUNT = 20, SIDE = 8;

/**
 * Noisy images of three classes: a bar on the left, in the middle or on the
 * right.
 */
function bars(most: number): number[] {
  let state = 7;
  const chance = () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: 3 * COUNT }, (_, b) => b % 3).flatMap((label) =>
    Array.from({ length: SIDE * SIDE }, (_, p) => {
      const isBar = Math.floor(p % SIDE / 3) === label;
      return (chance() < 0.1 ? !isBar : isBar) ? most : 0;
    })
  );
}

/** Writes images, labels and their spec. */
function write(folder: string, data: IdxData, fields = "") {
  const shape = [3 * COUNT, SIDE, SIDE];
  Deno.writeFileSync(`${folder}/images`, encodeIdx({ shape, data }));
  const labels = Uint8Array.from({ length: 3 * COUNT }, (_, b) => b % 3);
  const idx = encodeIdx({ shape: [3 * COUNT], data: labels });
  Deno.writeFileSync(`${folder}/labels`, idx);
  Deno.writeTextFileSync(
    `${folder}/spec.yaml`,
    `name: bars
dataset: { idx: { train: { images: images, labels: labels } } }
layers: [{ units: 8 }, { units: 3 }]
loss: crossEntropy
learningRate: 0.5
batchSize: 10
epochs: 40
${fields}`,
  );
}

const ALL_RIGHT = "(60 of 60";

drive(
  "bytes of 0 and 1 are not scaled, and a note reports it",
  async (folder) => {
    write(folder, Uint8Array.from(bars(1)));
    const learned = await run("train", folder, "spec.yaml", "--report");
    assertStringIncludes(learned.out, ALL_RIGHT);
    assertStringIncludes(learned.err, "the bytes are not scaled");
    assertStringIncludes(learned.err, "scale: [0, 1]");
    const { spec } = await loadModel(`${folder}/runs/bars/model.safetensors`);
    assertEquals(spec.inputs.scale, [0, 255]);
    // all commands use the same scale
    const again = await run("train", folder, "runs/bars", "--verify");
    assertStringIncludes(again.out, "verified");
    const scored = await run("evaluate", folder, "runs/bars");
    assertStringIncludes(scored.out, ALL_RIGHT);
    const read = await run("predict", folder, "runs/bars", "images");
    assertEquals(read.err, "");
    assertMatch(read.out, /^images\[0\]: 0 0\.9/);
    const { out } = await run("explain", folder, "spec.yaml");
    assertMatch(out, /^ {2}scale: \[0, 255\] +# the data$/m);
    // a note reports that images from 0 to 255 are different
    write(folder, Uint8Array.from(bars(255)));
    const other = await run("predict", folder, "runs/bars", "images");
    assertStringIncludes(
      other.err,
      "note: images: the numbers are from 0 to 255, but",
    );
  },
);

drive(
  "a written scale is used for bytes of 0 and 1, and a note reports the result",
  async (folder) => {
    write(folder, Uint8Array.from(bars(1)), "inputs: { scale: [0, 1] }\n");
    const plain = await run("train", folder, "spec.yaml");
    assertMatch(
      plain.err,
      /note: the largest byte of the inputs is 1, so the scaled inputs are from 0 to 0\.003922; to scale 1 to 1, .* scale: \[0, 255\] }/,
    );
    write(folder, Uint8Array.from(bars(1)), "inputs: { scale: [0, 255] }\n");
    const scaled = await run("train", folder, "spec.yaml");
    assertStringIncludes(scaled.out, ALL_RIGHT);
    assertEquals(/note/.test(scaled.err), false);
    write(folder, Uint8Array.from(bars(255)), "inputs: { scale: [0, 255] }\n");
    const large = await run("train", folder, "spec.yaml", "--epochs", "1");
    assertStringIncludes(
      large.err,
      "note: the largest byte of the inputs is 255, so the scaled inputs are from 0 to 255",
    );
    write(folder, Uint8Array.from(bars(16)));
    const digits = await run("train", folder, "spec.yaml");
    assertStringIncludes(
      digits.err,
      "to scale 16 to 1, write inputs: { scale: [0, 15.9375] }",
    );
  },
);

drive(
  "a note reports if floats up to 255 are not scaled, are scaled or are standardized",
  async (folder) => {
    write(folder, Float32Array.from(bars(255)));
    const plain = await run("train", folder, "spec.yaml", "--out", "plain");
    assertStringIncludes(
      plain.err,
      "note: numbers from 0 to 255 are not scaled; to divide them by 255, write inputs: { scale: [0, 1] }; to standardize them, write inputs: { standardize: true }",
    );
    for (
      const [name, fields] of Object.entries({
        unit: "inputs: { scale: [0, 1] }",
        folds: "inputs: { standardize: true }\nvalidation: { folds: 3 }",
        held: "inputs: { scale: [-1, 1] }\nvalidation: { fraction: 0.2 }",
      })
    ) {
      write(folder, Float32Array.from(bars(255)), `${fields}\n`);
      const learned = await run("train", folder, "spec.yaml", "--out", name);
      const allRight = name === "folds" ? "3 folds: mean 1.0000" : ALL_RIGHT;
      assertStringIncludes(learned.out, allRight, name);
      assertEquals(/note/.test(learned.err), false, learned.err);
      const again = await run("train", folder, name, "--verify");
      assertStringIncludes(again.out, "verified", name);
      const scored = await run("evaluate", folder, name);
      assertStringIncludes(scored.out, ALL_RIGHT, name);
      const read = await run("predict", folder, name, "images");
      assertMatch(read.out, /^images\[0\]: 0 0\.9/, name);
      assertEquals(read.err, "", name);
      const unit = JSON.stringify([bars(1).slice(0, SIDE * SIDE)]);
      Deno.writeTextFileSync(`${folder}/unit.json`, unit);
      const small = await run("predict", folder, name, "unit.json");
      assertStringIncludes(
        small.err,
        "note: unit.json: the numbers are from 0 to 1, but the training numbers are from 0 to 255",
      );
    }
  },
);

drive(
  "if a network was trained on floats from 0 to 1, predict reports numbers up to 255",
  async (folder) => {
    write(folder, Float32Array.from(bars(1)));
    const learned = await run("train", folder, "spec.yaml");
    assertStringIncludes(learned.out, ALL_RIGHT);
    assertEquals(/note/.test(learned.err), false);
    const rows = bars(255).slice(0, SIDE * SIDE);
    Deno.writeTextFileSync(`${folder}/rows.json`, JSON.stringify(rows));
    Deno.writeTextFileSync(`${folder}/rows.csv`, rows.join());
    write(folder, Float32Array.from(bars(255)));
    for (const file of ["images", "rows.json", "rows.csv"]) {
      const { err } = await run("predict", folder, "runs/bars", file);
      assertStringIncludes(
        err,
        `note: ${file}: the numbers are from 0 to 255, but the training numbers are from 0 to 1`,
      );
    }
  },
);

drive(
  "if a network was trained on images, predict reports JSON and CSV with 0 and 1",
  async (folder) => {
    write(folder, Uint8Array.from(bars(255)));
    await run("train", folder, "spec.yaml");
    const row = bars(1).slice(0, SIDE * SIDE);
    Deno.writeTextFileSync(`${folder}/row.json`, JSON.stringify([row]));
    Deno.writeTextFileSync(`${folder}/row.csv`, row.join());
    for (const file of ["row.json", "row.csv"]) {
      const { err } = await run("predict", folder, "runs/bars", file);
      assertStringIncludes(
        err,
        `note: ${file}: the numbers are from 0 to 1, but`,
      );
    }
    Deno.writeTextFileSync(
      `${folder}/half.json`,
      JSON.stringify(row.map((x) => x / 2)),
    );
    const { code, err } = await run(
      "predict",
      folder,
      "runs/bars",
      "half.json",
    );
    assertEquals(code, 1);
    assertStringIncludes(err, "multiply the numbers by 255 and round them");
  },
);

drive(
  "a table of pixels is scaled instead of standardized, and a note reports rows far outside its range",
  async (folder) => {
    const table = (most: number) => {
      const pixels = bars(most),
        names = Array.from({ length: 64 }, (_, p) => `p${p}`);
      const rows = Array.from(
        { length: 60 },
        (_, b) => [...pixels.slice(64 * b, 64 * b + 64), "abc"[b % 3]].join(),
      );
      return [[...names, "kind"].join(), ...rows].join("\n");
    };
    Deno.writeTextFileSync(`${folder}/t.csv`, table(255));
    Deno.writeTextFileSync(`${folder}/unit.csv`, table(1));
    const spec = (inputs: string) =>
      Deno.writeTextFileSync(
        `${folder}/spec.yaml`,
        `name: pixels
dataset: { csv: t.csv, label: kind }
inputs: ${inputs}
layers: [{ units: 8 }, { units: 3 }]
loss: crossEntropy
learningRate: 0.5
batchSize: 10
epochs: 40
`,
      );
    for (const [name, scale] of [["unit", "[0, 1]"], ["both", "[-1, 1]"]]) {
      spec(`{ scale: ${scale}, standardize: false }`);
      const learned = await run(
        "train",
        folder,
        "spec.yaml",
        "--out",
        name,
      );
      assertStringIncludes(learned.out, ALL_RIGHT);
      assertEquals(/note/.test(learned.err), false, learned.err);
      const { fitted } = await loadModel(
        `${folder}/${name}/model.safetensors`,
      );
      const [first] = fitted.columns!;
      assertEquals(
        "mean" in first && first.deviation,
        scale === "[0, 1]" ? 255 : 127.5,
      );
      const again = await run("train", folder, name, "--verify");
      assertStringIncludes(again.out, "verified");
      for (const verb of ["predict", "evaluate"] as const) {
        const { err } = await run(verb, folder, name, "unit.csv");
        assertStringIncludes(err, "the numbers are from 0 to 1, but");
      }
    }
    spec("{ scale: [-1, 1] }");
    const refused = await run("train", folder, "spec.yaml");
    assertEquals(refused.code, 2);
    assertStringIncludes(
      refused.err,
      "write inputs: { scale: [-1, 1], standardize: false }",
    );
    spec("{ standardize: true }");
    Deno.writeTextFileSync(`${folder}/t.csv`, table(1));
    Deno.writeTextFileSync(`${folder}/far.csv`, table(255));
    await run("train", folder, "spec.yaml");
    const { err } = await run("predict", folder, "runs/pixels", "far.csv");
    assertMatch(
      err,
      /note: far\.csv: [\d,]+ of 3,840 numbers are more than 10 standard deviations from the training mean/,
    );
    const near = await run("predict", folder, "runs/pixels", "t.csv");
    assertEquals(near.err, "");
  },
);

inFolder(
  "the test examples are compared with the range of the training examples",
  async (load) => {
    const a = {
      shape: [3, 4],
      data: Float32Array.of(0, 1, 0.5, 1, 0, 0, 1, 1, 0, 1, 0, 0.25),
    };
    const far = { shape: [1, 4], data: Float32Array.of(0, 255, 128, 3) };
    const { notes } = await load({ a, c: far });
    assertEquals(
      notes?.filter((note) =>
        note.includes("range") || note.includes("the training numbers")
      ),
      [
        "the numbers of the test examples are from 0 to 255, but the training numbers are from 0 to 1",
      ],
    );
    const near = { shape: [1, 4], data: Float32Array.of(0, 1.5, 0.5, 0) };
    const same = await load({ a, c: near });
    assertEquals(
      same.notes?.filter((note) => note.includes("the training numbers")),
      [],
    );
  },
);

inFolder(
  "standardized inputs have mean 0 and deviation 1 in each column or channel",
  async (load, _, t) => {
    const data = Uint8Array.of(0, 10, 4, 30, 8, 50); // 3 x 2
    await t.step("columns", async () => {
      const { train: { inputs }, scales } = await load({
        a: { shape: [3, 2], data },
      }, {
        dataset: { idx: { train } },
        inputs: { scale: [0, 1], standardize: true },
      });
      const far = Math.sqrt(3 / 2); // the deviation of -1, 0 and 1
      assertEquals(scales, [{ mean: 4, deviation: Math.sqrt(32 / 3) }, {
        mean: 30,
        deviation: Math.sqrt(800 / 3),
      }]);
      assertEquals(inputs.data, Float32Array.of(-far, -far, 0, 0, far, far));
    });
    await t.step("one channel of images", async () => {
      const { scales } = await load({ a: { shape: [3, 2, 1], data } }, {
        dataset: { idx: { train } },
        inputs: { scale: [0, 1], standardize: true },
      });
      const squares = [...data].reduce((sum, x) => sum + (x - 17) ** 2, 0);
      assertEquals(scales, [{ mean: 17, deviation: Math.sqrt(squares / 6) }]);
    });
  },
);

inFolder(
  "exports scale numbers and standardize bytes like the network",
  async (load) => {
    const numbers = Float32Array.of(0, 255, 3, 17, 90, 8);
    for (
      const [data, inputs] of [
        [numbers, { scale: [-1, 1] }],
        [Uint8Array.from(numbers), { scale: [0, 1], standardize: true }],
      ] as const
    ) {
      const dataset = { idx: { train } };
      const loaded = await load({ a: { shape: [3, 2], data } }, {
        dataset,
        inputs,
      });
      const mlp = compile({
        ...{ name: "scaled", dataset, inputs, learningRate: 1, epochs: 1 },
        layers: [{ units: 2 }],
      }, { data: loaded });
      const { predict, predictRow } = await import(
        `data:text/javascript,${encodeURIComponent(exportJs(mlp))}`
      );
      const { rows, columns, data: seen } = loaded.train.inputs;
      const outputs = mlp.predict({ rows, columns, data: seen } as Frame);
      for (const b of [0, 1, 2]) {
        const row = [...data.subarray(2 * b, 2 * b + 2)];
        const expected = outputs.data.subarray(2 * b, 2 * b + 2);
        assertEquals(predict(row), expected);
        assertEquals(predictRow(row), mlp.predictRow(row));
      }
      const { fitted } = await decodeModel(await encodeModel(mlp));
      assertEquals(fitted.scales, mlp.fitted.scales);
      assertEquals(fitted.range, mlp.fitted.range);
    }
  },
);
