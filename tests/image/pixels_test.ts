import { assertEquals, assertThrows } from "@std/assert";
import { grayOf, mustBeRgba, type Rgba } from "../../lib/image/pixels.ts";

Deno.test("grayOf() weighs colors like ITU-R BT.601, on a black or another background", () => {
  const data = Uint8Array.of(
    ...[255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255],
    ...[255, 255, 255, 255, 100, 100, 100, 51, 9, 9, 9, 0],
  );
  const image = { width: 3, height: 2, data };
  // 0.299, 0.587 and 0.114 times 255; with alpha 1/5, a fifth of 100 and four
  // fifths of the background
  const whole = [76, 150, 29, 255];
  assertEquals(grayOf(image), {
    ...{ width: 3, height: 2 },
    pixels: Uint8Array.of(...whole, 20, 0),
  });
  assertEquals([...grayOf(image, 200).pixels], [...whole, 180, 200]);
});

Deno.test("mustBeRgba() requires a size, and four bytes per pixel", async (t) => {
  const data = new Uint8Array(8);
  mustBeRgba({ width: 2, height: 1, data });
  mustBeRgba({ width: 1, height: 2, data: new Uint8ClampedArray(8) });
  const cases: Record<string, unknown> = {
    nothing: undefined,
    null: null,
    "no width": { height: 2, data },
    "no height": { width: 2, data },
    "no data": { width: 2, height: 1 },
    "a width of 0": { width: 0, height: 1, data: new Uint8Array() },
    "a height of 0": { width: 1, height: 0, data: new Uint8Array() },
    "a negative size": { width: -2, height: -1, data },
    "a byte too few": { width: 2, height: 1, data: new Uint8Array(7) },
    "a byte too many": { width: 2, height: 1, data: new Uint8Array(9) },
    "a list": { width: 2, height: 1, data: [...data] },
    "other numbers": { width: 2, height: 1, data: new Float32Array(8) },
  };
  for (const [name, image] of Object.entries(cases)) {
    await t.step(name, () => {
      assertThrows(() => mustBeRgba(image as Rgba), TypeError);
    });
  }
});
