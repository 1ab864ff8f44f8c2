import {
  assertEquals,
  assertLessOrEqual,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { decodeImage, isImage } from "../../lib/image/mod.ts";
import { DatasetError } from "../../lib/format/mod.ts";
import {
  bmpFile,
  type Color,
  type Drawn,
  gifFile,
  jpegFile,
  oriented,
  rgba,
  webpFile,
} from "./_files.ts";

/** 9 x 7 pixels with 63 colors. */
const colors: Drawn = {
  width: 9,
  height: 7,
  color: (x, y) => [x * 30, y * 40, x * y * 5],
};

const grays: Drawn = {
  width: 5,
  height: 9,
  color: (x, y) => [x * 50 + y * 5, x * 50 + y * 5, x * 50 + y * 5],
};

/** The same image with transparent pixels of one color on the diagonal. */
const clear: Drawn = {
  ...colors,
  color: (x, y) => x === y ? [0, 0, 0, 0] : colors.color(x, y),
};

/** An image in which each pixel has a different alpha. */
const fading: Drawn = {
  ...colors,
  color: (x, y) => [x * 30, y * 40, 90, 255 - x * y * 4] as Color,
};

/**
 * A lossy WebP file of 16 x 16 pixels with the gray levels 40 + 8 x + 4 y,
 * written by cwebp 1.2.4 -q 95.
 */
const LOSSY =
  "UklGRkgAAABXRUJQVlA4IDwAAADwAQCdASoQABAAAIAIJaQAHj+mvju4HgAA/v/ofAj1P1w96bDneNJyfrJISpuyUhDStS3IOpZEm7ZwAAA=";

const lossy = Uint8Array.from(atob(LOSSY), (c) => c.charCodeAt(0));

/** An image that differs in all orientations. */
const smooth: Drawn = {
  width: 32,
  height: 16,
  color: (x, y) => [4 * x + 60, 4 * x + 60 + y, 4 * x + 2 * y + 60],
};

Deno.test("decodeImage() returns the exact pixels of lossless files", async (t) => {
  const files: [string, Uint8Array, Drawn][] = [
    ["BMP of 24 bits", bmpFile(colors), colors],
    ["BMP of 32 bits", bmpFile(colors, { bits: 32 }), colors],
    ["BMP from the top down", bmpFile(colors, { topDown: true }), colors],
    ["GIF", gifFile(colors), colors],
    ["GIF in gray", gifFile(grays), grays],
    ["GIF with clear pixels", gifFile(clear), clear],
    [
      "the first of three frames of a GIF",
      gifFile(grays, { frames: 3 }),
      grays,
    ],
    ["WebP", webpFile(colors), colors],
    ["WebP in gray", webpFile(grays), grays],
    ["WebP with an alpha channel", webpFile(fading), fading],
  ];
  for (const [name, file, drawn] of files) {
    await t.step(name, async () => {
      const { width, height, data } = await decodeImage(file, name);
      const right = rgba(drawn);
      assertEquals([width, height], [right.width, right.height]);
      assertEquals([...data], [...right.data]);
    });
  }
});

Deno.test("decodeImage() returns the pixels of JPEG and lossy WebP files within 3 of 255", async (t) => {
  const gray: Drawn = {
    width: 16,
    height: 16,
    color: (x, y) => Array(3).fill(40 + 8 * x + 4 * y) as unknown as Color,
  };
  const files: [string, Uint8Array, Drawn][] = [
    ["JPEG", await jpegFile(smooth, 1), smooth],
    ["JPEG in gray", await jpegFile(grays, 1), grays],
    ["WebP", lossy, gray],
  ];
  for (const [name, file, drawn] of files) {
    await t.step(name, async () => {
      const { width, height, data } = await decodeImage(file, name);
      const right = rgba(drawn);
      assertEquals([width, height], [right.width, right.height]);
      data.forEach((byte, i) =>
        assertLessOrEqual(Math.abs(byte - right.data[i]), 3)
      );
    });
  }
});

Deno.test("decodeImage() applies the EXIF orientation of a JPEG", async (t) => {
  // the position of stored pixels in the displayed image
  const turned: [number, (w: number, h: number) => Drawn["color"]][] = [
    [1, () => (x, y) => smooth.color(x, y)],
    [3, (w, h) => (x, y) => smooth.color(w - 1 - x, h - 1 - y)],
    [6, (_, h) => (x, y) => smooth.color(y, h - 1 - x)], // the first stored row is on the right
    [8, (w) => (x, y) => smooth.color(w - 1 - y, x)], // the first stored row is on the left
  ];
  const { width: w, height: h } = smooth, jpeg = await jpegFile(smooth, 1);
  for (const [orientation, colorOf] of turned) {
    await t.step(`orientation ${orientation}`, async () => {
      const [width, height] = orientation > 4 ? [h, w] : [w, h];
      const image = await decodeImage(oriented(jpeg, orientation), "a.jpg");
      assertEquals([image.width, image.height], [width, height]);
      const right = rgba({ width, height, color: colorOf(w, h) });
      image.data.forEach((byte, i) =>
        assertLessOrEqual(Math.abs(byte - right.data[i]), 3)
      );
    });
  }
});

/** A copy of the bytes, with others from position `at`. */
function changed(
  bytes: Uint8Array,
  at: number,
  ...others: number[]
): Uint8Array {
  const copy = bytes.slice();
  copy.set(others, at);
  return copy;
}

Deno.test("decodeImage() reports a damaged file of each format, cut at any position", async (t) => {
  const jpeg = await jpegFile(smooth, 1);
  const whole: Record<string, Uint8Array> = {
    JPEG: jpeg,
    GIF: gifFile(colors),
    BMP: bmpFile(colors),
    WebP: webpFile(colors),
  };
  for (const [format, file] of Object.entries(whole)) {
    await t.step(format, async () => {
      for (const share of [0.1, 0.3, 0.6, 0.9, 0.99]) {
        const end = Math.ceil(Math.max(30, share * file.length));
        await assertRejects(
          () => decodeImage(file.subarray(0, end), "a.b"),
          DatasetError,
          `a.b: must be a complete ${format} file: found a damaged file`,
          `${end} of ${file.length} bytes`,
        );
      }
    });
  }
  await t.step("a JPEG with only the end marker of its thumbnail", async () => {
    const end = [0xff, 0xe1, 0, 4, 0xff, 0xd9]; // inside a segment
    const file = Uint8Array.from([0xff, 0xd8, ...end, ...jpeg.slice(2, -2)]);
    await assertRejects(() => decodeImage(file), DatasetError, "damaged");
  });
});

Deno.test("decodeImage() refuses a size that is too large before it decodes the image", async (t) => {
  const jpeg = await jpegFile(smooth, 1);
  const frame = jpeg.findIndex((byte, i) =>
    byte === 0xff && [0xc0, 0xc1, 0xc2].includes(jpeg[i + 1])
  );
  const gif = gifFile(colors),
    [bmp, webp] = [bmpFile(colors), webpFile(colors)];
  const files: [string, Uint8Array, string][] = [
    ["JPEG", changed(jpeg, frame + 5, 0xff, 0xff, 0xff, 0xff), "65535 x 65535"],
    ["GIF", changed(gif, 6, 0xff, 0xff, 0xff, 0xff), "65535 x 65535"],
    [
      "the frame of a GIF",
      changed(gif, 13 + 768 + 8 + 5, 0xff, 0xff, 0xff, 0xff),
      "65535 x 65535",
    ],
    ["BMP", changed(bmp, 18, 0, 0, 0, 1, 1, 0, 0, 0), "16777216 x 1"],
    ["BMP of no pixels", changed(bmp, 18, 0, 0, 0, 0), "0 x 7"],
    [
      "BMP with a negative width",
      changed(bmp, 18, 255, 255, 255, 255),
      "-1 x 7",
    ],
    ["WebP", changed(webp, 21, 0xff, 0xff, 0xff, 0xff), "16384 x 16384"],
    [
      "the canvas of a WebP",
      Uint8Array.from([
        ...webp.slice(0, 12),
        ...new TextEncoder().encode("VP8X"),
        ...[10, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 0],
        ...webp.slice(12),
      ]),
      "16777216 x 1",
    ],
  ];
  for (const [name, file, size] of files) {
    await t.step(name, async () => {
      const { message } = await assertRejects(
        () => decodeImage(file, "a.b"),
        DatasetError,
      );
      assertStringIncludes(message, `a.b: must be`);
      assertStringIncludes(message, `found ${size}`);
    });
  }
});

Deno.test("decodeImage() names unsupported formats", async (t) => {
  const text = (text: string) => new TextEncoder().encode(text);
  const files: [string, Uint8Array][] = [
    ["SVG", text('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ["SVG", text('\ufeff<?xml version="1.0"?>\n<!-- a -->\n<svg>')],
    [
      "SVG",
      text(
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a.dtd">\n<SVG width="1">',
      ),
    ],
    ["HEIC", text("\0\0\0\x18ftypheic\0\0\0\0mif1heic")],
    ["HEIC", text("\0\0\0\x18ftypmif1\0\0\0\0mif1heic")],
    ["AVIF", text("\0\0\0\x18ftypavif\0\0\0\0mif1avif")],
    ["TIFF", text("II*\0\x08\0\0\0")],
    ["PDF", text("%PDF-1.7\n")],
  ];
  for (const [format, file] of files) {
    await t.step(format, async () => {
      assertEquals(isImage(file), true);
      await assertRejects(
        () => decodeImage(file, "a.b"),
        DatasetError,
        `a.b: must be PNG, JPEG, GIF, BMP or WebP: found ${format}; save the image as PNG`,
      );
    });
  }
  await t.step("others", async () => {
    await assertRejects(
      () => decodeImage(text("a,b\n1,2\n"), "a.b"),
      DatasetError,
      "a.b: must be an image (PNG, JPEG, GIF, BMP or WebP): found a file of another type",
    );
  });
});

Deno.test("isImage() is false for text", () => {
  for (
    const text of ["BMI,age\n1,2\n", "BM", "GIF,1\n", "<p>svg</p>", "", "II"]
  ) {
    assertEquals(isImage(new TextEncoder().encode(text)), false, text);
  }
});

Deno.test("decodeImage() explains that the host has no decoder", async () => {
  const host = globalThis as { OffscreenCanvas?: unknown };
  const { OffscreenCanvas } = host;
  const jpeg = await jpegFile(smooth, 1);
  try {
    delete host.OffscreenCanvas; // like in Node.js
    await assertRejects(
      () => decodeImage(jpeg, "a.jpg"),
      DatasetError,
      "a.jpg: must be PNG, since only Deno and browsers can decode JPEG: found JPEG; save the image as PNG",
    );
  } finally {
    host.OffscreenCanvas = OffscreenCanvas;
  }
});
