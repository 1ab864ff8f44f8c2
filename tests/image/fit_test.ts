import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertThrows,
} from "@std/assert";
import {
  fitGray,
  fitProgram,
  type ImageForm,
  type Rgba,
} from "../../lib/image/mod.ts";
import { rgba } from "./_files.ts";
import { draw, type Drawing, drawings } from "./_drawn.ts";

const MNIST: ImageForm = {
  ground: "dark",
  drawn: {
    box: [20, 20],
    center: { by: "mass", x: 14.5, y: 14.5 },
    ink: { by: "stroke", amount: 2.2 },
  },
};
const size = { width: 28, height: 28 };

/** The settings of a blank page. */
const page: Omit<Drawing, "digit"> = {
  ...{ width: 280, height: 200, size: 0.6, at: [0.5, 0.5], pen: 0.1 },
  ...{ turn: 0, ink: 0, paper: 255, seed: 1 },
};

/** The bounding box and the center of mass of the ink. */
function measured(pixels: Uint8Array) {
  let [left, top, right, bottom, sum, x, y] = [28, 28, 0, 0, 0, 0, 0];
  pixels.forEach((gray, p) => {
    const [i, j] = [p % 28, Math.floor(p / 28)];
    sum += gray;
    x += gray * (i + 0.5);
    y += gray * (j + 0.5);
    if (gray < 40) return;
    [left, top] = [Math.min(left, i), Math.min(top, j)];
    [right, bottom] = [Math.max(right, i + 1), Math.max(bottom, j + 1)];
  });
  return { wide: right - left, high: bottom - top, x: x / sum, y: y / sum };
}

Deno.test("fitGray() crops any page, scales the digit to 20 of 28 pixels, and centers it by mass", async () => {
  for (const { kind, drawing } of drawings(4)) {
    const { pixels, isDark } = fitGray(await draw(drawing), size, MNIST)!;
    const { wide, high, x, y } = measured(pixels);
    const what = `${kind}, ${drawing.digit}`;
    assertEquals(
      isDark,
      drawing.isClear ? drawing.ink === 0 : drawing.ink < drawing.paper,
      what,
    );
    assertGreaterOrEqual(Math.max(wide, high), 19, what);
    assertLessOrEqual(Math.max(wide, high), 20, what);
    assertLessOrEqual(Math.abs(x - 14.5), 0.6, what);
    assertLessOrEqual(Math.abs(y - 14.5), 0.6, what);
    assertEquals(Math.max(...pixels), 255, what);
  }
});

Deno.test("fitGray() returns undefined for every blank page", async (t) => {
  const gray = { ...page, ink: 100, paper: 100 };
  const pages: Record<string, Omit<Drawing, "digit">> = {
    white: page,
    black: { ...page, paper: 0 },
    gray,
    "gray with noise": { ...gray, noise: 10 },
    "in uneven light": { ...page, paper: 200, light: 0.6 },
    "in uneven light with noise": { ...page, paper: 200, light: 0.6, noise: 8 },
    "as JPEG": { ...page, paper: 200, light: 0.5, noise: 5, isJpeg: true },
    "of 28 x 28 with noise": { ...gray, width: 28, height: 28, noise: 20 },
    "of 2,000 x 1,500 with noise": {
      ...gray,
      ...{ width: 2000, height: 1500, noise: 10 },
    },
    transparent: { ...page, isClear: true },
  };
  for (const [name, drawing] of Object.entries(pages)) {
    await t.step(name, async () => {
      for (let seed = 1; seed <= (drawing.width > 1000 ? 1 : 3); seed++) {
        const image = await draw({ ...drawing, seed });
        for (const isDark of [undefined, true]) {
          assertEquals(fitGray(image, size, MNIST, isDark), undefined);
        }
      }
    });
  }
  await t.step("under a lamp", () => {
    const image = rgba({
      ...{ width: 300, height: 200 },
      color: (x, y) => {
        const far = ((x - 90) ** 2 + (y - 60) ** 2) / 8000;
        const gray = 90 + 150 * Math.exp(-far);
        return [gray, gray, gray];
      },
    });
    assertEquals(fitGray(image, size, MNIST), undefined);
  });
});

/** An image whose gray levels are given by a function. */
function shaded(
  [width, height]: readonly [number, number],
  gray: (x: number, y: number) => number,
): Rgba {
  const color = (x: number, y: number) =>
    Array(3).fill(gray(x, y)) as [number, number, number];
  return rgba({ width, height, color });
}

