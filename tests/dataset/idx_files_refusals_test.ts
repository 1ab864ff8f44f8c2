import {
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { encodeIdx, type Idx } from "../../lib/format/idx.ts";
import { IdxError } from "../../lib/format/idx_error.ts";
import { checkSpec, SpecError } from "../../lib/spec/mod.ts";
import { files, inFolder, train } from "./_idx_folder.ts";

inFolder(
  "IDX files that contradict each other are refused by name",
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
        "b: the label at index 1 must be a whole number of at least 0: found -1",
      ],
      [
        "a label that is not whole",
        { d: { shape: [1], data: Float32Array.of(0.5) } },
        "d: the label at index 0 must be a whole number of at least 0: found 0.5",
      ],
      [
        "more than 65,536 classes",
        { b: { shape: [3], data: Int32Array.of(0, 65_536, 2 ** 31 - 1) } },
        "b: the label at index 1 must be at most 65535, since at most 65536 classes are allowed: found 65536",
      ],
      [
        "a label that is too large for any memory",
        { d: { shape: [1], data: Float64Array.of(1e300) } },
        "d: the label at index 0 must be at most 65535, since at most 65536 classes are allowed: found 1e+300",
      ],
      [
        "no examples",
        { a: bytes([0, 2]), b: bytes([0]) },
        "a: must have at least one example",
      ],
      ["no columns", { a: bytes([3, 0]) }, "a: must have at least one example"],
      [
        "images and labels swapped",
        { a: files.b, b: files.a, c: files.d, d: files.c },
        "b: must have 3 labels, one for each image of a: found 3 x 2 x 1",
      ],
      [
        "labels for the images of the test set",
        { c: files.d },
        "c: must have examples of the shape 2 x 1, like a: found 1",
      ],
      [
        "another width",
        { c: bytes([1, 3], 1, 2, 3) },
        "c: must have examples of the shape 2 x 1, like a: found 3",
      ],
      [
        "another number type",
        { c: { shape: [1, 2], data: Float32Array.of(1, 2) } },
        "c: must have the same type of numbers as a",
      ],
      [
        "NaN",
        {
          a: { shape: [3, 1], data: Float32Array.of(1, NaN, 2) },
          c: { shape: [1, 1], data: Float32Array.of(1) },
        },
        "a: must have finite numbers: found NaN in example 1",
      ],
    ];
    for (const [name, changed, message] of refusals) {
      await t.step(name, async () => {
        const error = await assertRejects(() => load(changed), DatasetError);
        assertStringIncludes(error.message, message);
      });
    }
    await t.step("a truncated file", async () => {
      const cut = encodeIdx(files.a).slice(0, -1);
      const error = await assertRejects(() => load({ a: cut }), IdxError);
      assertEquals([error.source, error.offset], ["a", 4]);
    });
    await t.step("transpose for rows that are not images", async () => {
      await assertRejects(
        () =>
          load({ a: { shape: [3, 1], data: Uint8Array.of(1, 2, 3) } }, {
            dataset: { idx: { train }, transpose: true },
          }),
        DatasetError,
        "a: must be images, with 3 or 4 dimensions, for dataset.transpose: found 3 x 1",
      );
    });
    await t.step("more classes than fit in memory", async () => {
      const b = { shape: [3], data: Int32Array.of(0, 1, 65_535) };
      await assertRejects(
        () => load({ b }, {}, { maxBytes: 1_000_000 }),
        DatasetError,
        "b and d: the targets, 4 labels x 65536 classes, must fit in 999979 bytes of memory",
      );
    });
    await t.step("more bytes than the limit", async () => {
      await assertRejects(
        () => load({}, {}, { maxBytes: 17 }),
        DatasetError,
        "a must have at most 17 bytes: found 22",
      );
    });
  },
);

Deno.test("a spec of IDX files must agree with the contents of the files", () => {
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
      "layers[0].units: must be 3, one for each class of the labels: found 4",
    ],
    [
      { inputs: { units: 5 } },
      "inputs.units: must be 6, the number of inputs in the data set",
    ],
    [
      { validation: { folds: 21 } },
      "validation.folds: needs a training set of at least 21 examples",
    ],
    [{ batchSize: 21 }, 'batchSize: must be "full" or at most 20'],
  ];
  for (const [changed, message] of wrong) {
    assertThrows(
      () => checkSpec({ ...spec, ...changed }, { examples }),
      SpecError,
      message,
    );
  }
});
