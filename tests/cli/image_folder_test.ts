import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { encodePng } from "../../lib/image/mod.ts";
import { random } from "../../lib/random.ts";
import { decodeIdx, type Idx, loadModel, parseSpec } from "../../mod.ts";
import { parse } from "@std/yaml";
import { names } from "../dataset/_fixture.ts";
import { bmpFile, type Color } from "../image/_files.ts";
import { drive, run } from "./_command.ts";

/** The number of images of each of the ten classes. */
const EACH = 200;

/**
 * Writes 2,000 PNG images of 12 x 12 pixels, with a bar whose slope and
 * position depend on the class.
 */
async function writeBars(folder: string): Promise<void> {
  const generator = random(3, "bars");
  for (let label = 0; label < 10; label++) {
    const path = `${folder}/shots/bar ${label}`;
    Deno.mkdirSync(path, { recursive: true });
    for (let n = 0; n < EACH; n++) {
      const pixels = Uint8Array.from({ length: 144 }, (_, p) => {
        const x = p % 12, y = Math.floor(p / 12);
        const at = label < 5 ? x : y;
        const isBar = Math.floor(at / 2.5) === label % 5;
        return Math.floor((isBar ? 150 : 0) + 100 * generator.uniform());
      });
      const png = await encodePng({ width: 12, height: 12, pixels });
      Deno.writeFileSync(`${path}/${n}.png`, png);
    }
  }
}

const learning = `layers: [{ units: 16 }, { units: 10 }]
loss: crossEntropy
learningRate: 0.5
epochs: 3
`;

/**
 * The parameters of the model of a run, which do not depend on the name or
 * spec.
 */
async function parametersOf(run: string): Promise<Float32Array> {
  const { parameters } = await loadModel(`${run}/model.safetensors`);
  return parameters as Float32Array;
}

