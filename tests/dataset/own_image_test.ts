import { assertEquals } from "@std/assert";
import { imageFrame } from "../../lib/dataset/mod.ts";
import { rgba } from "../image/_files.ts";

Deno.test("imageFrame() inverts an image for a network of color images", () => {
  const image = rgba({ width: 2, height: 1, color: (x) => [10, 200, 30 * x] });
  const wanted = {
    ...{
      columns: 6,
      shape: [1, 2, 3],
      scale: [0, 255] as const,
      precision: "float32" as const,
    },
  };
  const read = (invert: boolean) =>
    imageFrame(image, "it", { ...wanted, invert });
  const [plain, inverted] = [read(false), read(true)];
  assertEquals(inverted.fit?.said, "resized to 2 x 1, inverted");
  assertEquals(
    [...inverted.inputs.data].map((value) => Math.round(value)),
    [...plain.inputs.data].map((value) => Math.round(255 - value)),
  );
});
