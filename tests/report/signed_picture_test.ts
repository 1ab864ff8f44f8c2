import { assertEquals } from "@std/assert";
import {
  shrunk,
  signedLines,
  signedWidth,
} from "../../lib/report/_signed_picture.ts";

const picture = (width: number, ...values: number[]) => ({
  ...{ width, height: values.length / width },
  values: Float64Array.from(values),
});

Deno.test("signedLines() prints one sign from an eighth of the largest number, and two from a half", () => {
  const one = picture(3, 0, 1, -1, 2, -2, 4, -4, 8, 0.99);
  assertEquals(signedLines(one, 8, false), [
    " . + -",
    " + -++",
    "--++ .",
  ]);
  assertEquals(signedWidth(one), 6);
  assertEquals(signedLines(picture(2, 0, 0), 0, false), [" . ."]);
});

Deno.test("signedLines() in color is blue above 0 and red below, pale near 0", () => {
  // 16 + 36 r + 6 g + b, of 0 to 5
  const cell = (code: number) => `\x1b[48;5;${code}m  `;
  const [white, blue, red] = [16 + 36 * 5 + 6 * 5 + 5, 16 + 5, 16 + 36 * 5];
  const pale = 16 + 36 * 3 + 6 * 3 + 5; // two fifths
  assertEquals(signedLines(picture(2, 0, 10, -10, 4), 10, true), [
    `${cell(white)}${cell(blue)}\x1b[0m`,
    `${cell(red)}${cell(pale)}\x1b[0m`,
  ]);
  assertEquals(
    signedLines(picture(1, 20), 10, true),
    signedLines(picture(1, 10), 10, true),
  );
});

Deno.test("shrunk() is the means of blocks, which are smaller at the edges", () => {
  const one = picture(3, 1, 2, 3, 4, 5, 6);
  assertEquals(shrunk(one, 3), one);
  const half = shrunk(one, 2); // one block of 2 x 2 and one of 1 x 2
  assertEquals([half.width, half.height, ...half.values], [2, 1, 3, 4.5]);
  const high = shrunk(picture(1, 1, 2, 3, 4, 5), 2); // blocks of 3
  assertEquals([high.width, high.height, ...high.values], [1, 2, 2, 4.5]);
});