drive(
  "a network trained on a folder of 2,000 PNG images is the same, bit for bit, as one trained on the packed IDX files",
  async (folder) => {
    await writeBars(folder);
    const dataset = "dataset: { folder: shots, test: 0.2 }";
    const inputs = "inputs: { shape: [8, 8, 1] }";
    Deno.writeTextFileSync(
      `${folder}/spec.yaml`,
      `name: bars\n${dataset}\n${inputs}\n${learning}`,
    );
    const whole = await run("train", folder, "spec.yaml");
    assertEquals(whole.code, 0, whole.err);
    assertStringIncludes(
      whole.err,
      "train: 1,600 images of 10 classes from shots, in the size 8 x 8 x 1\ntest: 400 images of the training folder, selected with the random seed",
    );
    const [score] =
      /^one-hot score: (?:1\.0|0\.9)\d+ \(\d+ of 400.*$/m.exec(whole.out) ?? [];
    assertNotEquals(score, undefined, whole.out);

    const packed = await run(
      "data",
      folder,
      "pack",
      "shots",
      "--shape",
      "8,8,1",
    );
    assertEquals(packed.code, 0, packed.err);
    assertStringIncludes(packed.out, 'classes: ["bar 0", "bar 1"');
    const lines = Deno.readTextFileSync(`${folder}/shots-idx/dataset.yaml`);
    assertStringIncludes(packed.out, lines.trimEnd());
    Deno.writeTextFileSync(
      `${folder}/packed.yaml`,
      `name: packed\n${lines}${learning}`,
    );
    const idx = await run("train", folder, "packed.yaml");
    assertStringIncludes(idx.out, score!);
    assertEquals(
      await parametersOf(`${folder}/runs/packed`),
      await parametersOf(`${folder}/runs/bars`),
    );

    // the images are recognized as the same
    const again = await run("train", folder, "runs/bars", "--verify");
    assertStringIncludes(
      again.out,
      "verified: training again produced the same model",
    );
    const scored = await run("evaluate", folder, "runs/bars");
    assertStringIncludes(scored.out, score!);
    const read = await run("predict", folder, "runs/bars", "shots/bar 7/0.png");
    assertMatch(read.out, /^shots\/bar 7\/0\.png\[0\]: bar 7 0\./);
    Deno.removeSync(`${folder}/shots/bar 7/0.png`);
    const fewer = await run("evaluate", folder, "runs/bars");
    assertStringIncludes(
      fewer.err,
      "the score may include examples that the network was trained on",
    );
    const other = await run("train", folder, "runs/bars", "--verify");
    assertEquals(other.code, 1);
    assertStringIncludes(
      other.err,
      "the training examples must be the same as at the start of the run",
    );

    // with other class folders
    const classes = Array.from({ length: 10 }, (_, n) => `bar ${n}`);
    const must =
      `error: shots must have a folder for each class of the network, ${
        classes.join(", ")
      }, and no other folder: found `;
    Deno.mkdirSync(`${folder}/away`);
    Deno.renameSync(`${folder}/shots/bar 7`, `${folder}/away/bar 7`);
    const nine = await run("evaluate", folder, "runs/bars");
    assertEquals([nine.code, nine.out], [1, ""]);
    assertStringIncludes(
      nine.err,
      `${must}no folder for bar 7; add the missing folder, or train the network again`,
    );
    Deno.renameSync(`${folder}/away/bar 7`, `${folder}/shots/bar 7`);
    Deno.mkdirSync(`${folder}/shots/cross`);
    Deno.copyFileSync(
      `${folder}/shots/bar 1/1.png`,
      `${folder}/shots/cross/1.png`,
    );
    const eleven = await run("evaluate", folder, "runs/bars");
    assertEquals([eleven.code, eleven.out], [1, ""]);
    assertStringIncludes(
      eleven.err,
      `${must}also cross; remove the additional folder, or train the network again`,
    );
  },
);

drive(
  "a folder of color images can be trained with a convolution, shown and packed",
  async (folder) => {
    const colors: Record<string, Color> = {
      red: [220, 40, 40],
      green: [40, 220, 40],
      blue: [40, 40, 220],
    };
    const generator = random(5, "colors");
    for (const [name, [r, g, b]] of Object.entries(colors)) {
      Deno.mkdirSync(`${folder}/my shots/${name}`, { recursive: true });
      for (let n = 0; n < 20; n++) {
        const file = bmpFile({
          width: 10,
          height: 8,
          color: () => {
            const light = generator.uniform();
            return [r * light, g * light, b * light].map(
              Math.floor,
            ) as unknown as Color;
          },
        });
        Deno.writeFileSync(`${folder}/my shots/${name}/${n}.bmp`, file);
      }
    }
    const learning = `layers:
  - { type: conv2d, filters: 4, kernelSize: 3, activation: relu }
  - { type: flatten }
  - { units: 3 }
loss: crossEntropy
learningRate: 0.1
epochs: 20
`;
    Deno.writeTextFileSync(
      `${folder}/spec.yaml`,
      `name: colors
dataset: { folder: my shots, test: 0.25 }
inputs: { shape: [8, 8, 3] }
${learning}`,
    );
    const learned = await run("train", folder, "spec.yaml");
    assertMatch(
      learned.out,
      /^one-hot score: 1\.0000 \(15 of 15/m,
      learned.err,
    );
    assertMatch(learned.err, /^input +8 x 8 x 3$/m);
    const read = await run(
      "predict",
      folder,
      "runs/colors",
      "my shots/blue/3.bmp",
    );
    assertMatch(read.out, /: blue 0\.9/);

    const shown = await run("data", folder, "show", "my shots");
    assertStringIncludes(
      shown.out,
      "my shots: 60 images of 3 classes, all 8 x 10, in color",
    );
    assertMatch(shown.out, /^green +20 +33\.3 %$/m);
    assertStringIncludes(
      shown.out,
      'dataset: { folder: "my shots", test: 0.2 }\ninputs: { shape: [8, 10, 3] }',
    );
    const json = await run("data", folder, "show", "my shots", "--json");
    assertEquals(JSON.parse(json.out).sizes, [[8, 10]]);

    const written = await run(
      ...["init", folder, "pets", "--folder", "my shots", "--conv"] as const,
    );
    assertEquals(written.code, 0, written.err);
    const pets = parseSpec(Deno.readTextFileSync(`${folder}/pets.yaml`));
    assertEquals(pets.dataset, { folder: "my shots", test: 0.2 });
    assertEquals(pets.inputs.shape, [8, 10, 3]);
    const started = await run("train", folder, "pets.yaml", "--epochs", "1");
    assertEquals(started.code, 0, started.err);

    const packed = await run(
      ...["data", folder, "pack", "my shots", "--out", "made/small/"] as const,
      ...["--shape", "8x8x3", "--test", "0.25"],
    );
    assertEquals(packed.code, 0, packed.err);
    const lines = Deno.readTextFileSync(`${folder}/made/small/dataset.yaml`);
    assertStringIncludes(packed.out, lines.trimEnd());
    Deno.writeTextFileSync(
      `${folder}/made/packed.yaml`, // next to the folder
      `name: packed\n${lines}${learning}`,
    );
    const beside = await run("train", folder, "made/packed.yaml");
    assertEquals(beside.code, 0, beside.err);
    assertEquals(
      await parametersOf(`${folder}/runs/packed`),
      await parametersOf(`${folder}/runs/colors`),
    );
  },
);

drive(
  "data show and data pack follow links that lead into the folder of --data",
  async (folder) => {
    for (const path of ["disk/a/1", "disk/b/1"]) {
      Deno.mkdirSync(`${folder}/${path.slice(0, -2)}`, { recursive: true });
      const pixels = new Uint8Array(4).fill(200);
      const png = await encodePng({ width: 2, height: 2, pixels });
      Deno.writeFileSync(`${folder}/${path}.png`, png);
    }
    const here = `${folder}/here`;
    Deno.mkdirSync(`${here}/shots`, { recursive: true });
    const link =
      `for (const a of "ab") Deno.symlinkSync("../../disk/" + a, "shots/" + a)`;
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", link],
      cwd: here,
    }).output();
    assertEquals(code, 0);
    const disk = Deno.realPathSync(`${folder}/disk`);
    for (const args of [["show", "shots"], ["pack", "shots", "--test", "0"]]) {
      const refused = await run("data", here, ...args);
      assertEquals([refused.code, refused.out], [1, ""]);
      assertStringIncludes(
        refused.err,
        `found ${disk}/a, in another folder; to allow this folder, add --data ${disk}/a\n`,
      );
      const allowed = await run("data", here, ...args, "--data", "../disk");
      assertEquals(allowed.code, 0, allowed.err);
      assertStringIncludes(allowed.out, "2 images of 2 classes");
    }
    const none = await run("data", here, "show", "shots", "--data", "nowhere");
    assertEquals(none.code, 2);
    assertStringIncludes(
      none.err,
      "--data must be a folder: found no folder nowhere",
    );
  },
);

