import { assertEquals, assertThrows } from "@std/assert";
import { frame, ShapeError } from "../../lib/frame.ts";
import { rowsText } from "../../lib/report/rows_text.ts";

const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);
const targets = frame([[0], [1], [1], [0]]);

Deno.test("rowsText() prints each row with its prediction and its label", () => {
  assertEquals(
    rowsText(inputs, frame([[0.0432], [0.9474], [0.95], [0.06]]), targets),
    `\
[0 0] 0.043 (label 0)
[0 1] 0.947 (label 1)
[1 0] 0.950 (label 1)
[1 1] 0.060 (label 0)
4 of 4 rows right (threshold 0.5)`,
  );
});

Deno.test("rowsText() marks the wrong rows, also without color", () => {
  const predictions = frame([[0], [0.25], [1], [0.75]]);
  assertEquals(
    rowsText(inputs, predictions, targets).split("\n").slice(1),
    [
      "[0 1] 0.250 (label 1) wrong",
      "[1 0] 1.000 (label 1)",
      "[1 1] 0.750 (label 0) wrong",
      "2 of 4 rows right (threshold 0.5)",
    ],
  );
  assertEquals(
    rowsText(inputs, predictions, targets, { color: true }).split("\n").slice(
      1,
      3,
    ),
    [
      "[0 1] \x1b[31m0.250\x1b[0m (label 1)\x1b[31m wrong\x1b[0m",
      "[1 0] \x1b[1;32m1.000\x1b[0m (label 1)",
    ],
  );
});

Deno.test("rowsText() counts all rows, but prints no more than the limit", () => {
  const rows = 2000;
  const many = { rows, columns: 1, data: new Float32Array(rows).fill(0.1) };
  const lines = rowsText(
    many,
    many,
    { ...many, data: new Float32Array(rows) },
    {
      limit: 2,
    },
  );
  assertEquals(
    lines,
    `\
[0.1] 0.100 (label 0)
[0.1] 0.100 (label 0)
... and 1,998 more rows
2000 of 2000 rows right (threshold 0.5)`,
  );
});

Deno.test("rowsText() without a threshold prints numbers, none of them marked as wrong", () => {
  assertEquals(
    rowsText(frame([[1], [2]]), frame([[0.75], [-3]]), frame([[0.5], [2]]), {
      cut: false,
      color: true,
    }),
    "[1] 0.750 (label 0.5)\n[2] -3.000 (label 2)",
  );
});

Deno.test("rowsText() aligns the predictions after inputs of any length", () => {
  const [first, second, third] = rowsText(
    frame([[-0.5, 10], [1, 0], [1e-7, 0]]),
    frame([[0], [0], [0]]),
    frame([[0], [0], [0.01]]),
  ).split("\n");
  assertEquals(first, "[-0.5 10] 0.000 (label 0)");
  assertEquals(second, "[1 0]     0.000 (label 0)");
  assertEquals(third, "[1e-7 0]  0.000 (label 0.01)");
});

Deno.test("rowsText() prints the first eight bytes of a row in the scale of the frame", () => {
  const bytes = {
    rows: 1,
    columns: 9,
    data: Uint8Array.of(0, 51, 255, 0, 0, 0, 0, 0, 0),
    scale: [0, 1],
  } as const;
  const [line] = rowsText(bytes, frame([[1]]), frame([[1]])).split("\n");
  assertEquals(line, "[0 0.2 1 0 0 0 0 0 ...] 1.000 (label 1)");
});

Deno.test("rowsText() refuses several outputs", () => {
  assertThrows(
    () => rowsText(frame([[1]]), frame([[1, 0]]), frame([[1, 0]])),
    ShapeError,
    "predictions must have 1 column to be written as rows: found 2",
  );
});

Deno.test("rowsText() prints the probabilities of both classes, the higher one first", () => {
  assertEquals(
    rowsText(inputs, frame([[0.125], [0.75], [0.5], [1]]), targets, {
      classes: ["ham", "spam"],
      cut: 0.5,
    }).split("\n"),
    [
      "[0 0] ham 0.875, spam 0.125 (label ham)",
      "[0 1] spam 0.750, ham 0.250 (label spam)",
      "[1 0] ham 0.500, spam 0.500 (label spam) wrong",
      "[1 1] spam 1.000, ham 0.000 (label ham) wrong",
      "2 of 4 rows right (threshold 0.5)",
    ],
  );
});

Deno.test("rowsText() shows at most 20 characters of a cell", () => {
  const long = "abcdefghijklmnopqrstuvwxyz";
  const text = rowsText(inputs, frame([[0], [1], [1], [0]]), targets, {
    cells: [["0", long]],
  });
  assertEquals(text.split("\n")[0], "[0 abcdefghijklmnopqrst] 0.000 (label 0)");
});
