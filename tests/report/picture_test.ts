import { assertEquals } from "@std/assert";
import {
  around,
  inkBox,
  pictureLines,
  resize,
} from "../../lib/report/picture.ts";

const picture = {
  ...{ width: 4, height: 3 },
  pixels: Uint8Array.of(0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 8, 0),
};

Deno.test("inkBox() is the smallest box with all ink, or the whole image if it is blank", () => {
  assertEquals(inkBox(picture), { left: 1, top: 1, width: 2, height: 2 });
  const corner = { width: 2, height: 2, pixels: Uint8Array.of(1, 0, 0, 0) };
  assertEquals(inkBox(corner), { left: 0, top: 0, width: 1, height: 1 });
  const blank = { width: 2, height: 3, pixels: new Uint8Array(6) };
  assertEquals(inkBox(blank), { left: 0, top: 0, width: 2, height: 3 });
});

Deno.test("around() keeps the center", () => {
  const box = { left: 4, top: 2, width: 2, height: 5 };
  const size = { width: 6, height: 6 };
  assertEquals(around(box, size), { left: 2, top: 2, ...size });
});

Deno.test("resize() gives each pixel the nearest one, and background beyond the image", () => {
  const box = { left: 1, top: 1, width: 2, height: 2 };
  assertEquals([...resize(picture, box, 2).pixels], [
    ...[9, 9, 0, 0],
    ...[9, 9, 0, 0],
    ...[0, 0, 8, 8],
    ...[0, 0, 8, 8],
  ]);
  const beyond = { left: -1, top: 1, width: 3, height: 3 };
  assertEquals(resize(picture, beyond, 1), {
    ...{ width: 3, height: 3 },
    pixels: Uint8Array.of(0, 0, 9, 0, 0, 0, 0, 0, 0),
  });
  const whole = { left: 0, top: 0, width: 4, height: 3 };
  assertEquals(resize(picture, whole, 0.5), {
    ...{ width: 2, height: 1 },
    pixels: Uint8Array.of(0, 0),
  });
  const first = { width: 1, height: 2, pixels: Uint8Array.of(5, 6) };
  const all = { left: 0, top: 0, width: 1, height: 2 };
  assertEquals(resize(first, all, 1), first);
});

Deno.test("pictureLines() draws two rows of pixels in one line of characters", () => {
  const checks = {
    width: 2,
    height: 3,
    pixels: Uint8Array.of(255, 0, 0, 255, 255, 255),
  };
  assertEquals(pictureLines(checks, false), ["▀▄", "▀▀"]);
});
