import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { catalogue } from "../../lib/catalogue.ts";
import { decodeIdx, loadDataset, loadModel } from "../../mod.ts";
import type { Guess } from "../../lib/report/mod.ts";
import { pngFile } from "../image/_png.ts";
import { writeDigits } from "./_digits.ts";
import { drive, inProject, run } from "./_command.ts";

/**
 * Trains on digits, and returns the first three test images and their labels.
 */
async function digits(folder: string) {
  const spec = inProject("specs/digits.yaml");
  const { code, err } = await run("train", folder, spec, "--out", "run");
  assertEquals(code, 0, err);
  const idx = (name: string) => `${folder}/${name}`;
  writeDigits(folder);
  const { images, labels } = catalogue.digits.test;
  const [pixels, classes] = await Promise.all(
    [images, labels].map(async ({ name }) =>
      (await decodeIdx(await Deno.readFile(idx(name)))).data
    ),
  );
  const pictures = [0, 1, 2].map((n) => [
    ...pixels.subarray(64 * n, 64 * n + 64),
  ]);
  return {
    pictures,
    labels: [...classes.subarray(0, 3)],
    idx: idx(images.name),
  };
}

drive(
  "predict gives the same correct class for an image in each file format",
  async (folder) => {
    const { pictures, labels, idx } = await digits(folder);
    const [first] = pictures;
    const scanlines = (pixels: number[]) =>
      pixels.flatMap((pixel, p) => p % 8 === 0 ? [0, pixel] : [pixel]);
    const png = { width: 8, height: 8 };
    await Deno.writeFile(
      `${folder}/a.png`,
      await pngFile(png, scanlines(first)),
    );
    await Deno.writeTextFile(`${folder}/a.json`, JSON.stringify(pictures));
    await Deno.writeTextFile(`${folder}/a.csv`, first.join());
    const said = async (...args: string[]) => {
      const { code, out, err } = await run("predict", folder, "run", ...args);
      assertEquals(code, 0, err);
      return out.trimEnd().split("\n");
    };
    const all = await said(idx);
    assertEquals(all.length, 445);
    assertMatch(
      all[0],
      /^\S+\.gz\[0\]: \d [01]\.\d{4}, \d [01]\.\d{4}, \d [01]\.\d{4}$/,
    );
    const answers = all.map((line) => line.split(": ")[1]);
    labels.forEach((label, n) => assertEquals(answers[n][0], `${label}`));
    assertEquals(await said("a.png", "a.json", "a.csv"), [
      `a.png[0]: ${answers[0]}`,
      ...[0, 1, 2].map((n) => `a.json[${n}]: ${answers[n]}`),
      `a.csv[0]: ${answers[0]}`,
    ]);

    const dark = await pngFile(png, scanlines(first.map((grey) => 255 - grey)));
    await Deno.writeFile(`${folder}/dark.png`, dark);
    for (const flags of [[], ["--invert"], ["--as-is", "--invert"]]) {
      assertEquals(await said("dark.png", ...flags), [
        `dark.png[0]: ${answers[0]}`,
      ]);
    }
  },
);

drive(
  "predict --json prints the exact outputs of the network, and the three most probable classes",
  async (folder) => {
    const { pictures } = await digits(folder);
    await Deno.writeTextFile(`${folder}/a.json`, JSON.stringify(pictures));
    const args = ["run/model.safetensors", "a.json", "--json"];
    const { code, out, err } = await run("predict", folder, ...args);
    assertEquals([code, err], [0, ""]);
    const { predictions } = JSON.parse(out);
    const mlp = await loadModel(`${folder}/run/model.safetensors`);
    const { test } = await loadDataset(mlp.spec);
    const { data } = mlp.predict(test!.inputs);
    for (const [n, { file, row, outputs, top }] of predictions.entries()) {
      assertEquals([file, row], ["a.json", n]);
      assertEquals(outputs, [...data.subarray(10 * n, 10 * n + 10)]);
      const sorted = outputs.toSorted((a: number, b: number) => b - a);
      const sum = outputs.reduce((sum: number, output: number) => sum + output);
      assertEquals(
        top.map(({ output, probability }: Guess) => [output, probability]),
        sorted.slice(0, 3).map((output: number) => [output, output / sum]),
      );
      assertEquals(outputs[top[0].class], sorted[0]);
    }
  },
);

drive(
  "predict prints both classes of a network with one output",
  async (folder) => {
    await run("train", folder, inProject("specs/xor.yaml"), "--out", "xor");
    await Deno.writeTextFile(`${folder}/rows.csv`, "a,b\n0,0\n0,1\n1,0\n1,1\n");
    const { code, out } = await run("predict", folder, "xor", "rows.csv");
    assertEquals(code, 0);
    assertMatch(
      out,
      /^rows.csv\[0\]: 0 0\.9\d+, 1 0\.0\d+\nrows.csv\[1\]: 1 0\.9\d+, 0 0\.0\d+\nrows.csv\[2\]: 1 0\.9\d+, 0 0\.0\d+\nrows.csv\[3\]: 0 0\.9\d+, 1 0\.0\d+\n$/,
    );
  },
);

drive(
  "predict refuses a file that it cannot read in one line, without a stack trace",
  async (folder) => {
    await run("train", folder, inProject("specs/xor.yaml"), "--out", "xor");
    await Deno.writeTextFile(`${folder}/three.csv`, "1,2,3\n");
    await Deno.writeTextFile(`${folder}/no.png`, "\x89PNG\r\n");
    const refusals: [args: string[], code: number, said: string][] = [
      [[], 2, "MODEL is missing"],
      [["xor"], 2, "FILE is missing"],
      [
        ["xor", "none.csv"],
        2,
        "none.csv must be a file: found no file of that name",
      ],
      [["xor", "."], 2, ". must be a file: found a folder"],
      [["xor", "/dev/zero"], 2, "/dev/zero must be a file: found a device"],
      [
        ["/dev/zero", "three.csv"],
        2,
        "/dev/zero must be a model file: found a device",
      ],
      [
        ["xor", "three.csv"],
        1,
        "three.csv: must be rows of 2 numbers: found 3 numbers in row 0",
      ],
      [["xor", "no.png"], 1, "no.png: must be"],
      [["xor", "three.csv", "--jsn"], 2, "did you mean --json?"],
    ];
    for (const [args, expected, said] of refusals) {
      const { code, out, err } = await run("predict", folder, ...args);
      assertEquals([code, out], [expected, ""], args.join(" "));
      assertStringIncludes(err, said);
      assertMatch(err, /^error: .*\n$/);
    }
  },
);
