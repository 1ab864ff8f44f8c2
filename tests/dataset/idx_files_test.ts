import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { readRows } from "../../lib/dataset/rows.ts";
import { DatasetError } from "../../lib/format/mod.ts";
import { encodeIdx } from "../../lib/format/idx.ts";
import { gzip } from "./_fixture.ts";
import { inFolder, train } from "./_idx_folder.ts";

inFolder(
  "loadDataset() reads IDX files, with the classes of the labels",
  async (load) => {
    const { train, test, classes, image, sources } = await load();
    assertEquals(train, {
      inputs: {
        rows: 3,
        columns: 2,
        data: Uint8Array.of(0, 1, 2, 3, 4, 255),
        scale: [0, 1],
      },
      targets: {
        rows: 3,
        columns: 3, // the test part has label 2
        data: Float32Array.of(1, 0, 0, 0, 1, 0, 1, 0, 0),
      },
    });
    assertEquals(test?.inputs.data, Uint8Array.of(9, 8));
    assertEquals(test?.targets.data, Float32Array.of(0, 0, 1));
    assertEquals(classes, ["0", "1", "2"]);
    assertEquals(image, { width: 1, height: 2 });
    assertEquals(sources, [
      "train: 3 examples of 2 x 1 from a and b",
      "test: 1 examples of 2 x 1 from c and d",
    ]);
  },
);

inFolder(
  "IDX files may have any rank and number type, with or without gzip, and without a test part",
  async (load, _, t) => {
    const alone = { dataset: { idx: { train } } };
    const shapes: [name: string, shape: number[], columns: number][] = [
      ["rank 1", [3], 1],
      ["rank 2", [3, 4], 4],
      ["rank 4", [3, 2, 1, 5], 10],
    ];
    for (const [name, shape, columns] of shapes) {
      await t.step(name, async () => {
        const data = Uint8Array.from({ length: 3 * columns }, (_, i) => i);
        const a = await gzip(encodeIdx({ shape, data }));
        const { train: { inputs }, test, image } = await load({ a }, alone);
        assertEquals([inputs.rows, inputs.columns], [3, columns]);
        assertEquals(inputs.data, data);
        assertEquals([test, image], [undefined, undefined]);
      });
    }
    await t.step(
      "rank 2 as images, whose rows follow each other",
      async () => {
        const data = Uint8Array.from({ length: 18 }, (_, i) => i);
        const a = { shape: [3, 6], data };
        const inputs = { shape: [2, 3, 1], scale: [0, 1] } as const;
        const { train } = await load({ a }, { ...alone, inputs });
        assertEquals(train.inputs.data, data);
      },
    );
    for (const Numbers of [Int8Array, Int16Array, Int32Array, Float32Array]) {
      await t.step(Numbers.name, async () => {
        const data = Numbers.of(-3, 2, 1);
        const b = { shape: [3], data: Numbers.of(2, 0, 1) };
        const { train } = await load({ a: { shape: [3], data }, b }, alone);
        assertEquals(train.inputs.data, Float32Array.of(-3, 2, 1));
        assertEquals(
          train.targets.data,
          Float32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0),
        );
      });
    }
    await t.step("doubles keep every bit in float64", async () => {
      const data = Float64Array.of(0.1, 1e300, -2);
      const { train } = await load(
        { a: { shape: [3], data } },
        { ...alone, precision: "float64" },
      );
      assertEquals(train.inputs.data, data);
    });
  },
);

inFolder(
  "--data gives the folder of the files, with any other options",
  async (load, folder) => {
    await load();
    const { train } = await load({}, {}, {
      folders: ["nowhere"],
      data: folder,
    });
    assertEquals(train.inputs.rows, 3);
  },
);

inFolder("a sample of IDX files is stratified by class", async (load) => {
  const a = { shape: [6, 1], data: Uint8Array.of(0, 1, 2, 3, 4, 5) };
  const b = { shape: [6], data: Uint8Array.of(0, 0, 0, 0, 1, 1) };
  const dataset = { idx: { train } };
  const sampled = await load({ a, b }, { dataset }, { limit: 3 });
  const { inputs, targets } = sampled.train;
  assertEquals([inputs.rows, targets.rows], [3, 3]);
  assertEquals(
    targets.data.filter((one, i) => i % 2 === 1 && one === 1).length,
    1,
  );
  assertStringIncludes(sampled.sources[0], "a sample of 3");
});