Deno.test("fitGray() ignores the surroundings of the page, and reports whether the drawing reaches the edges", async (t) => {
  const five = await draw({
    ...{ ...page, digit: 5, width: 200, height: 200 },
    size: 0.5,
  });
  const own = fitGray(five, size, MNIST)!;
  const inFive = (x: number, y: number) => five.data[4 * (y * 200 + x)];
  const around: Record<string, (x: number, y: number) => number> = {
    "a frame": (x, y) => Math.min(x, y, 199 - x, 199 - y) < 3 ? 0 : 255,
    "a dark side": (x) => x < 15 ? 30 : 255,
    "a dark corner": (x, y) => x > 160 && y > 170 ? 60 : 255,
    "a shadow": (x) => x < 100 ? 140 : 255,
    "faint lines": (_, y) => y % 20 === 3 ? 190 : 255,
    "a table": (x, y) => Math.min(x, y, 199 - x, 199 - y) < 25 ? 40 : 255,
    "a table about a round page": (x, y) =>
      Math.hypot(x - 100, y - 100) > 90 ? 40 : 255,
  };
  for (const [name, gray] of Object.entries(around)) {
    await t.step(name, () => {
      const image = shaded(
        [200, 200],
        (x, y) => Math.min(inFive(x, y), gray(x, y)),
      );
      const { drawn, isDark, reachesEdges } = fitGray(image, size, MNIST)!;
      assertEquals([isDark, reachesEdges], [true, undefined]);
      for (const side of ["x", "y", "width", "height"] as const) {
        assertLessOrEqual(Math.abs(drawn![side] - own.drawn![side]), 2, side);
      }
    });
  }
  await t.step("a drawing that fills the image is not ignored", () => {
    const { x, y, width, height } = own.drawn!;
    const cut = shaded([width, height], (i, j) => inFive(x + i, y + j));
    const { pixels, drawn, reachesEdges } = fitGray(cut, size, MNIST)!;
    assertEquals(drawn, { x: 0, y: 0, width, height });
    assertEquals(reachesEdges, true);
    const off = pixels.filter((gray, p) => Math.abs(gray - own.pixels[p]) > 60);
    assertLessOrEqual(off.length, 12);
  });
});

Deno.test("fitGray() treats frames, dark edges, lines and random pixels as blank, and refuses specks as too small", () => {
  let state = 1;
  const coin = () => (state = state * 48271 % 2147483647) % 2;
  const blank: ((x: number, y: number) => number)[] = [
    (x, y) => Math.min(x, y, 199 - x, 199 - y) < 4 ? 0 : 255,
    (x) => x > 194 ? 0 : 255,
    (_, y) => y % 30 === 0 ? 190 : 250,
    () => 255 * coin(),
  ];
  for (const gray of blank) {
    const image = shaded([200, 200], gray);
    assertEquals(fitGray(image, size, MNIST), undefined, `${gray}`);
  }
  const speck = (side: number, wide: number) =>
    shaded(
      [wide, wide],
      (x, y) =>
        Math.max(Math.abs(x - 90.5), Math.abs(y - 90.5)) < side / 2 ? 0 : 255,
    );
  for (const image of [speck(4, 200), speck(10, 1500)]) {
    assertThrows(
      () => fitGray(image, size, MNIST),
      RangeError,
      "must show a larger drawing",
    );
  }
});

Deno.test("fitGray() finds a thin digit of 118 pixels on a page of 2,480 x 3,508", async () => {
  const one = {
    ...{ ...page, digit: 1, width: 2480, height: 3508 },
    ...{ size: 118 / 2480, pen: 0.04, at: [0.7, 0.3] as const },
  };
  const { drawn } = fitGray(await draw(one), size, MNIST)!;
  assertLessOrEqual(Math.abs(drawn!.height - 122), 6);
});

