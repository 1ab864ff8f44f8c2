import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { DatasetError } from "../../lib/format/mod.ts";
import { encodePng } from "../../lib/image/mod.ts";
import { loadDataset } from "../../lib/disk/mod.ts";
import { bmpFile, jpegFile } from "../image/_files.ts";
import { inTemporaryFolder } from "./_fixture.ts";
import { COMMAND, DISK, needing } from "../_needing.ts";

/** A gray PNG file of pixels. */
async function gray(width: number, height: number, pixels: number[]) {
  return await encodePng({ width, height, pixels: Uint8Array.from(pixels) });
}

/** Loads the folder `shots` inside a folder. */
async function load(
  folder: string,
  { shape = [2, 2, 1], ...dataset }: {
    readonly shape?: readonly number[];
    readonly test?: number;
    readonly folder?: string;
  } = {},
  options: { readonly maxBytes?: number } = {},
) {
  return await loadDataset({
    dataset: { folder: "shots", ...dataset },
    inputs: { scale: [0, 1], shape },
    labels: { oneHot: [0, 1] },
    precision: "float32",
  }, { folders: [folder], ...options });
}

/** Registers a test whose folder has these files. */
function inFolder(
  name: string,
  files: Record<string, Uint8Array | string | Promise<Uint8Array>>,
  work: (folder: string, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({
    ...needing(name, DISK),
    fn: (t) =>
      inTemporaryFolder(async (folder) => {
        await write(folder, files);
        await work(folder, t);
      }),
  });
}

async function write(
  folder: string,
  files: Record<string, Uint8Array | string | Promise<Uint8Array>>,
) {
  for (const [path, content] of Object.entries(files)) {
    const file = `${folder}/${path}`, bytes = await content;
    Deno.mkdirSync(file.replace(/\/[^/]*$/, ""), { recursive: true });
    if (typeof bytes === "string") Deno.writeTextFileSync(file, bytes);
    else Deno.writeFileSync(file, bytes);
  }
}

/**
 * Makes a symbolic link in another process, since the test has no permission
 * for it.
 */
async function link(target: string, path: string): Promise<void> {
  const args = JSON.stringify([target, path]).slice(1, -1);
  const code = `Deno.symlinkSync(${args})`;
  const command = new Deno.Command(Deno.execPath(), { args: ["eval", code] });
  assertEquals((await command.output()).code, 0);
}

const two = {
  "shots/dog/b.png": gray(2, 2, [5, 6, 7, 8]),
  "shots/dog/a.png": gray(2, 2, [1, 2, 3, 4]),
  "shots/cat/z.png": gray(2, 2, [9, 10, 11, 12]),
};

inFolder(
  "loadDataset() reads a folder of images, with classes and files in the order of their names",
  two,
  async (folder) => {
    const { train, test, classes, image, sources, notes, name } = await load(
      folder,
    );
    assertEquals(train.inputs, {
      rows: 3,
      columns: 4,
      data: Uint8Array.of(9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8),
      scale: [0, 1],
    });
    assertEquals(
      train.targets.data,
      Float32Array.of(1, 0, 0, 1, 0, 1),
    );
    assertEquals([name, test, classes], ["folder", undefined, ["cat", "dog"]]);
    assertEquals(image, { width: 2, height: 2 });
    assertEquals(sources, [
      "train: 3 images of 2 classes from shots, in the size 2 x 2 x 1",
    ]);
    assert(notes!.every((note) => note.startsWith("the largest byte")));
  },
);

const red = { width: 4, height: 2, color: () => [255, 0, 0] as const };
const half = {
  width: 2,
  height: 2,
  color: (x: number) =>
    x === 0 ? [10, 20, 30] as const : [200, 210, 220] as const,
};

inFolder("images are resized with their proportions, in color or gray", {
  "shots/a/wide.bmp": bmpFile(red),
  "shots/b/half.bmp": bmpFile(half),
}, async (folder, t) => {
  await t.step("the same size: the same pixels", async () => {
    const { train: { inputs }, image, bytes } = await load(folder, {
      shape: [2, 2, 3],
    });
    const line = [10, 20, 30, 200, 210, 220];
    assertEquals([...inputs.data.subarray(12)], [...line, ...line]);
    assertEquals([image, bytes], [undefined, true]);
  });
  await t.step("wide: the rest has the color of the edges", async () => {
    const { train: { inputs } } = await load(folder, { shape: [4, 4, 3] });
    assertEquals(
      [...inputs.data.subarray(0, 48)],
      Array.from({ length: 16 }, () => [255, 0, 0]).flat(),
    );
  });
  await t.step("gray is the luma of ITU-R BT.601", async () => {
    const { train: { inputs } } = await load(folder, { shape: [2, 4, 1] });
    assertEquals([...inputs.data.subarray(0, 8)], Array(8).fill(76));
    const [dark, light] = [18, 208]; // 0.299 r + 0.587 g + 0.114 b
    const filled = [light, dark, light, light]; // empty columns on both sides
    assertEquals([...inputs.data.subarray(8)], [...filled, ...filled]);
  });
  await t.step(
    "smaller: the mean of the pixels that a pixel covers",
    async () => {
      const { train: { inputs } } = await load(folder, { shape: [1, 1, 3] });
      assertEquals([...inputs.data], [255, 0, 0, 105, 115, 125]);
    },
  );
});

inFolder(
  "the test images depend on the seed, not on the order on the disk, and are stratified by class",
  Object.fromEntries(
    Array.from(
      { length: 40 },
      (_, n) => [`shots/${"abcd"[n % 4]}/${n}.png`, gray(1, 1, [n])],
    ),
  ),
  async (folder) => {
    const options = { shape: [1, 1, 1], test: 0.2 };
    const { train, test } = await load(folder, options);
    assertEquals([train.inputs.rows, test?.inputs.rows], [32, 8]);
    const counts = [0, 1, 2, 3].map((c) =>
      test!.targets.data.filter((one, i) => one === 1 && i % 4 === c).length
    );
    assertEquals(counts, [2, 2, 2, 2]);
    const seen = [...train.inputs.data, ...test!.inputs.data];
    assertEquals(
      seen.sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, n) => n),
    );
    // like the rows of a table with the same classes in the same order
    const order = [
      ...(await load(folder, { shape: [1, 1, 1] })).train.inputs.data,
    ];
    const rows = order.map((n) => `${n},${"abcd"[n % 4]}`);
    Deno.writeTextFileSync(`${folder}/t.csv`, ["n,kind", ...rows].join("\n"));
    const table = await loadDataset({
      dataset: { csv: "t.csv", label: "kind", test: 0.2 },
      inputs: { scale: [0, 1], standardize: false },
      labels: { oneHot: [0, 1] },
      loss: { type: "crossEntropy", reduction: "mean" },
      precision: "float32",
    }, { folders: [folder] });
    assertEquals([...table.test!.inputs.data], [...test!.inputs.data]);
  },
);

