import {
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { decodeImage, grayOf } from "../../lib/image/mod.ts";
import { random } from "../../lib/random.ts";
import { pngFile, type PngParts } from "./_png.ts";

/** The file with zeros at its end. */
function longer(file: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(file);
  return bytes;
}

Deno.test("decodeImage() reads each kind of PNG as gray", async (t) => {
  const two = { width: 2, height: 2 };
  const kinds: [string, PngParts, rows: number[], pixels: number[]][] = [
    ["grey", two, [0, 0, 128, 0, 255, 7], [0, 128, 255, 7]],
    [
      "grey, each row the difference to the one above",
      two,
      [2, 10, 20, 2, 5, 250], // 10 + 5, 20 + 250 - 256
      [10, 20, 15, 14],
    ],
    ["grey of one bit", { ...two, depth: 1 }, [0, 0x80, 0, 0x40], [
      255,
      0,
      0,
      255,
    ]],
    ["grey of 16 bits", { ...two, depth: 16 }, [
      ...[0, 0xff, 0xff, 0, 0],
      ...[0, 0x80, 0x80, 0x01, 0x01],
    ], [255, 0, 128, 1]],
    [
      "colours: 0.299 red, 0.587 green, 0.114 blue",
      { width: 4, height: 1, color: 2 },
      [0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255],
      [76, 150, 29, 255],
    ],
    [
      "a palette",
      { ...two, color: 3, palette: [0, 0, 0, 255, 255, 255, 90, 90, 90] },
      [0, 1, 0, 0, 2, 1],
      [255, 0, 90, 255],
    ],
    [
      "solid, half solid and clear, on black",
      { width: 3, height: 1, color: 6 },
      [0, ...[200, 200, 200, 255], ...[200, 200, 200, 51], ...[9, 9, 9, 0]],
      [200, 40, 0],
    ],
    ["interlaced, of one pixel", { width: 1, height: 1, interlaced: 1 }, [
      0,
      77,
    ], [77]],
  ];
  for (const [name, parts, rows, pixels] of kinds) {
    await t.step(name, async () => {
      const picture = grayOf(
        await decodeImage(await pngFile(parts, rows), "a.png"),
      );
      const { width, height } = parts;
      assertEquals(picture, { width, height, pixels: Uint8Array.from(pixels) });
    });
  }
});

Deno.test("grayOf() blends transparent pixels with the given background", async () => {
  const file = await pngFile(
    { width: 2, height: 1, color: 6 },
    [0, ...[0, 0, 0, 255], ...[0, 0, 0, 51]],
  );
  const { pixels } = grayOf(await decodeImage(file, "a.png"), 255);
  assertEquals([...pixels], [0, 204]); // 255 * 204 / 255
});

Deno.test("decodeImage() refuses damaged and too large files before it decompresses them", async (t) => {
  const whole = await pngFile({ width: 2, height: 1 }, [0, 1, 2]);
  const flipped = whole.slice();
  flipped[flipped.length - 20] ^= 1;
  const cases: [string, Uint8Array, string][] = [
    ["cut in the header", whole.subarray(0, 20), "found a damaged file"],
    ["cut in the data", whole.subarray(0, 50), "found a damaged file"],
    ["one bit changed", flipped, "found a damaged file"],
    [
      "of no pixels",
      await pngFile({ width: 0, height: 9 }, []),
      "found 0 x 9",
    ],
    [
      "without a row",
      await pngFile({ width: 3, height: 0 }, [0]),
      "must be an image of 1 to 16777216 pixels: found 3 x 0",
    ],
    [
      "without a column",
      await pngFile({ width: 0, height: 3 }, [0]),
      "must be an image of 1 to 16777216 pixels: found 0 x 3",
    ],
    [
      "of 2^32 - 1 by 2^32 - 1",
      await pngFile({ width: 2 ** 32 - 1, height: 2 ** 32 - 1 }, [0]),
      "must be an image of 1 to 16777216 pixels: found 4294967295 x 4294967295",
    ],
    [
      "too long",
      longer(whole, 2 ** 26 + 2 ** 16 + 1),
      "must be at most 67174400 bytes: found 67174401",
    ],
    [
      "interlaced and long",
      longer(
        await pngFile({ width: 1, height: 1, interlaced: 1 }, [0, 1]),
        2 ** 18 + 1,
      ),
      "must be at most 262144 bytes, because the PNG is interlaced: found 262145; save the image without interlacing",
    ],
  ];
  for (const [name, file, message] of cases) {
    await t.step(name, async () => {
      const error = await assertRejects(
        () => decodeImage(file, "a.png"),
        DatasetError,
      );
      assertStringIncludes(error.message, `a.png: must be`);
      assertStringIncludes(error.message, message);
    });
  }
});

Deno.test("decodeImage() decompresses at most the size in the header", async () => {
  const bomb = await pngFile({ width: 2, height: 1 }, new Uint8Array(2 ** 26));
  const before = Deno.memoryUsage().external;
  await decodeImage(bomb, "bomb.png").catch((error) =>
    assertInstanceOf(error, DatasetError)
  );
  assertLess(Deno.memoryUsage().external - before, 2 ** 24);
});

Deno.test("decodeImage() reads or refuses 1,000 mutations of an image", async () => {
  const whole = await pngFile(
    { width: 8, height: 8, color: 6 },
    Array.from({ length: 8 * 33 }, (_, i) => i % 33 === 0 ? i % 5 : i % 251),
  );
  const chance = random(1, "png");
  let refused = 0;
  for (let m = 0; m < 1000; m++) {
    const file = whole.slice(0, chance.below(9) ? undefined : m % whole.length);
    for (let n = chance.below(4); n >= 0; n--) {
      const at = chance.below(file.length || 1);
      if (at < file.length) file[at] ^= 1 << chance.below(8);
    }
    try {
      await decodeImage(file, "a.png");
    } catch (error) {
      assertInstanceOf(error, DatasetError);
      refused++;
    }
  }
  assertLess(900, refused); // only a few bytes are not covered by a checksum
});

Deno.test("decodeImage() refuses a side that is too long before it decodes the image", async () => {
  const header = (width: number, height: number) => {
    const bytes = new Uint8Array(64);
    bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const view = new DataView(bytes.buffer);
    view.setUint32(16, width);
    view.setUint32(20, height);
    return bytes;
  };
  for (
    const [width, height] of [[1, 2 ** 24], [2 ** 24, 1], [16_385, 2], [
      2,
      16_385,
    ]]
  ) {
    await assertRejects(
      () => decodeImage(header(width, height), "a.png"),
      DatasetError,
      `a.png: must be at most 16384 pixels wide and high: found ${width} x ${height}`,
    );
  }
  await assertRejects( // this length is allowed, and the file is damaged
    () => decodeImage(header(16_384, 1024), "a.png"),
    DatasetError,
    "must be a complete PNG file: found a damaged file",
  );
});
