import {
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  DatasetError,
  type DatasetSpec,
  encodeIdx,
  type Idx,
  IdxError,
  loadDataset,
  type LoadOptions,
} from "../../lib/dataset/mod.ts";
import { checkSpec, SpecError } from "../../lib/spec/mod.ts";
import {
  diskAndNet,
  gzip,
  inTemporaryFolder,
  unlessDiskAndNet,
} from "./_fixture.ts";

const base = {
  inputs: { scale: [0, 1] },
  labels: { oneHot: [0, 1] },
  precision: "float32",
} as const;

const train = { images: "a", labels: "b" };
const test = { images: "c", labels: "d" };

/** Three examples of two by one, in three classes of which one has none. */
const files: Record<string, Idx> = {
  a: { shape: [3, 2, 1], data: Uint8Array.of(0, 1, 2, 3, 4, 255) },
  b: { shape: [3], data: Uint8Array.of(0, 1, 0) },
  c: { shape: [1, 2, 1], data: Uint8Array.of(9, 8) },
  d: { shape: [1], data: Uint8Array.of(2) },
};

/** A test in a folder that has the files above, some of them changed. */
function inFolder(
  name: string,
  work: (load: Load, folder: string, t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({
    name: name + unlessDiskAndNet,
    ignore: !diskAndNet,
    fn: (t) =>
      inTemporaryFolder(async (folder) => {
        await work(
          async (changed, spec, options) => {
            for (
              const [file, idx] of Object.entries({ ...files, ...changed })
            ) {
              Deno.writeFileSync(
                `${folder}/${file}`,
                idx instanceof Uint8Array ? idx : encodeIdx(idx),
              );
            }
            return await loadDataset(
              { ...base, dataset: { idx: { train, test } }, ...spec },
              { folders: [folder], ...options },
            );
          },
          folder,
          t,
        );
      }),
  });
}

/** Makes symbolic links, for which a test's own permissions do not do. */
async function link(links: Record<string, string>): Promise<void> {
  const code = Object.entries(links)
    .map(([from, to]) =>
      `Deno.symlinkSync(${JSON.stringify(to)}, ${JSON.stringify(from)})`
    );
  const { code: status } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code.join(";")],
  }).output();
  assertEquals(status, 0);
}

type Load = (
  changed?: Record<string, Idx | Uint8Array>,
  spec?: Partial<DatasetSpec>,
  options?: LoadOptions,
) => ReturnType<typeof loadDataset>;

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

inFolder(
  "IDX files that do not go together are refused, and named",
  async (load, _, t) => {
    const bytes = (shape: number[], ...data: number[]): Idx => ({
      shape,
      data: Uint8Array.from(data),
    });
    const refusals: [
      name: string,
      changed: Record<string, Idx | Uint8Array>,
      message: string,
    ][] = [
      ["too few labels", { b: bytes([2], 0, 1) }, "b: must have 3 labels"],
      ["labels in rows", { b: bytes([3, 1], 0, 1, 2) }, "found 3 x 1"],
      [
        "a label below 0",
        { b: { shape: [3], data: Int8Array.of(0, -1, 2) } },
        "b: label 1 must be a whole number from 0: found -1",
      ],
      [
        "a label between two",
        { d: { shape: [1], data: Float32Array.of(0.5) } },
        "d: label 0 must be a whole number from 0: found 0.5",
      ],
      [
        "more classes than there may be",
        { b: { shape: [3], data: Int32Array.of(0, 65_536, 2 ** 31 - 1) } },
        "b: label 1 must be at most 65535, as there may be 65536 classes: found 65536",
      ],
      [
        "a label that no memory would do for",
        { d: { shape: [1], data: Float64Array.of(1e300) } },
        "d: label 0 must be at most 65535, as there may be 65536 classes: found 1e+300",
      ],
      [
        "no example",
        { a: bytes([0, 2]), b: bytes([0]) },
        "a: must be one example",
      ],
      ["no number", { a: bytes([3, 0]) }, "a: must be one example or more"],
      [
        "images and labels in each other's place",
        { a: files.b, b: files.a, c: files.d, d: files.c },
        "b: must have 3 labels, one for each image of a: found 3 x 2 x 1",
      ],
      [
        "labels for the images of the test set",
        { c: files.d },
        "c: must have examples of 2 x 1 as a has: found 1",
      ],
      [
        "another width",
        { c: bytes([1, 3], 1, 2, 3) },
        "c: must have examples of 2 x 1 as a has: found 3",
      ],
      [
        "another kind",
        { c: { shape: [1, 2], data: Float32Array.of(1, 2) } },
        "c: must be of the same kind of numbers as a",
      ],
      [
        "no number at all",
        {
          a: { shape: [3, 1], data: Float32Array.of(1, NaN, 2) },
          c: { shape: [1, 1], data: Float32Array.of(1) },
        },
        "a: must hold finite numbers: found NaN in example 1",
      ],
    ];
    for (const [name, changed, message] of refusals) {
      await t.step(name, async () => {
        const error = await assertRejects(() => load(changed), DatasetError);
        assertStringIncludes(error.message, message);
      });
    }
    await t.step("a file cut short", async () => {
      const cut = encodeIdx(files.a).slice(0, -1);
      const error = await assertRejects(() => load({ a: cut }), IdxError);
      assertEquals([error.source, error.offset], ["a", 4]);
    });
    await t.step("a scale for what is no byte", async () => {
      const a = { shape: [3, 1], data: Int8Array.of(1, 2, 3) };
      await assertRejects(
        () =>
          load({ a }, {
            dataset: { idx: { train } },
            inputs: { scale: [0.01, 1] },
          }),
        DatasetError,
        "a: must be bytes, which alone inputs.scale is for",
      );
    });
    await t.step("more classes than fit", async () => {
      const b = { shape: [3], data: Int32Array.of(0, 1, 65_535) };
      await assertRejects(
        () => load({ b }, {}, { maxBytes: 1_000_000 }),
        DatasetError,
        "b and d: 4 labels in 65536 classes must fit in 999979 bytes",
      );
    });
    await t.step("more than the limit", async () => {
      await assertRejects(
        () => load({}, {}, { maxBytes: 17 }),
        DatasetError,
        "a must have at most 17 bytes: found 22",
      );
    });
  },
);

