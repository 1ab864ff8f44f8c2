import { assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { deskew } from "../../lib/dataset/deskew.ts";
import { ShapeError } from "../../lib/frame.ts";

const frame = (width: number, height: number, ...bytes: number[]) => ({
  rows: bytes.length / (width * height),
  columns: width * height,
  data: Uint8Array.from(bytes),
  scale: [0, 1] as const,
});

Deno.test("deskew() shears images as computed by hand", async (t) => {
  const size3 = { width: 3, height: 3 }, size2 = { width: 2, height: 2 };
  const pictures = {
    "a diagonal with one pixel per row": [
      size3,
      [9, 0, 0, 0, 9, 0, 0, 0, 9],
      [0, 9, 0, 0, 9, 0, 0, 9, 0],
    ],
    "the other diagonal": [
      size3,
      [0, 0, 9, 0, 9, 0, 9, 0, 0],
      [0, 9, 0, 0, 9, 0, 0, 9, 0],
    ],
    // the mean y is one half, so both rows move by half a pixel
    "between two pixels": [
      size2,
      [200, 0, 0, 200],
      [100, 100, 100, 100],
    ],
    "a column": [
      size3,
      [0, 9, 0, 0, 9, 0, 0, 9, 0],
      [0, 9, 0, 0, 9, 0, 0, 9, 0],
    ],
    "a row, which has no slant": [
      size3,
      [0, 0, 0, 1, 2, 3, 0, 0, 0],
      [0, 0, 0, 1, 2, 3, 0, 0, 0],
    ],
    "no ink": [size2, [0, 0, 0, 0], [0, 0, 0, 0]],
  } as const;
  for (const [name, [image, from, to]] of Object.entries(pictures)) {
    await t.step(name, () => {
      const { width, height } = image;
      const upright = deskew(frame(width, height, ...from), image);
      assertEquals(upright, frame(width, height, ...to));
    });
  }
});

Deno.test("deskew() changes each image separately, and keeps its input", () => {
  const size = { width: 2, height: 2 };
  const pictures = frame(2, 2, 200, 0, 0, 200, 0, 7, 0, 7);
  const before = structuredClone(pictures);
  const { data } = deskew(pictures, size);
  assertEquals([...data], [100, 100, 100, 100, 0, 7, 0, 7]);
  assertEquals(pictures, before);
});

/**
 * The total ink of an image, its center, and its slant: the sum of ink (x -
 * mean x) (y - mean y).
 */
function moments(picture: Uint8Array, width: number) {
  const points = [...picture].map((ink, i) => ({
    ink,
    x: i % width,
    y: Math.floor(i / width),
  }));
  const sum = (of: (point: typeof points[0]) => number) =>
    points.reduce((total, point) => total + point.ink * of(point), 0);
  const ink = sum(() => 1);
  const x = sum((point) => point.x) / ink, y = sum((point) => point.y) / ink;
  return { ink, x, y, lean: sum((p) => (p.x - x) * (p.y - y)) / ink };
}

Deno.test("deskew() keeps the ink and its center and removes the slant, except for the rounding of bytes", () => {
  const size = 30, width = 3, height = 8;
  fc.assert(
    fc.property(
      fc.integer({ min: -100, max: 100 }),
      fc.uint8Array({ minLength: width * height, maxLength: width * height }),
      (percent, noise) => {
        const picture = new Uint8Array(size ** 2); // a slanted bar with uneven ink
        noise.forEach((byte, i) => {
          const y = Math.floor(i / width) - height / 2;
          const x = i % width + Math.round(percent / 100 * y);
          picture[(15 + y) * size + 15 + x] = Math.max(byte, 100);
        });
        const before = moments(picture, size);
        const { data } = deskew(
          frame(size, size, ...picture),
          { width: size, height: size },
        );
        const after = moments(data, size);
        // in each of 8 lines, four bytes are rounded by a half at most, of
        // 2,400 or more
        assertLess(Math.abs(after.ink - before.ink), 16.5);
        for (const mean of ["x", "y"] as const) {
          assertLess(Math.abs(after[mean] - before[mean]), 0.1);
        }
        assertLess(Math.abs(after.lean), 0.1);
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("deskew() refuses rows of another size", () => {
  assertThrows(
    () => deskew(frame(2, 2, 1, 2, 3, 4), { width: 3, height: 3 }),
    ShapeError,
    "images must be rows of 3 x 3 bytes: found rows of 4 bytes",
  );
});
