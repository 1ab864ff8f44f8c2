import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  findInk,
  inkOf,
  isDust,
  isSharp,
  lumaOf,
} from "../../lib/image/ink.ts";
import { pageOf } from "../../lib/image/parts.ts";
import { planeOf } from "./_planes.ts";

/** An image with a gray background and boxes in other gray levels. */
function drawn(
  width: number,
  height: number,
  ground: number,
  ...boxes: readonly (readonly [
    gray: number,
    x: number,
    y: number,
    w: number,
    h: number,
  ])[]
) {
  const data = new Uint8ClampedArray(4 * width * height).fill(ground);
  for (const [gray, x, y, w, h] of boxes) {
    for (let j = y; j < y + h; j++) {
      data.fill(gray, 4 * (j * width + x), 4 * (j * width + x + w));
    }
  }
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { width, height, data };
}

Deno.test("lumaOf() weighs colors like ITU-R BT.601, blends them with the background, and averages squares", () => {
  const pixels = [
    ...[255, 0, 0, 255, 0, 255, 0, 255, 9, 9, 9, 255],
    ...[0, 0, 255, 255, 100, 100, 100, 0, 200, 200, 200, 51],
  ];
  const image = { width: 3, height: 2, data: Uint8ClampedArray.from(pixels) };
  const all = { x: 0, y: 0, width: 3, height: 2 };
  const each = lumaOf(image, 255, all, 1);
  const luma = [76.245, 149.685, 9, 29.07, 255, 255 - 0.2 * 55];
  assertEquals([each.width, each.height], [3, 2]);
  luma.forEach((value, p) => assertAlmostEquals(each.values[p], value, 1e-9));
  const squares = lumaOf(image, 255, all, 2); // the second square has only one column
  assertEquals([squares.width, squares.height], [2, 1]);
  const [a, b, c, d, e, f] = luma;
  assertAlmostEquals(squares.values[0], (a + b + d + e) / 4, 1e-9);
  assertAlmostEquals(squares.values[1], (c + f) / 2, 1e-9);
  const corner = lumaOf(image, 255, { x: 1, y: 1, width: 1, height: 1 }, 1);
  assertEquals([...corner.values], [255]);
});

Deno.test("findInk() finds a dark or light drawing, and its bounding box", async (t) => {
  const cases: [string, ReturnType<typeof drawn>, number[], boolean][] = [
    [
      "dark on light",
      drawn(40, 30, 250, [10, 8, 6, 3, 18]),
      [8, 6, 3, 18],
      true,
    ],
    [
      "light on dark",
      drawn(40, 30, 5, [240, 8, 6, 3, 18]),
      [8, 6, 3, 18],
      false,
    ],
    [
      "two strokes",
      drawn(40, 30, 250, [10, 5, 6, 3, 18], [10, 20, 4, 3, 10]),
      [5, 4, 18, 20],
      true,
    ],
    [
      "on a faint line of ruled paper",
      drawn(80, 80, 250, [200, 0, 40, 80, 1], [10, 38, 20, 5, 41]),
      [38, 20, 5, 41],
      true,
    ],
    [ // first searched in squares of 3 pixels (1200 / 512), then in full resolution
      "small on a large page",
      drawn(1200, 900, 250, [10, 600, 301, 9, 100]),
      [600, 301, 9, 100],
      true,
    ],
  ];
  for (const [name, image, [x, y, width, height], isDark] of cases) {
    await t.step(name, () => {
      const found = findInk(image)!;
      assertEquals(found.drawn, { x, y, width, height });
      assertEquals([found.isDark, found.isSmall], [isDark, undefined]);
    });
  }
  await t.step("no ink on a uniform background", () => {
    assertEquals(findInk(drawn(40, 30, 128)), undefined);
  });
  await t.step("no ink of the other color", () => {
    assertEquals(
      findInk(drawn(40, 30, 250, [10, 8, 6, 3, 18]), false),
      undefined,
    );
  });
  await t.step("a speck on a page is reported as small", () => {
    const found = findInk(drawn(400, 400, 250, [10, 200, 200, 4, 4]))!;
    assertEquals(found.isSmall, true);
    assertEquals(
      findInk(drawn(400, 400, 250, [10, 200, 200, 9, 9]))!.isSmall,
      undefined,
    );
  });
});

Deno.test("findInk() finds the drawing on a page that lies on a table", () => {
  const image = drawn(200, 160, 60, [240, 20, 15, 150, 130], [
    ...[20, 80, 40, 6, 70] as const,
  ]);
  const found = findInk(image)!;
  assertEquals(found.drawn, { x: 80, y: 40, width: 6, height: 70 });
  assertEquals(found.isDark, true);
});