inFolder(
  "classes of IDX files have the names in the spec",
  async (load, _, t) => {
    const idx = { train };
    const { classes, train: { targets } } = await load({}, {
      dataset: { idx, classes: ["cat", "dog", "owl"] },
    });
    assertEquals(classes, ["cat", "dog", "owl"]);
    assertEquals(targets.columns, 3); // although no label is 2
    await t.step("from another smallest label", async () => {
      const b = { shape: [3], data: Uint8Array.of(1, 2, 1) };
      const { classes } = await load({ b }, {
        dataset: { idx, classes: ["cat", "dog"] },
        labels: { oneHot: [0, 1], from: 1 },
      });
      assertEquals(classes, ["cat", "dog"]);
    });
    await t.step("fewer names than labels", async () => {
      const b = { shape: [3], data: Uint8Array.of(0, 1, 2) };
      const error = await assertRejects(
        () => load({ b }, { dataset: { idx, classes: ["cat", "dog"] } }),
        DatasetError,
      );
      assertEquals(
        error.message,
        "b: labels must be from 0 to 1, since dataset.classes has 2 names: found 2",
      );
    });
  },
);

inFolder(
  "transpose turns images whose files have columns instead of rows",
  async (load, _, t) => {
    const both = { shape: [2], data: Uint8Array.of(0, 1) };
    const spec = { dataset: { idx: { train }, transpose: true } };
    const cases: [
      name: string,
      shape: number[],
      data: number[],
      upright: number[],
    ][] = [
      ["gray", [2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [
        ...[1, 4, 2, 5, 3, 6],
        ...[7, 10, 8, 11, 9, 12],
      ]],
      ["color", [2, 1, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8], [
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
      ]],
      ["two channels", [2, 2, 2, 2], [
        ...[1, 2, 3, 4, 5, 6, 7, 8],
        ...[11, 12, 13, 14, 15, 16, 17, 18],
      ], [
        ...[1, 2, 5, 6, 3, 4, 7, 8],
        ...[11, 12, 15, 16, 13, 14, 17, 18],
      ]],
    ];
    for (const [name, shape, data, upright] of cases) {
      await t.step(name, async () => {
        const a = { shape, data: Uint8Array.from(data) };
        const { train: { inputs }, image } = await load({ a, b: both }, spec);
        assertEquals([...inputs.data], upright);
        if (shape.length === 3) {
          assertEquals(image, { width: shape[1], height: shape[2] });
        }
      });
    }
    await t.step("in files for predict", async () => {
      const a = { shape: [1, 2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
      for (const shape of [[1, 2, 3], [2, 3]]) {
        const file = encodeIdx({ shape, data: a.data });
        const blocks = readRows(new Blob([file]).stream(), "a", {
          ...{ columns: 6, image: { width: 2, height: 3 } },
          ...{ scale: [0, 1], precision: "float32", transpose: true },
        });
        const [{ inputs }] = await Array.fromAsync(blocks);
        assertEquals([...inputs.data], [1, 4, 2, 5, 3, 6]);
      }
    });
  },
);

inFolder(
  "IDX files are found under all common names of the MNIST files",
  async (load, folder, t) => {
    const images = encodeIdx({ shape: [2, 1], data: Uint8Array.of(7, 8) });
    const labels = encodeIdx({ shape: [2], data: Uint8Array.of(0, 1) });
    const dataset = {
      idx: {
        train: {
          images: "train-images-idx3-ubyte.gz",
          labels: "train-labels.idx1-ubyte",
        },
      },
    };
    const found: [images: string, labels: string][] = [
      ["train-images.idx3-ubyte", "train-labels-idx1-ubyte"],
      ["train-images.idx3-ubyte.gz", "train-labels.idx1-ubyte.gz"],
      ["train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz"],
    ];
    for (const [one, other] of found) {
      await t.step(`${one} and ${other}`, async () => {
        const files = { [one]: images, [other]: labels };
        const { train } = await load(files, { dataset });
        assertEquals(train.inputs.data, Uint8Array.of(7, 8));
        for (const name of Object.keys(files)) {
          Deno.removeSync(`${folder}/${name}`);
        }
      });
    }
    const error = await assertRejects(
      () => load({}, { dataset }),
      DatasetError,
    );
    assertStringIncludes(
      error.message,
      "train-images-idx3-ubyte.gz must be a file in",
    );
  },
);
