import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  asThick,
  drawInk,
  scaled,
  sheared,
  thickened,
  trimmed,
} from "../../lib/image/draw.ts";
import type { DrawnForm } from "../../lib/image/form.ts";
import { planeOf, textOf } from "./_planes.ts";

/** A form whose drawings fill a box and have an amount of ink. */
function form(
  box: [width: number, height: number],
  ink: DrawnForm["ink"],
  center: DrawnForm["center"] = { by: "box", x: 4, y: 4 },
): DrawnForm {
  return { box, center, ink };
}

Deno.test("scaled() gives each number the mean of what it covers", async (t) => {
  const plane = planeOf("01.", "23."); // 0 1 0 over 2 3 0
  await t.step("half as wide and high", () => {
    // the left half covers the first column and half of the second
    const { values } = scaled(plane, 2, 1);
    assertAlmostEquals(values[0], (0 + 2 + (1 + 3) / 2) / 3, 1e-12);
    assertAlmostEquals(values[1], ((1 + 3) / 2 + 0) / 3, 1e-12);
  });
  await t.step("twice as wide and high", () => {
    assertEquals(textOf(scaled(plane, 6, 4)), [
      "0011..".replaceAll(".", "0"),
      "001100",
      "223300",
      "223300",
    ]);
  });
  await t.step("as it is", () => {
    assertEquals(scaled(plane, 3, 2), plane);
  });
});

Deno.test("trimmed() keeps the rows and columns that have ink", async (t) => {
  const cases: Record<string, [string[], string[]]> = {
    "all around": [["....", ".1..", "..2.", "...."], ["10", "02"]],
    "nothing to leave out": [["1.", ".1"], ["10", "01"]],
    "in the first row and column": [["1..", "...", "..."], ["1"]],
    "in the last row and column": [["...", "...", "..1"], ["1"]],
    "no ink": [["..", ".."], ["00", "00"]],
  };
  for (const [name, [rows, kept]] of Object.entries(cases)) {
    await t.step(name, () => {
      assertEquals(textOf(trimmed(planeOf(...rows))), kept);
    });
  }
  await t.step("ink below 0.1 is none", () => {
    const values = Float64Array.of(0.09, 0.1, 0.09);
    const { width, values: kept } = trimmed({ width: 3, height: 1, values });
    assertEquals([width, ...kept], [1, 0.1]);
  });
});

Deno.test("thickened() adds or takes pixels within a distance, and trims", async (t) => {
  await t.step("by 1: a plus around each pixel", () => {
    assertEquals(textOf(thickened(planeOf("1"), 1)), ["010", "111", "010"]);
  });
  await t.step("by 2: a disk of radius 2", () => {
    assertEquals(textOf(thickened(planeOf("1"), 2)), [
      "00100",
      "01110",
      "11111",
      "01110",
      "00100",
    ]);
  });
  await t.step("by -1: what has ink on its four sides", () => {
    const plane = planeOf("1111", "1111", "1111");
    assertEquals(textOf(thickened(plane, -1)), ["11"]);
  });
  await t.step("the strongest ink wins", () => {
    assertEquals(textOf(thickened(planeOf("1.2"), 1)), [
      "01020",
      "11222",
      "01020",
    ]);
  });
});

Deno.test("sheared() moves the bottom's first ink below that of the top", async (t) => {
  await t.step("to the left", () => { // each row one more to the left
    const plane = planeOf("...1", "..1.", ".1..", "1...");
    assertEquals(textOf(sheared(plane)), ["1", "1", "1", "1"]);
  });
  await t.step("to the right", () => {
    const plane = planeOf("1...", ".1..", "..1.", "...1");
    assertEquals(textOf(sheared(plane)), ["1", "1", "1", "1"]);
  });
  await t.step("by half pixels: ink is shared by two columns", () => {
    const { width, values } = sheared(planeOf("1.", "1.", ".1"));
    assertEquals([width, ...values], [2, 0, 1, 0.5, 0.5, 0, 1]);
  });
  await t.step("upright ink stays", () => {
    const plane = planeOf("1.1", "1.1");
    assertEquals(sheared(plane), plane);
  });
});

Deno.test("asThick() fills the box and comes nearest to the amount of ink", async (t) => {
  await t.step("a larger drawing is scaled with its proportions", () => {
    const plane = planeOf(...Array(8).fill("1111")); // 4 x 8 in 4 x 4: 2 x 4
    const { width, height } = asThick(
      plane,
      form([4, 4], { by: "mass", amount: 8 }),
    );
    assertEquals([width, height], [2, 4]);
  });
  await t.step(
    "a drawing no larger than the box changes by whole pixels",
    () => {
      // 7 pixels of ink; one pixel more to all sides is 3 x 9 without its corners, 23
      // pixels, and in 7 rows 2 x 7 with 23 x 14 / 27 = 11.9, which is nearer to 10
      const line = planeOf("1", "1", "1", "1", "1", "1", "1");
      const { width, values } = asThick(
        line,
        form([7, 7], { by: "mass", amount: 10 }),
      );
      assertEquals(width, 2);
      const ink = values.reduce((sum, value) => sum + value, 0);
      assertAlmostEquals(ink, 23 * 14 / 27, 1e-9);
    },
  );
  await t.step("thicker until the next step is no nearer", () => {
    const line = planeOf("1", "1", "1", "1", "1", "1", "1");
    const found = asThick(line, form([7, 7], { by: "stroke", amount: 3 }));
    assertEquals(found.height, 7);
    assertEquals(found.width > 1, true);
  });
  await t.step("thinner, too", () => {
    const block = planeOf(...Array(5).fill("11111")); // 25 pixels of ink
    const found = asThick(block, form([5, 5], { by: "mass", amount: 5 }));
    assertEquals(found.width, 5); // 3 x 3 pixels are left, in the box again
  });
});

Deno.test("drawInk() puts the center where the form has it", async (t) => {
  const size = { width: 6, height: 6 };
  const ink = { by: "mass", amount: 4 } as const;
  const of = (rows: string[], center: DrawnForm["center"]) => {
    const plane = planeOf(...rows);
    const box = { x: 0, y: 0, width: plane.width, height: plane.height };
    const pixels = drawInk({ plane, box }, size, form([2, 2], ink, center));
    return [0, 1, 2, 3, 4, 5].map((
      y,
    ) => [...pixels.subarray(6 * y, 6 * y + 6)]);
  };
  await t.step("of the box", () => {
    const rows = of(["11", "11"], { by: "box", x: 3, y: 2 });
    assertEquals(rows, [
      [0, 0, 0, 0, 0, 0],
      [0, 0, 255, 255, 0, 0],
      [0, 0, 255, 255, 0, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0],
    ]);
  });
  await t.step("of the mass, by how much ink each pixel has", () => {
    // the mass of 3 and 1 side by side is at 0.75 from the left; 1 below
    const rows = of(["31", "31"], { by: "mass", x: 2.75, y: 3 });
    assertEquals(rows[2], [0, 0, 255, 85, 0, 0]);
    assertEquals(rows.flat().filter((pixel) => pixel > 0).length, 4);
  });
  await t.step("inside the image, whatever the form says", () => {
    const rows = of(["11", "11"], { by: "box", x: 0, y: 9 });
    assertEquals([rows[4], rows[5]], [
      [255, 255, 0, 0, 0, 0],
      [255, 255, 0, 0, 0, 0],
    ]);
  });
});