drive(
  "data pack refuses a folder that it cannot pack, and suggests a command",
  async (folder) => {
    for (const [path, width] of [["a/1", 2], ["b/1", 3]] as const) {
      Deno.mkdirSync(`${folder}/shots/${path[0]}`, { recursive: true });
      const pixels = new Uint8Array(2 * width).fill(200);
      const png = await encodePng({ width, height: 2, pixels });
      Deno.writeFileSync(`${folder}/shots/${path}.png`, png);
    }
    Deno.mkdirSync(`${folder}/there`);
    const refusals: [args: string[], said: string][] = [
      [
        ["pack"],
        "the command data pack must have the path of a folder of images: found no path; type deno task data pack FOLDER",
      ],
      [["pack", "nowhere"], "found nowhere"],
      [
        ["pack", "shots"],
        "the images must be resized, since they have different sizes: found 2 sizes from 2 x 2 to 2 x 3 (rows x columns), gray; add --shape, such as --shape 64,64,3",
      ],
      [
        ["pack", "shots", "--shape", "8,8"],
        "--shape must be rows, columns and channels",
      ],
      [
        ["pack", "shots", "--shape", "8,8,1", "--test", "1"],
        "--test must be the fraction of images for the test set, a number from 0 to less than 1, such as 0.2",
      ],
      [
        ["pack", "shots", "--shape", "8,8,1", "--out", "there"],
        "there already exists",
      ],
      [
        ["show", "digits", "--shape", "8,8,1"],
        "--shape must be used with the command data pack: found data show; remove --shape",
      ],
    ];
    for (const [args, said] of refusals) {
      const { code, out, err } = await run("data", folder, ...args);
      assertEquals([code, out], [2, ""], args.join(" "));
      assertStringIncludes(err, said);
    }
    const all = await run(
      "data",
      folder,
      "pack",
      "shots",
      "--shape",
      "2,2,1",
      "--test",
      "0",
    );
    assertStringIncludes(all.out, "train: 2 images of 2 classes from shots");
    assertEquals(/test:/.test(all.out), false);
  },
);

