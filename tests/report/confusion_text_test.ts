import { assert, assertEquals } from "@std/assert";
import {
  confusionText,
  mostConfused,
} from "../../lib/report/confusion_text.ts";

const matrix = [[97, 0, 3], [0, 1120, 2], [1, 0, 0]];

Deno.test("confusionText() aligns the counts, and prints zeros as dots", () => {
  assertEquals(
    confusionText(matrix, ["0", "1", "2"]),
    `\
       guess
label     0     1     2    right
0        97     .     3    97.0%
1         .  1120     2    99.8%
2         1     .     .     0.0%`,
  );
});

Deno.test("confusionText() numbers the columns if the class names are long", () => {
  assertEquals(
    confusionText([[5, 1], [0, 0]], ["Ankle boot", "Bag\x1b[2J"]),
    `\
              guess
label         0  1    right
0 Ankle boot  5  1    83.3%
1 Bag[2J      .  .        -`,
  );
});

Deno.test("mostConfused() names three pairs of classes, the most frequent first", () => {
  assertEquals(
    mostConfused([[9, 2, 0], [4, 9, 1], [1, 3, 9]], ["a", "b", "c\x1b"]),
    "most confused: b predicted as a: 4 times, c predicted as b: 3 times, " +
      "a predicted as b: 2 times",
  );
  assertEquals(
    mostConfused([[9, 0], [1, 9]], undefined, "read"),
    "most confused: 1 read as 0: 1 time",
  );
  assertEquals(mostConfused([[9, 0], [0, 9]]), undefined);
});

Deno.test("confusionText() lists the mistakes if the matrix is too wide", () => {
  assertEquals(
    confusionText([[97, 0, 1], [0, 1120, 2], [3, 0, 0]], [
      "zero",
      "one",
      "two",
    ], { width: 20 }),
    `\
6 mistakes among 3 classes, the most frequent:
  label two   guess zero  3 times
  label one   guess two   2 times
  label zero  guess two   1 time`,
  );
  assertEquals(
    confusionText([[1, 0], [0, 1]], [], { width: 19 }),
    "0 mistakes among 2 classes",
  );
});

Deno.test("confusionText() marks the diagonal and the most frequent mistakes in color", () => {
  const color = confusionText(matrix, [], { color: true });
  assert(color.includes("\x1b[1;32m  1120\x1b[0m"));
  assert(color.includes("\x1b[1;38;5;196m     3\x1b[0m"));
  assert(color.includes("\x1b[38;5;172m     1\x1b[0m"));
  assert(color.includes("\x1b[2m     .\x1b[0m"));
  // deno-lint-ignore no-control-regex
  const plain = color.replace(/\x1b\[[0-9;]*m/g, "");
  assertEquals(plain, confusionText(matrix));
});

Deno.test("confusionText() lists the mistakes of hundreds of classes", () => {
  const size = 600; // more numbers than a call may have arguments
  const wide = Array.from({ length: size }, () => Array<number>(size).fill(0));
  wide[599][7] = 2;
  assertEquals(confusionText(wide).split("\n"), [
    "2 mistakes among 600 classes, the most frequent:",
    "  label 599  guess 7  2 times",
  ]);
});

Deno.test("mostConfused() names only pairs of classes that were confused", () => {
  assertEquals(
    mostConfused([[9, 1, 0], [0, 9, 0], [0, 0, 9]]),
    "most confused: 0 predicted as 1: 1 time",
  );
});
