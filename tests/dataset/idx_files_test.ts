import { assertEquals, assertStringIncludes } from "@std/assert";
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
        columns: 3, // by label 2 of the test part
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
  "IDX files may be of any rank and kind, zipped or not, with a part alone",
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
  "--data is the folder of the files, whatever else is told",
  async (load, folder) => {
    await load();
    const { train } = await load({}, {}, {
      folders: ["nowhere"],
      data: folder,
    });
    assertEquals(train.inputs.rows, 3);
  },
);

inFolder("a sample of IDX files has a share of each class", async (load) => {
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
