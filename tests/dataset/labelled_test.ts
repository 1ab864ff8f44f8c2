import { assertEquals, assertThrows } from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { labelled, type NamedIdx } from "../../lib/dataset/labelled.ts";

const encoding = {
  classes: 3,
  scale: [0.01, 1],
  oneHot: [0.25, 0.75],
  precision: "float32",
} as const;

function idx(file: string, shape: number[], ...numbers: number[]) {
  const data = Uint8Array.from(numbers);
  return { file, shape, data } satisfies NamedIdx;
}

const images = idx("some/images", [2, 1, 3], 1, 2, 3, 4, 5, 6);

Deno.test("labelled() keeps the bytes of images, and makes a one-hot row of each label", () => {
  const { inputs, targets } = labelled(
    images,
    idx("some/labels", [2], 2, 0),
    encoding,
  );
  assertEquals(inputs, {
    rows: 2,
    columns: 3,
    data: images.data,
    scale: [0.01, 1],
  });
  assertEquals(inputs.data.buffer, images.data.buffer, "without a copy");
  assertEquals(targets, {
    rows: 2,
    columns: 3,
    data: Float32Array.of(0.25, 0.25, 0.75, 0.75, 0.25, 0.25),
  });
});

Deno.test("labelled() makes targets in the precision of the spec", () => {
  const { targets } = labelled(images, idx("some/labels", [2], 1, 1), {
    ...encoding,
    oneHot: [0.1, 0.9],
    precision: "float64",
  });
  assertEquals(targets.data, Float64Array.of(0.1, 0.9, 0.1, 0.1, 0.9, 0.1));
});

Deno.test("labelled() refuses files that contradict each other, and names both", async (t) => {
  const refusals: Record<string, [NamedIdx, NamedIdx, string]> = {
    "too few labels": [
      images,
      idx("some/labels", [1], 0),
      "some/labels: must have 2 labels, one for each image of some/images: found 1",
    ],
    "too many labels": [
      images,
      idx("some/labels", [3], 0, 0, 0),
      "some/labels: must have 2 labels, one for each image of some/images: found 3",
    ],
    "labels in two dimensions": [
      images,
      idx("some/labels", [2, 1], 0, 0),
      "some/labels: must have 2 labels, one for each image of some/images: found 2 x 1",
    ],
    "a label that is not a class": [
      images,
      idx("some/labels", [2], 2, 3),
      "some/labels: the label at index 1 must be from 0 to 2, since there are 3 classes: found 3",
    ],
  };
  for (const [name, [images, labels, message]] of Object.entries(refusals)) {
    await t.step(name, () => {
      const error = assertThrows(
        () => labelled(images, labels, encoding),
        DatasetError,
      );
      assertEquals(error.message, message);
      assertEquals(error.files, ["some/images", "some/labels"]);
    });
  }
});

Deno.test("labelled() deskews images, and no other rows", () => {
  const upright = { ...encoding, deskew: true };
  const labels = idx("some/labels", [1], 2);
  const slanted = idx("some/images", [1, 3, 3], 9, 0, 0, 0, 9, 0, 0, 0, 9);
  const { inputs } = labelled(slanted, labels, upright);
  assertEquals([...inputs.data], [0, 9, 0, 0, 9, 0, 0, 9, 0]);
  const others: NamedIdx[] = [
    idx("some/images", [1, 2], 1, 2),
    { file: "some/images", shape: [1, 1, 1], data: Float32Array.of(1) },
  ];
  for (const other of others) {
    assertThrows(
      () => labelled(other, labels, upright),
      DatasetError,
      "some/images: must be an array of bytes with 3 dimensions",
    );
  }
});