Deno.test("inkOf() is 1 for full ink, and less for fainter ink", () => {
  const plane = planeOf(...Array(20).fill(".".repeat(20)));
  plane.values.fill(200);
  for (let y = 4; y < 16; y++) plane.values.fill(0, y * 20 + 8, y * 20 + 11);
  plane.values.fill(100, 4 * 20 + 8, 4 * 20 + 11); // half the contrast in the first row
  const { plane: ink, box, isDark } = inkOf(plane, undefined)!;
  assertEquals(box, { x: 8, y: 4, width: 3, height: 12 });
  assertEquals(isDark, true);
  assertEquals([ink.values[4 * 20 + 8], ink.values[5 * 20 + 8]], [0.5, 1]);
  assertEquals(ink.values[3 * 20 + 3], 0);
});

Deno.test("isDust() is true if a fifth of a large image is specks", () => {
  const of = (side: number, isInk: (x: number, y: number) => boolean) => {
    const mask = Uint8Array.from(
      { length: side * side },
      (_, p) => isInk(p % side, Math.floor(p / side)) ? 2 : 0,
    );
    const size = { width: side, height: side, values: new Float64Array() };
    return isDust(size, mask);
  };
  const specks = (x: number, y: number) => x % 2 === 0 && y % 2 === 0;
  assertEquals(of(40, specks), true);
  assertEquals(of(30, specks), false, "small");
  assertEquals(of(40, (x, y) => specks(x, y) && x < 20), false, "few");
  assertEquals(of(40, (x) => x % 8 < 4), false, "strokes");
});

Deno.test("isSharp() is true if the contrast at the edges falls by half within 3 % of the side", () => {
  const side = 100;
  const of = (fall: number) => {
    const values = Float64Array.from(
      { length: side * side },
      (_, p) => {
        const across = p % side - 50, down = Math.floor(p / side) - 50;
        return Math.max(0, 1 - Math.hypot(across, down) / fall);
      },
    );
    const mask = Uint8Array.from(values, (value) => value > 0.1 ? 2 : 0);
    return isSharp({ width: side, height: side, values }, mask, 1);
  };
  assertEquals([of(3), of(40)], [true, false]);
});

Deno.test("pageOf() is the inner area of a page, around the drawing on it", () => {
  const width = 100, height = 100, values = new Float64Array(width * height);
  const fill = (value: number, x: number, y: number, w: number, h: number) => {
    for (let j = y; j < y + h; j++) {
      values.fill(value, j * width + x, j * width + x + w);
    }
  };
  const plane = { width, height, values };
  const box = { x: 10, y: 20, width: 70, height: 60 };
  fill(1, 10, 20, 70, 60);
  assertEquals(pageOf({ plane, box }), undefined); // the page is blank
  fill(0, 30, 40, 4, 30); // a hole: ink on the page
  // with a margin of 15 % of 30, which is 5 pixels
  assertEquals(pageOf({ plane, box }), { x: 25, y: 35, width: 14, height: 40 });
  assertEquals(pageOf({ plane, box: { ...box, width: 20 } }), undefined);
  fill(1, 30, 20, 70, 80); // a table that reaches the right and the lower edge
  fill(0, 50, 40, 4, 40);
  const table = { x: 30, y: 20, width: 70, height: 80 };
  assertEquals(pageOf({ plane, box: table }), undefined);
});

Deno.test("isSharp() counts ink at any edge of the image as sharp", async (t) => {
  const side = 100, values = new Float64Array(side * side).fill(1);
  const of = (isInk: (x: number, y: number) => boolean) => {
    const mask = Uint8Array.from(
      values,
      (_, p) => isInk(p % side, Math.floor(p / side)) ? 2 : 0,
    );
    return isSharp({ width: side, height: side, values }, mask, 1);
  };
  const isIn = (at: number, end = 90) => at >= 10 && at < end;
  // 2 of 80 lines at an edge have no ink 3 pixels further: 2.5 %
  const cases: Record<string, (x: number, y: number) => boolean> = {
    left: (x, y) => x < 80 && isIn(y),
    right: (x, y) => x >= 20 && isIn(y),
    top: (x, y) => y < 80 && isIn(x),
    bottom: (x, y) => y >= 20 && isIn(x),
  };
  for (const [name, isInk] of Object.entries(cases)) {
    await t.step(name, () => assertEquals(of(isInk), true));
  }
  await t.step("no edge, or one with too little ink", () => {
    assertEquals(of((x, y) => isIn(x) && isIn(y)), false);
    assertEquals(of((x, y) => x < 90 && isIn(y)), true); // 2 of 90
    assertEquals(of((x, y) => x < 99 && isIn(y)), true); // 2 of 99
    assertEquals(of((x, y) => x >= 2 && x < 90 && isIn(y)), false);
  });
});

