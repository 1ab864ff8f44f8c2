/**
 * Your own images on the command line: the notes and the errors of `predict`.
 *
 * @module
 */

import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { encodePng, grayOf } from "../../lib/image/mod.ts";
import {
  bmpFile,
  type Drawn,
  gifFile,
  jpegFile,
  webpFile,
} from "../image/_files.ts";
import { draw, type Drawing } from "../image/_drawn.ts";
import { drive, inProject, run } from "./_command.ts";

/** A seven in black on white, with changes. */
async function seven(changes: Partial<Drawing> = {}) {
  return grayOf(
    await draw({
      ...{ digit: 7, width: 90, height: 60, size: 0.7, at: [0.2, 0.6] },
      ...{ pen: 0.1, turn: 0, ink: 0, paper: 255, seed: 1 },
      ...changes,
    }),
  );
}

/** Trains on digits, and writes image files. */
async function prepare(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  const spec = inProject("specs/digits.yaml");
  const { code, err } = await run("train", folder, spec, "--out", "run");
  assertEquals(code, 0, err);
  for (const [name, bytes] of Object.entries(files)) {
    await (typeof bytes === "string"
      ? Deno.writeTextFile(`${folder}/${name}`, bytes)
      : Deno.writeFile(`${folder}/${name}`, bytes));
  }
}

drive(
  "predict reads a drawing in each image format, and reports how it prepared the drawing",
  async (folder) => {
    const { width, height, pixels } = await seven();
    const image: Drawn = {
      ...{ width, height },
      color(x, y) {
        const gray = pixels[y * width + x];
        return [gray, gray, gray];
      },
    };
    const files = {
      "a.png": await encodePng({ width, height, pixels }),
      "b.bmp": bmpFile(image),
      "c.gif": gifFile(image),
      "d.webp": webpFile(image),
      "e.jpg": await jpegFile(image),
      "light.png": await encodePng(await seven({ ink: 255, paper: 0 })),
    };
    await prepare(folder, files);
    const names = Object.keys(files);
    const { code, out, err } = await run("predict", folder, "run", ...names);
    assertEquals(code, 0, err);
    const lines = out.trimEnd().split("\n");
    names.forEach((name, n) => assert(lines[n].startsWith(`${name}[0]: 7 0.`)));
    const [answer] = lines.map((line) => line.split(": ")[1]);
    for (const n of [1, 2, 3, 5]) { // lossless formats give exactly the same output
      assertEquals(lines[n].split(": ")[1], answer);
    }
    const said = err.trimEnd().split("\n");
    for (const [n, name] of names.slice(0, 5).entries()) {
      assertMatch(
        said[n],
        new RegExp(
          `^${name}: dark on light, inverted; the drawing \\(\\d+ x \\d+ pixels in an image of 90 x 60 pixels\\) is cropped, scaled and centered like the training images$`,
        ),
      );
    }
    assertMatch(said[5], /^light\.png: light on dark; the drawing/);

    const shown = await run("predict", folder, "run", "a.png", "--show");
    assertEquals(shown.out, `${lines[0]}\n`);
    const drawn = shown.err.split("\n").slice(1, -1);
    assertEquals(drawn.map((line) => line.length), [8, 8, 8, 8]);
    assertMatch(drawn.join(""), /[█▓]/);

    const asIs = await run("predict", folder, "run", "a.png", "--as-is");
    assertEquals([asIs.code, asIs.err], [0, "a.png: resized to 8 x 8\n"]);
    assert(asIs.out !== shown.out);
  },
);