drive(
  "a spec of a folder is refused if it has no shape, or if the images contradict it",
  async (folder) => {
    const spec = (fields: string) =>
      `name: shots\ndataset: { folder: shots }\n${fields}\nlayers: [{ units: 2 }]\nlearningRate: 1\nepochs: 1\n`;
    const cases: [fields: string, said: string][] = [
      [
        "",
        "write inputs: { shape: [rows, columns, channels] }, such as [28, 28, 1] for gray or [64, 64, 3] for color",
      ],
      [
        "inputs: { shape: [8, 8, 2] }",
        "must have 1 channel for gray or 3 for color: found 2",
      ],
      [
        "inputs: { shape: [8, 8, 3] }\naugment: { shift: 1 }",
        "must have 1 channel, since augment is for gray images",
      ],
      [
        "inputs: { shape: [8, 8, 1] }\nvalidation: { last: 0.2 }",
        "must be replaced by validation.fraction or validation.folds",
      ],
    ];
    for (const [fields, said] of cases) {
      Deno.writeTextFileSync(`${folder}/s.yaml`, spec(fields));
      const { code, err } = await run("validate", folder, "s.yaml");
      assertEquals(code, 2);
      assertStringIncludes(err, said);
    }
    Deno.writeTextFileSync(
      `${folder}/s.yaml`,
      spec("inputs: { shape: [2, 2, 1] }"),
    );
    for (const name of ["a", "b", "c"]) {
      Deno.mkdirSync(`${folder}/shots/${name}`, { recursive: true });
      const pixels = new Uint8Array(4).fill(200);
      const png = await encodePng({ width: 2, height: 2, pixels });
      Deno.writeFileSync(`${folder}/shots/${name}/1.png`, png);
    }
    const { code, err } = await run("train", folder, "s.yaml");
    assertEquals(code, 2);
    assertStringIncludes(
      err,
      "must be 3, one for each folder in shots (examples: a 1, b 1, c 1): found 2",
    );
  },
);

/** Writes a gray PNG image with one gray level. */
async function writeGray(
  path: string,
  [height, width]: readonly [number, number],
  level: number,
): Promise<void> {
  Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
  const pixels = new Uint8Array(width * height).fill(level);
  Deno.writeFileSync(path, await encodePng({ width, height, pixels }));
}