Deno.test("findInk() gives the mirrored, flipped or transposed result for such an image", async (t) => {
  const images: Record<string, ReturnType<typeof drawn>> = {
    "a stroke": drawn(40, 30, 250, [10, 8, 6, 3, 18], [90, 11, 6, 9, 3]),
    "a light stroke": drawn(40, 30, 5, [240, 8, 6, 3, 18], [140, 2, 6, 6, 3]),
    "a frame": drawn(
      80,
      70,
      250,
      [0, 0, 0, 80, 2],
      [0, 0, 0, 2, 70],
      [
        ...[0, 78, 0, 2, 70] as const,
      ],
      [0, 0, 68, 80, 2],
      [10, 30, 20, 4, 30],
    ),
    "a dark side": drawn(90, 80, 240, [20, 0, 0, 12, 80], [
      ...[0, 40, 20, 5, 41] as const,
    ]),
    "a ruled line": drawn(80, 80, 250, [200, 0, 40, 80, 1], [
      ...[10, 38, 20, 5, 41] as const,
    ]),
    "a page on a table": drawn(200, 160, 60, [240, 20, 15, 150, 130], [
      ...[20, 80, 40, 6, 70] as const,
    ]),
    "a page at an edge": drawn(200, 160, 60, [240, 50, 15, 150, 130], [
      ...[20, 150, 40, 6, 70] as const,
    ]),
    "a drawing to an edge": drawn(60, 60, 250, [10, 40, 20, 20, 5], [
      ...[10, 30, 20, 4, 30] as const,
    ]),
    // searched in squares of two pixels
    "a large page": drawn(600, 520, 250, [10, 400, 202, 12, 100]),
    "a page on a large table": drawn(1024, 800, 60, [240, 100, 80, 924, 600], [
      ...[20, 900, 200, 24, 300] as const,
    ]),
  };
  for (const [name, image] of Object.entries(images)) {
    await t.step(name, () => {
      const found = findInk(image)!;
      const { width: W, height: H } = image;
      const turned = (
        width: number,
        height: number,
        from: (x: number, y: number) => readonly [number, number],
      ) => {
        const data = new Uint8ClampedArray(image.data.length);
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const [i, j] = from(x, y), at = 4 * (j * W + i);
            data.set(image.data.subarray(at, at + 4), 4 * (y * width + x));
          }
        }
        return findInk({ width, height, data })!;
      };
      const { x, y, width, height } = found.drawn;
      const mirrored = turned(W, H, (x, y) => [W - 1 - x, y]);
      assertEquals(mirrored.drawn, { x: W - x - width, y, width, height });
      const flipped = turned(W, H, (x, y) => [x, H - 1 - y]);
      assertEquals(flipped.drawn, { x, y: H - y - height, width, height });
      const transposed = turned(H, W, (x, y) => [y, x]);
      assertEquals(
        transposed.drawn,
        { x: y, y: x, width: height, height: width },
      );
      for (const other of [mirrored, flipped, transposed]) {
        assertEquals([other.isDark, other.isSmall], [
          ...[found.isDark, found.isSmall],
        ]);
      }
    });
  }
});

Deno.test("isSharp() averages nine pixels in images of at least 64 pixels", () => {
  const of = (side: number, wide: number) => {
    const values = Float64Array.from(
      { length: side * side },
      (_, p) => p % side >= 20 && p % side < 20 + wide ? 1 : 0,
    );
    const mask = Uint8Array.from(values, (value) => 2 * value);
    return isSharp({ width: side, height: side, values }, mask, 1);
  };
  // 1/3 of full ink does not reach the required contrast of 1/2, but 2/3 does
  assertEquals([of(63, 1), of(64, 1), of(64, 2)], [true, false, true]);
});

Deno.test("findInk() requires at least three pixels of ink", () => {
  const found = (pixels: number) =>
    findInk(drawn(20, 20, 250, [10, 8, 8, pixels, 1]))?.drawn;
  assertEquals(found(2), undefined);
  assertEquals(found(3), { x: 8, y: 8, width: 3, height: 1 });
});
