import { assertEquals, assertStringIncludes } from "@std/assert";
import { gallery } from "../../lib/report/_gallery.ts";
import type { Dataset } from "../../lib/dataset/mod.ts";
import { classCounts, examplesText, sheetText } from "../../lib/report/mod.ts";

const data: Dataset = {
  name: "some",
  image: { width: 2, height: 2 },
  classes: ["empty", "full"],
  sources: [],
  train: {
    inputs: {
      rows: 3,
      columns: 4,
      data: Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0),
      scale: [0, 1],
    },
    targets: { rows: 3, columns: 2, data: Float32Array.of(1, 0, 0, 1, 1, 0) },
  },
};

Deno.test("classCounts() counts the class with the largest target in each row", () => {
  assertEquals(classCounts(data.train), [2, 1]);
});

Deno.test("examplesText() has a line for each class, and an image", () => {
  const text = examplesText(data);
  assertEquals(text.split("\n").slice(0, 4), [
    "class  train",
    "empty      2  66.7 %",
    "full       1  33.3 %",
    "all        3",
  ]);
  assertStringIncludes(text, "█");
});

Deno.test("sheetText() draws each original with as many distorted copies in a row as fit", () => {
  const sheet = {
    image: { width: 2, height: 2 },
    rows: [0, 1].map((label) => ({
      label,
      pixels: [0, 1, 2, 3].map((n) => Uint8Array.of(255, 0, 0, 85 * n)),
    })),
  };
  const captions = (width: number) =>
    sheetText(sheet, { classes: ["a", "b"], color: false, width }).split("\n")
      .filter((line) => /[ab]/.test(line)).map((line) => line.split(/  +/));
  const [first, second] = captions(80); // 23 each, so 3
  assertEquals(first, ["a", "epoch 1", "epoch 2"]);
  assertEquals(second, ["b", "epoch 1", "epoch 2"]);
  assertEquals(captions(50)[0], ["a", "epoch 1"]);
  const narrow = sheetText(sheet, {
    classes: ["a", "b"],
    color: false,
    width: 30,
  });
  const lines = narrow.split("\n"); // one below the other, with a blank line between them
  assertEquals(lines.indexOf("epoch 1"), 2 * lines.indexOf("a") + 2);
});

Deno.test("gallery() puts all captions of up to 24 columns on one line each, or none of them", () => {
  const image = { width: 2, height: 2 };
  const lines = (first: string) =>
    gallery(
      [Uint8Array.of(255, 0, 0, 255), Uint8Array.of(0, 255, 255, 0)],
      [[first, "b"], ["c", "d"]],
      { image, color: false, width: 80 },
    ).split("\n").filter((line) => /[abcd]/.test(line))
      .map((line) => line.split(/ {3,}/));
  const most = "a".repeat(24 - 3); // two spaces and b follow it
  assertEquals(lines(most), [[`${most}  b`, "c  d"]]);
  assertEquals(lines(`${most}a`), [[`${most}a`, "c"], ["b", "d"]]);
});

Deno.test("examplesText() draws the first example of each class, at any position", () => {
  const { train } = data, { inputs } = train;
  const orders = [
    [1, 0, 0, 1, 0, 1], // the only example of the second class comes first
    [0, 1, 1, 0, 1, 0],
    [1, 0, 1, 0, 0, 1],
  ];
  for (const targets of orders) {
    const shown = {
      inputs,
      targets: { rows: 3, columns: 2, data: Float32Array.from(targets) },
    };
    const lines = examplesText({ ...data, train: shown }).split("\n");
    const below = lines.slice(lines.indexOf("") + 1).join("\n");
    assertStringIncludes(below, "empty");
    assertStringIncludes(below, "full");
  }
});