drive(
  "data pack writes the files that it lists, with the classes and sets of its flags",
  async (folder) => {
    for (let n = 0; n < 10; n++) {
      await writeGray(`${folder}/shots/a/${n}.png`, [2, 3], 10 + n);
      await writeGray(`${folder}/shots/b/${n}.png`, [2, 3], 100 + n);
    }
    Deno.writeTextFileSync(`${folder}/shots/read me.txt`, "no image");
    const read = async (name: string): Promise<Idx> =>
      await decodeIdx(Deno.readFileSync(`${folder}/${name}`));
    const pack = async (...args: string[]) => {
      const { code, out, err } = await run("data", folder, "pack", ...args);
      assertEquals(code, 0, err);
      return out;
    };

    const usual = JSON.parse(await pack("shots/", "--json"));
    const { folder: typed, out, files, classes, shape, test, seed } = usual;
    assertEquals({ typed, out, classes, shape, test, seed }, {
      ...{ typed: "shots/", out: "shots-idx", classes: ["a", "b"] },
      ...{ shape: [2, 3, 1], test: 0.2, seed: 1 },
    });
    assertEquals(files, [
      "shots-idx/train-images-idx3-ubyte",
      "shots-idx/train-labels-idx1-ubyte",
      "shots-idx/test-images-idx3-ubyte",
      "shots-idx/test-labels-idx1-ubyte",
    ]);
    assertEquals([usual.sources.length, usual.notes.length], [2, 1]);
    assertEquals(
      names(`${folder}/shots-idx`).toSorted(),
      [...files.map((file: string) => file.split("/")[1]), "dataset.yaml"]
        .toSorted(),
    );
    const [images, labels, held, heldLabels] = await Promise.all(
      files.map(read),
    );
    assertEquals([images.shape, held.shape], [[16, 2, 3], [4, 2, 3]]);
    assertEquals([labels.shape, heldLabels.shape], [[16], [4]]);
    for (const [image, label] of [[images, labels], [held, heldLabels]]) {
      [...label.data as Uint8Array].forEach((kind, n) => {
        assertEquals(image.data[6 * n] >= 100 ? 1 : 0, kind);
      });
    }
    const spec = parse(
      Deno.readTextFileSync(`${folder}/shots-idx/dataset.yaml`),
    );
    assertEquals(spec, {
      dataset: {
        idx: {
          train: {
            images: "shots-idx/train-images-idx3-ubyte",
            labels: "shots-idx/train-labels-idx1-ubyte",
          },
          test: {
            images: "shots-idx/test-images-idx3-ubyte",
            labels: "shots-idx/test-labels-idx1-ubyte",
          },
        },
        classes: ["a", "b"],
      },
      inputs: { shape: [2, 3, 1] },
    });

    const bytes = (out: string) =>
      Deno.readFileSync(`${folder}/${out}/test-images-idx3-ubyte`);
    const text = await pack("shots", "--out", "same", "--seed", "1");
    assertEquals(bytes("same"), bytes("shots-idx"));
    assertMatch(text, /^note: /m);
    const color = await pack("shots", "--shape", "2,3,3", "--out", "color");
    assertStringIncludes(color, "color/train-images-idx4-ubyte");
    assertEquals(
      (await read("color/train-images-idx4-ubyte")).shape,
      [16, 2, 3, 3],
    );
    await pack("shots", "--out", "other", "--seed", "0");
    assertNotEquals(bytes("other"), bytes("shots-idx"));
    await pack("shots", "--out", "half", "--test", "0.5");
    assertEquals((await read("half/test-images-idx3-ubyte")).shape[0], 10);
    await pack("shots", "--out", "none", "--test", "0");
    assertEquals(names(`${folder}/none`).length, 3);
    await pack("shots", "--out", "wide", "--shape", "1x16384x1");
    const { code, out: here, err } = await run(
      "data",
      `${folder}/shots`,
      ...["pack", ".", "--json"],
    );
    assertEquals(code, 0, err);
    assertEquals(JSON.parse(here).out, "images-idx");
  },
);