inFolder(
  "hidden files are skipped; damaged files and other files that are not images are reported",
  {
    ...two,
    "shots/.DS_Store": "x",
    "shots/.git/config": "x",
    "shots/dog/.DS_Store": "x",
    "shots/dog/Thumbs.db": "x",
    "shots/list.txt": "x",
    "shots/dog/note.txt": "x",
    "shots/dog/drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg'></svg>",
    "shots/cat/cut.png": two["shots/dog/a.png"].then((png) => png.slice(0, 50)),
    "shots/cat/old/x.png": two["shots/dog/a.png"],
  },
  async (folder) => {
    const { train, notes = [] } = await load(folder);
    assertEquals(train.inputs.rows, 3);
    assertEquals(notes.slice(0, 2), [
      "1 file ignored, since only files in the folders of classes are read: shots/list.txt",
      "1 folder ignored, since images must be directly in the folder of their class: shots/cat/old",
    ]);
    assertStringIncludes(notes[2], "3 files cannot be read: ");
    for (
      const said of [
        "shots/cat/cut.png: must be a complete PNG file: found a damaged file",
        "shots/dog/drawing.svg: must be PNG, JPEG, GIF, BMP or WebP: found SVG",
        "shots/dog/note.txt: must be an image",
      ]
    ) assertStringIncludes(notes[2], said);
    assertEquals(notes.join().includes("DS_Store"), false);
  },
);

inFolder("a JPEG file is read", {
  "shots/a/x.jpg": jpegFile(red),
  "shots/b/x.bmp": bmpFile(half),
}, async (folder) => {
  const { train: { inputs } } = await load(folder, { shape: [2, 4, 3] });
  const [r, g, b] = inputs.data;
  assert(r >= 252 && g <= 3 && b <= 3, `${[r, g, b]}`);
});

