import { assertEquals } from "@std/assert";
import { checkSpec, SpecError } from "../../lib/spec/mod.ts";

/** The issues of a spec of a folder of images. */
function faults(fields: Record<string, unknown>): string[] {
  try {
    checkSpec({
      ...{ name: "a", dataset: { folder: "pictures" } },
      ...{ inputs: { shape: [8, 8, 1] }, layers: [{ units: 2 }] },
      ...{ learningRate: 1, epochs: 1, ...fields },
    } as never);
    return [];
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
}

Deno.test("the error for a convolution on a table suggests a shape for images", () => {
  const layers = [
    { type: "conv2d", filters: 2, kernelSize: 3 },
    ...[{ type: "flatten" }, { units: 2 }],
  ];
  const dataset = { csv: "a.csv", label: "b" };
  assertEquals(faults({ dataset, layers, inputs: undefined }), [
    "layers[0]: conv2d takes images and needs the image shape; write inputs: { shape: [rows, columns, channels] }, such as [28, 28, 1]",
  ]);
});

Deno.test("for a table, inputs with a wrong type is one issue, not two", () => {
  const dataset = { csv: "a.csv", label: "b" };
  const found = faults({ dataset, inputs: 5 });
  assertEquals(found.map((fault) => fault.split(":")[0]), ["inputs"]);
});

Deno.test("a folder of images needs a shape with 1 or 3 channels", async (t) => {
  const cases: [string, Record<string, unknown>, string[]][] = [
    ["gray", {}, []],
    ["color", { inputs: { shape: [8, 8, 3] } }, []],
    ["two channels", { inputs: { shape: [8, 8, 2] } }, [
      "inputs.shape: must have 1 channel for gray or 3 for color: found 2",
    ]],
    ["none", { inputs: undefined }, [
      "dataset.folder: needs the field inputs.shape, the size to which each image is resized; write inputs: { shape: [rows, columns, channels] }, such as [28, 28, 1] for gray or [64, 64, 3] for color",
    ]],
    ["color, augmented", {
      inputs: { shape: [8, 8, 3] },
      augment: { shift: 1 },
    }, [
      "inputs.shape: must have 1 channel, since augment is for gray images: found 3",
    ]],
    ["color, deskewed", {
      inputs: { shape: [8, 8, 3], deskew: true },
    }, [
      "inputs.shape: must have 1 channel, since inputs.deskew is for gray images: found 3",
    ]],
    ["the last images for validation", { validation: { last: 0.2 } }, [
      "validation.last: must be replaced by validation.fraction or validation.folds, since the images of a folder are sorted by class: found 0.2",
    ]],
  ];
  for (const [name, fields, expected] of cases) {
    await t.step(name, () => {
      const found = faults(fields).map((fault) => fault.split("; see ")[0]);
      assertEquals(found, expected);
    });
  }
});