drive(
  "data show and data pack refuse flags of another action, and impossible shapes and fractions",
  async (folder) => {
    await writeGray(`${folder}/shots/a/1.png`, [2, 2], 1);
    await writeGray(`${folder}/shots/b/1.png`, [2, 2], 9);
    const refused = [
      ...["--out x", "--test 0.2", "--seed 1", "--mirror http://localhost/"]
        .map((flag) => `show shots ${flag}`),
      "pack shots --mirror http://localhost/",
      ...["16385,1,1", "0,1,1", "1.5,1,1", "2,2", "2,2,1,1", "2,2,2", "a,b,1"]
        .map((shape) => `pack shots --shape ${shape}`),
      ...["1", "-0.1", "x"].map((test) => `pack shots --test=${test}`),
      "pack shots --seed -1",
    ];
    const ended = await Promise.all(
      refused.map((typed) => run("data", folder, ...typed.split(" "))),
    );
    for (const [n, { code, out, err }] of ended.entries()) {
      assertEquals([code, out], [2, ""], `${refused[n]}: ${err}`);
    }
    assertEquals(names(folder), ["shots"]);
  },
);

drive(
  "data pack writes labels of four bytes for more than 256 classes",
  async (folder) => {
    for (let label = 0; label < 257; label++) {
      const name = String(label).padStart(3, "0");
      await writeGray(`${folder}/all/${name}/1.png`, [1, 1], label % 256);
      if (label < 256) {
        await writeGray(`${folder}/most/${name}/1.png`, [1, 1], label);
      }
    }
    for (
      const [typed, kind, count] of [
        ...[["all", "int", 257], ["most", "ubyte", 256]] as const,
      ]
    ) {
      const { code, err } = await run(
        ...["data", folder, "pack", typed, "--test", "0"] as const,
      );
      assertEquals(code, 0, err);
      const file = `${folder}/${typed}-idx/train-labels-idx1-${kind}`;
      const { data } = await decodeIdx(Deno.readFileSync(file));
      assertEquals([...data], Array.from({ length: count }, (_, n) => n));
    }
  },
);

drive(
  "data show draws small images in full size, and prints the shape for a spec",
  async (folder) => {
    const show = async (typed: string, ...args: string[]) => {
      const { code, out, err } = await run(
        ...["data", folder, "show", typed, ...args] as const,
      );
      assertEquals(code, 0, err);
      return out;
    };
    /**
     * The number of lines of the drawings; each line shows two rows of pixels.
     */
    const drawn = (text: string) =>
      text.split("\n").filter((line) => /[\u2580-\u259f]/.test(line)).length;
    for (const side of [28, 29]) {
      await writeGray(`${folder}/s${side}/a/1.png`, [side, side], 200);
      await writeGray(`${folder}/s${side}/b/1.png`, [side, side], 250);
    }
    const [small, large] = [await show("s28"), await show("s29")];
    assertEquals(drawn(large), drawn(small));
    assertStringIncludes(small, "inputs: { shape: [28, 28, 1] }");
    assertStringIncludes(large, "inputs: { shape: [29, 29, 1] }");
    await writeGray(`${folder}/mixed/a/1.png`, [10, 12], 200);
    await writeGray(`${folder}/mixed/b/1.png`, [12, 11], 250);
    await writeGray(`${folder}/mixed/b/2.png`, [10, 12], 250);
    const mixed = await show("mixed");
    assertStringIncludes(mixed, "inputs: { shape: [64, 64, 3] } #");
    assertStringIncludes(mixed, "2 sizes from 10 x 12 to 12 x 11");
    const json = JSON.parse(await show("mixed", "--json"));
    const { folder: typed, sizes, isColor, classes, train, notes } = json;
    assertEquals({ typed, sizes, isColor, classes, train, notes }, {
      ...{ typed: "mixed", sizes: [[10, 12], [12, 11]], isColor: false },
      ...{ classes: ["a", "b"], train: [1, 2], notes: [] },
    });
    const started = await run("init", folder, "net", "--folder", "mixed");
    assertEquals(started.code, 0, started.err);
    const { inputs } = parseSpec(Deno.readTextFileSync(`${folder}/net.yaml`));
    assertEquals(inputs.shape, [64, 64, 1]);
  },
);