inFolder(
  "a path leads into the spec's folder or the one started in, links followed",
  async (load, folder, t) => {
    await load();
    Deno.mkdirSync(`${folder}/spec`);
    Deno.mkdirSync(`${folder}/spec/inner`);
    Deno.mkdirSync(`${folder}/specific`);
    for (const place of ["spec/inner", "specific"]) {
      Deno.copyFileSync(`${folder}/a`, `${folder}/${place}/a`);
      Deno.copyFileSync(`${folder}/b`, `${folder}/${place}/b`);
    }
    await link({
      [`${folder}/spec/toInner`]: `${folder}/spec/inner/a`,
      [`${folder}/spec/toOuter`]: `${folder}/a`,
      [`${folder}/spec/up`]: folder,
      [`${folder}/spec/endless`]: "/dev/zero",
    });
    const spec = `${folder}/spec/`;
    const read = (images: string, folders: string[]) =>
      load(
        {},
        { dataset: { idx: { train: { images, labels: "inner/b" } } } },
        { folders },
      );
    const within: [path: string, folders: string[]][] = [
      ["inner/a", [spec]],
      ["./inner/../inner/a", [spec]],
      [`${folder}/spec/inner/a`, [spec]],
      ["toInner", [spec]],
      ["../a", [spec, folder]],
      ["toOuter", [spec, `${folder}/.`]],
    ];
    for (const [path, folders] of within) {
      await t.step(`${path} is read`, async () => {
        assertEquals((await read(path, folders)).train.inputs.rows, 3);
      });
    }
    const without: [path: string, found: string][] = [
      ["../a", "must lead to a file inside"],
      [`${folder}/a`, "must lead to a file inside"],
      ["toOuter", "links followed: found"],
      ["up/a", "must lead to a file inside"],
      ["../specific/a", "must lead to a file inside"], // whose name begins alike
      ["/etc/hostname", "must lead to a file inside"],
      ["endless", "must lead to a file inside"],
      ["inner", "must be a file: found something else"],
      ["nowhere", "must be a file in"],
      ["inner/a/a", "inner/a/a "],
    ];
    for (const [path, found] of without) {
      await t.step(`${path} is refused`, async () => {
        const error = await assertRejects(
          () => read(path, [spec]),
          DatasetError,
        );
        assertStringIncludes(error.message, found);
        assertEquals(error.files, [path]);
      });
    }
  },
);

Deno.test("a spec of IDX files is held to what is in them", () => {
  const examples = { width: 6, outputs: 3, count: 20, bytes: 200 };
  const spec = {
    name: "own",
    dataset: { idx: { train } },
    layers: [{ units: 3 }],
    learningRate: 1,
    epochs: 1,
  };
  const { inputs, batchSize } = checkSpec(spec, { examples });
  assertEquals([inputs.units, batchSize], [6, 20]);
  const wrong: [changed: Record<string, unknown>, message: string][] = [
    [
      { layers: [{ units: 4 }] },
      "layers[0].units: must be 3, one for each class of the dataset's labels: found 4",
    ],
    [
      { inputs: { units: 5 } },
      "inputs.units: must be 6, the width of the dataset's inputs",
    ],
    [
      { validation: { folds: 21 } },
      "validation.folds: must have at least 21 examples",
    ],
    [{ batchSize: 21 }, "batchSize: must be at most 20"],
  ];
  for (const [changed, message] of wrong) {
    assertThrows(
      () => checkSpec({ ...spec, ...changed }, { examples }),
      SpecError,
      message,
    );
  }
});