Deno.test("fitGray() returns the same image if the drawing is inverted, moved or on a larger page", async () => {
  const image = (drawing: Partial<Drawing>) =>
    draw({ ...page, digit: 5, ...{ width: 200, height: 200 }, ...drawing });
  const { pixels } = fitGray(await image({}), size, MNIST)!;
  const others: Partial<Drawing>[] = [
    { ink: 255, paper: 0 },
    { at: [0, 1] },
    { at: [1, 0.25], ink: 200, paper: 30 },
    { width: 400, height: 600, size: 0.3 },
    { ink: 0, paper: 0, isClear: true },
  ];
  for (const other of others) {
    const found = fitGray(await image(other), size, MNIST)!.pixels;
    const off = found.map((gray, p) => Math.abs(gray - pixels[p]));
    // pixels at the edges of strokes may differ by a fraction
    assertLessOrEqual(
      off.reduce((sum, each) => sum + each, 0),
      0.12 * pixels.reduce((sum, each) => sum + each, 0),
      JSON.stringify(other),
    );
  }
});

/**
 * A gray image with the given pixels, by default in the size of the network's
 * inputs.
 */
function gray(pixels: ArrayLike<number>, width = 28): Rgba {
  const height = pixels.length / width;
  return rgba({
    ...{ width, height },
    color: (x, y) =>
      Array(3).fill(pixels[y * width + x]) as [number, number, number],
  });
}

Deno.test("fitGray() keeps an image that already has the form, or is the inverse of one", async () => {
  const image = await draw({ ...page, digit: 3, ink: 255, paper: 0 });
  const { pixels } = fitGray(image, size, MNIST)!;
  for (const isDark of [false, true]) {
    const own = pixels.map((byte) => isDark ? 255 - byte : byte);
    const fitted = fitGray(gray(own), size, MNIST)!;
    assertEquals([fitted.isSet, fitted.isInverted], [true, isDark]);
    assertEquals(fitted.pixels, pixels);
  }
  const moved = new Uint8Array(784); // moved up by four rows
  moved.set(pixels.subarray(4 * 28));
  assertEquals(fitGray(gray(moved), size, MNIST)!.isSet, undefined);
});

Deno.test("fitGray() converts drawings to a light background and to other pixel ranges", async () => {
  const image = await draw({ ...page, digit: 3 });
  const { pixels } = fitGray(image, size, MNIST)!;
  const light = fitGray(image, size, { ...MNIST, ground: "light" })!;
  assertEquals(light.pixels, pixels.map((byte) => 255 - byte));
  assertEquals([light.isInverted, light.isDark], [false, true]);
  const ones = fitGray(image, size, { ...MNIST, full: 1 })!;
  assertEquals(ones.pixels, pixels.map((byte) => Math.round(byte / 255)));
});

Deno.test("fitGray() scales the whole image if the training images are not drawings of one form", async (t) => {
  const half = { width: 4, height: 4 };
  // two rows of eight pixels: four of 200, then four of 40
  const photo = gray(
    Array.from({ length: 16 }, (_, p) => p % 8 < 4 ? 200 : 40),
    8,
  );
  await t.step(
    "images with varied backgrounds: padded with the median gray level of the edges",
    () => {
      const { pixels, isInverted } = fitGray(photo, half, {
        ground: "varied",
      })!;
      assertEquals(isInverted, false);
      assertEquals([...pixels.subarray(4, 8)], [200, 200, 40, 40]); // 4 x 1 of 4 x 4
    },
  );
  await t.step("inverted on request", () => {
    const { pixels } = fitGray(photo, half, { ground: "varied" }, true)!;
    assertEquals([...pixels.subarray(4, 8)], [55, 55, 215, 215]);
  });
  await t.step(
    "drawings of any size: inverted, but not cropped",
    async () => {
      const image = await draw({
        ...page,
        ...{ width: 280, height: 280 },
        digit: 0,
        at: [0, 0],
        size: 0.4,
      });
      const fitted = fitGray(image, size, { ground: "dark" })!;
      assertEquals([fitted.isInverted, fitted.drawn], [true, undefined]);
      const { wide, high, x } = measured(fitted.pixels);
      assert(high >= 10 && high <= 13 && wide >= 6 && wide <= 10 && x < 8);
    },
  );
});

Deno.test("fitProgram() is source text with the same results as fitGray()", async () => {
  const own = new Function(`return ${fitProgram()};`)() as typeof fitGray;
  for (const { drawing } of drawings(5).filter((_, d) => d % 9 === 0)) {
    const image = await draw(drawing);
    assertEquals(own(image, size, MNIST), fitGray(image, size, MNIST));
  }
  const photo = gray(Array.from({ length: 16 }, (_, p) => 9 * p), 8);
  const form = { ground: "varied" } as const;
  assertEquals(own(photo, size, form), fitGray(photo, size, form));
});