inFolder(
  "a folder without class folders is refused, and the message suggests what to do",
  {
    "empty/.DS_Store": "x",
    "flat/a.png": gray(1, 1, [1]),
    "one/cat/a.png": gray(1, 1, [1]),
    "bare/cat/a.png": gray(1, 1, [1]),
    "bare/dog/.DS_Store": "x",
    "split/test/cat/a.png": gray(1, 1, [1]),
    "split/train/cat/a.png": gray(1, 1, [1]),
    "broken/cat/a.png": gray(1, 1, [1]),
    "broken/dog/a.png": "x",
    "file": "x",
  },
  async (folder, t) => {
    const cases: [typed: string, message: string][] = [
      [
        "nowhere",
        `nowhere must be a folder in ${folder}: found no such folder`,
      ],
      ["file", "file must be a folder: found a file"],
      [
        "empty",
        "empty must have at least two folders, one folder of images for each class: found no folder",
      ],
      [
        "flat",
        "flat must have at least two folders, one folder of images for each class: found no folder and 1 file",
      ],
      [
        "one",
        "one must have at least two folders, one folder of images for each class: found cat",
      ],
      [
        "bare",
        "bare/dog must have images: found no files; add images to the folder, or remove the folder",
      ],
      [
        "split",
        "split/test must have images: found only folders, cat; to use these folders as the classes, write folder: split/test in dataset",
      ],
      [
        "broken",
        "broken/dog must have at least one image that can be read; broken/dog/a.png: must be an image (PNG, JPEG, GIF, BMP or WebP): found a file of another type",
      ],
    ];
    for (const [typed, message] of cases) {
      await t.step(typed, async () => {
        const error = await assertRejects(
          () => load(folder, { folder: typed }),
          DatasetError,
        );
        assertEquals(error.message, message);
      });
    }
  },
);

Deno.test({
  ...needing(
    "the size of a folder is limited, and its links must stay inside the folder",
    COMMAND,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      await write(folder, two);
      await t.step("memory", async () => {
        const error = await assertRejects(
          () => load(folder, { shape: [4096, 4096, 3] }, { maxBytes: 2 ** 28 }),
          DatasetError,
        );
        assertStringIncludes(
          error.message,
          "shots must take at most 256 MiB of memory: found 288 MiB for 3 images",
        );
      });
      await inTemporaryFolder(async (outside) => {
        await write(outside, { "x/secret.png": gray(2, 2, [1, 1, 1, 1]) });
        await t.step("a file", async () => {
          await link(
            `${outside}/x/secret.png`,
            `${folder}/shots/cat/link.png`,
          );
          const { train, notes } = await load(folder);
          assertEquals(train.inputs.rows, 3);
          assertStringIncludes(
            notes![0],
            "shots/cat/link.png must be a file inside",
          );
          Deno.removeSync(`${folder}/shots/cat/link.png`);
        });
        await t.step("a class", async () => {
          await link(`${outside}/x`, `${folder}/shots/owl`);
          const error = await assertRejects(() => load(folder), DatasetError);
          assertStringIncludes(
            error.message,
            "shots/owl must be a folder inside",
          );
          Deno.removeSync(`${folder}/shots/owl`);
        });
        await t.step("the folder", async () => {
          await link(outside, `${folder}/away`);
          const error = await assertRejects(
            () => load(folder, { folder: "away" }),
            DatasetError,
          );
          assertStringIncludes(
            error.message,
            "to allow this folder, add --data ",
          );
        });
      });
    }),
});

Deno.test("a folder of images needs file access", async () => {
  const read = () => new Uint8Array();
  await assertRejects(
    () =>
      loadDataset({
        dataset: { folder: "shots" },
        inputs: { scale: [0, 1], shape: [2, 2, 1] },
        labels: { oneHot: [0, 1] },
        precision: "float32",
      }, { read }),
    DatasetError,
    "to convert the folder to IDX files, type the percept command data pack shots",
  );
});

inFolder(
  "a note reports test images that are equal to training images",
  Object.fromEntries(
    Array.from(
      { length: 20 },
      (_, n) => [`shots/${"ab"[n % 2]}/${n}.png`, gray(1, 2, [200, n % 2])],
    ),
  ),
  async (folder) => {
    const { notes } = await load(folder, { shape: [2, 1, 1], test: 0.2 });
    assertEquals(notes, [
      "4 of the 4 test images are equal to a training image",
    ]);
  },
);

inFolder(
  "a folder needs at least two class folders",
  { "shots/a/1.png": gray(2, 2, [1, 2, 3, 4]) },
  async (folder) => {
    await assertRejects(() => load(folder), DatasetError);
    await write(folder, { "shots/b/1.png": gray(2, 2, [5, 6, 7, 8]) });
    const { classes, train } = await load(folder);
    assertEquals(classes, ["a", "b"]);
    assertEquals([...train.targets.data], [1, 0, 0, 1]);
    assertEquals([...train.inputs.data], [1, 2, 3, 4, 5, 6, 7, 8]);
  },
);