drive(
  "predict reports the files that it refuses, and predicts the others",
  async (folder) => {
    const whole = await encodePng(await seven());
    const blank = await encodePng(
      grayOf(
        await draw({
          ...{ width: 90, height: 60, size: 1, at: [0, 0], pen: 1, turn: 0 },
          ...{ ink: 0, paper: 190, noise: 6, seed: 2 },
        }),
      ),
    );
    const start = (bytes: readonly number[], length: number) => {
      const file = new Uint8Array(length);
      file.set(bytes);
      return file;
    };
    await prepare(folder, {
      "photo.jpg": Uint8Array.from(
        [0xff, 0xd8, 0xff, 0xe0, 0, 16, ...start([], 14), 0xff, 0xd9],
      ),
      "pic.bmp": start([0x42, 0x4d], 62),
      "anim.gif": start([...new TextEncoder().encode("GIF89a")], 26),
      "cut.png": whole.subarray(0, 60),
      "pic.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
      "blank.png": blank,
      "seven.png": whole,
    });
    const wrong = [
      ["photo.jpg", "must be a complete JPEG file: found a damaged file"],
      ["pic.bmp", "must be a complete BMP file: found a damaged file"],
      ["anim.gif", "must be a complete GIF file: found a damaged file"],
      ["cut.png", "must be a complete PNG file: found a damaged file"],
      ["pic.svg", "must be PNG, JPEG, GIF, BMP or WebP: found SVG"],
      [
        "blank.png",
        "must show a drawing that is lighter or darker than its background",
      ],
      ["nowhere.png", "must be a file: found no file of that name"],
    ];
    const isMissing = (name: string) => name === "nowhere.png";
    const errorOf = (name: string, said: string) =>
      `error: ${name}${isMissing(name) ? "" : ":"} ${said}`;
    const names = [...wrong.map(([name]) => name), "seven.png"];
    const { code, out, err } = await run("predict", folder, "run", ...names);
    assertEquals(code, 1);
    assertMatch(out, /^seven\.png\[0\]: 7 0\.\d{4}, .*\n$/);
    for (const [name, said] of wrong) {
      assertStringIncludes(err, errorOf(name, said));
      const alone = await run("predict", folder, "run", name);
      assertEquals([alone.code, alone.out], [isMissing(name) ? 2 : 1, ""]);
      assertStringIncludes(alone.err, errorOf(name, said));
    }
    const json = await run("predict", folder, "run", ...names, "--json");
    const { predictions, errors } = JSON.parse(json.out);
    assertEquals(predictions.length, 1);
    assertEquals(
      errors.map(({ file }: { file: string }) => file),
      wrong.map(([name]) => name),
    );
    const none = await run(
      "predict",
      folder,
      "run",
      ...names.slice(0, 2),
      "--json",
    );
    assertEquals(JSON.parse(none.out).predictions, []);
    const dark = ["seven.png", "--invert"];
    assertEquals((await run("predict", folder, "run", ...dark)).out, out);
  },
);

drive(
  "predict only resizes images for a model of an earlier version, and prints one note",
  async (folder) => {
    const model = inProject("tests/fixtures/0.1.0-daeb2fa/digits/run");
    const png = await encodePng(await seven());
    for (let n = 0; n < 12; n++) {
      await Deno.writeFile(`${folder}/${n}.png`, png);
    }
    const two = ["0.png", "1.png"];
    const { code, out, err } = await run("predict", folder, model, ...two);
    assertEquals(code, 0);
    const [note, ...said] = err.trimEnd().split("\n");
    assertMatch(note, /^note: images are only resized, as with --as-is/);
    assertEquals(said, two.map((name) => `${name}: resized to 8 x 8`));
    const asIs = await run("predict", folder, model, ...two, "--as-is");
    assertEquals(asIs.out, out);
    assertNotMatch(asIs.err, /note/);

    const many = Array.from({ length: 12 }, (_, n) => `${n}.png`);
    const all = await run("predict", folder, model, ...many, "--invert");
    assertEquals(all.out.trimEnd().split("\n").length, 12);
    assertEquals(all.err.trimEnd().split("\n").slice(-2), [
      "9.png: resized to 8 x 8, inverted",
      "2 more images: 2 resized, inverted",
    ]);
  },
);
