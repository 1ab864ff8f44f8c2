import { assert, assertEquals } from "@std/assert";
import { pictureLines } from "../../lib/report/picture.ts";
import type { Misread } from "../../lib/report/misreads.ts";
import { misreadText } from "../../lib/report/misread_text.ts";

/**
 * An image in which `#` is full ink, `+` is half ink, and all else is
 * background.
 */
function drawn(
  lines: readonly string[],
  change: Partial<Misread> = {},
): Misread {
  const pixels = Uint8Array.from(
    lines.join(""),
    (mark) => mark === "#" ? 255 : mark === "+" ? 128 : 0,
  );
  return { row: 0, pixels, label: 7, guess: 1, confidence: 0.834, ...change };
}

const seven = [
  "........",
  ".######.",
  "......#.",
  ".....+#.",
  ".....#..",
  "....#+..",
  "....#...",
  "........",
];
const one = [ // in a corner, but drawn in the middle
  "#.......",
  "#.......",
  "#.......",
  "#.......",
  "#.......",
  "#.......",
  "........",
  "........",
];
const image = { width: 8, height: 8 };

Deno.test("misreadText() draws images side by side, with their labels and predictions", () => {
  const misreads = [drawn(seven), drawn(one, { label: 1, guess: 7 })];
  assertEquals(
    misreadText(misreads, { image }),
    `\

  ████████████                 ██
            ██                 ██
          ▒▒██                 ██
          ██                   ██
        ██▒▒                   ██
        ██                     ██

label 7  guess 1  0.83   label 1  guess 7  0.83`,
  );
});

Deno.test("misreadText() draws large images with two pixels per character", () => {
  const wide = ["#".repeat(20), "#" + ".".repeat(19), "#" + "+".repeat(19)];
  assertEquals(
    misreadText([drawn(wide)], { image: { width: 20, height: 3 } }),
    `\
 ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄
 █░░░░░░░░░░░░░░░░░░░

label 7  guess 1  0.83`,
  );
});

Deno.test("misreadText() stays within the width", async (t) => {
  const misreads = Array<Misread>(6).fill(drawn(seven));
  for (const [width, rows] of [[80, 2], [50, 3], [24, 6], [147, 1], [10, 6]]) {
    await t.step(`${width} columns, ${rows} rows of images`, () => {
      const lines = misreadText(misreads, { image, width }).split("\n");
      assert(lines.every((line) => line.length <= width));
      assertEquals(
        lines.filter((line) => line.startsWith("label")).length,
        rows,
      );
    });
  }
});

Deno.test("misreadText() draws two rows of three images rather than four and two", () => {
  const misreads = Array<Misread>(6).fill(drawn(seven));
  const captions = misreadText(misreads, { image, width: 97 }).split("\n")
    .filter((line) => line.startsWith("label"))
    .map((line) => line.match(/label/g)!.length);
  assertEquals(captions, [3, 3]);
});

Deno.test("misreadText() puts long names on separate lines, and removes control characters", () => {
  const classes = ["Ankle boot", "T-shirt/top", "\x1b[2JBag"];
  const lines = misreadText([
    drawn(seven, { label: 0, guess: 1 }),
    drawn(seven, { label: 2, guess: 0 }),
  ], { image, classes }).split("\n");
  assertEquals(lines.slice(-2), [
    "label Ankle boot          label [2JBag",
    "guess T-shirt/top  0.83   guess Ankle boot  0.83",
  ]);
});

Deno.test("misreadText() is empty if no image was misread", () => {
  assertEquals(misreadText([], { image }), "");
});

Deno.test("misreadText() draws a blank image at full size", () => {
  const empty = drawn(Array<string>(8).fill("........"));
  const lines = misreadText([empty], { image }).split("\n");
  assertEquals(lines.length, (8 + 2) * 2 / 2 + 1);
});

Deno.test("pictureLines() gives each half of a character its gray", () => {
  // the nearest gray to 128 has the code 232 + 12; 0 and 255 are exact black
  // and white
  const picture = {
    width: 3,
    height: 2,
    pixels: Uint8Array.of(0, 255, 255, 128, 128, 128),
  };
  assertEquals(pictureLines(picture, true), [
    "\x1b[38;5;16;48;5;244m▀\x1b[38;5;231;48;5;244m▀▀\x1b[0m",
  ]);
});

Deno.test("pictureLines() picks the block character nearest to the ink of both halves", () => {
  const above = [0, 64, 128, 191, 255, 255, 0, 200];
  const below = [0, 64, 128, 191, 255, 0, 255, 20];
  const picture = {
    width: 8,
    height: 2,
    pixels: Uint8Array.of(...above, ...below),
  };
  assertEquals(pictureLines(picture, false), [" ░▒▓█▀▄▀"]);
});

Deno.test("pictureLines() draws background below the last row of an odd height", () => {
  const picture = { width: 1, height: 1, pixels: Uint8Array.of(255) };
  assertEquals(pictureLines(picture, false), ["▀"]);
  assertEquals(pictureLines(picture, true), ["\x1b[38;5;231;48;5;16m▀\x1b[0m"]);
});
