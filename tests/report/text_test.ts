import { assertEquals } from "@std/assert";
import {
  clip,
  duration,
  lossText,
  padLeft,
  padRight,
  thousands,
  widthOf,
  wrap,
} from "../../lib/report/_text.ts";

Deno.test("widthOf() counts terminal columns, not characters", () => {
  for (
    const [text, width] of [
      ["", 0],
      ["mnist", 5],
      ["手書き", 6],
      ["cafe\u0301", 4], // a separate character for the accent
      ["🙂", 2],
      ["a\u200bb", 2], // a zero-width space
    ] as const
  ) {
    assertEquals(widthOf(text), width, text);
  }
});

Deno.test("padLeft() and padRight() align wide characters", () => {
  assertEquals(padLeft("手", 4), "  手");
  assertEquals(padRight("手", 4), "手  ");
  assertEquals(padRight("longer", 4), "longer");
});

Deno.test("clip() cuts a text to a width, and adds an ellipsis", () => {
  assertEquals(clip("hidden", 6), "hidden");
  assertEquals(clip("hidden1", 6), "hidde…");
  assertEquals(clip("手書き数字", 6), "手書…");
  assertEquals(clip("hidden", 0), "");
});

Deno.test("wrap() breaks between words, and cuts words that are too long", () => {
  assertEquals(wrap("one two three fourteen", 7), [
    "one two",
    "three",
    "fourte…",
  ]);
});

Deno.test("thousands() puts commas between groups of three digits", () => {
  assertEquals([0, 999, 1000, 1234567].map(thousands), [
    "0",
    "999",
    "1,000",
    "1,234,567",
  ]);
});

Deno.test("lossText() keeps the significant digits", () => {
  const losses = [0, 0.03124, 2.5, 0.00099, 0.001, 999, 1000, 12345, NaN];
  assertEquals(losses.map(lossText), [
    "0.0000",
    "0.0312",
    "2.5000",
    "9.90e-4",
    "0.0010",
    "999.0000",
    "1.00e+3",
    "1.23e+4",
    "-",
  ]);
});

Deno.test("duration() rounds up to its two largest units", () => {
  assertEquals(
    [1, 59_000, 59_001, 61_500, 3_600_000, 5_820_000].map(duration),
    [
      "1 s",
      "59 s",
      "1 min 0 s",
      "1 min 2 s",
      "1 h 0 min",
      "1 h 37 min",
    ],
  );
});
