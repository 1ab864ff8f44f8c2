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

/** A form with a size of drawings and an amount of ink. */
function form(
  box: [width: number, height: number],
  ink: DrawnForm["ink"],
  center: DrawnForm["center"] = { by: "box", x: 4, y: 4 },
): DrawnForm {
  return { box, center, ink };
}

Deno.test("scaled() gives each new pixel the mean of the covered pixels", async (t) => {
  const plane = planeOf("01.", "23."); // 0 1 0 over 2 3 0
  await t.step("half the width and height", () => {
    // the left half covers the first column and half of the second
    const { values } = scaled(plane, 2, 1);
    assertAlmostEquals(values[0], (0 + 2 + (1 + 3) / 2) / 3, 1e-12);
    assertAlmostEquals(values[1], ((1 + 3) / 2 + 0) / 3, 1e-12);
  });
  await t.step("twice the width and height", () => {
    assertEquals(textOf(scaled(plane, 6, 4)), [
      "0011..".replaceAll(".", "0"),
      "001100",
      "223300",
      "223300",
    ]);
  });
  await t.step("the same size", () => {
    assertEquals(scaled(plane, 3, 2), plane);
  });
});

Deno.test("trimmed() removes empty rows and columns at the edges", async (t) => {
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
  await t.step("ink below 0.1 does not count", () => {
    const values = Float64Array.of(0.09, 0.1, 0.09);
    const { width, values: kept } = trimmed({ width: 3, height: 1, values });
    assertEquals([width, ...kept], [1, 0.1]);
  });
});

Deno.test("thickened() dilates or erodes ink by a distance, and trims the result", async (t) => {
  await t.step("by 1: a plus shape around each pixel", () => {
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
  await t.step("by -1: only pixels with ink on all four sides remain", () => {
    const plane = planeOf("1111", "1111", "1111");
    assertEquals(textOf(thickened(plane, -1)), ["11"]);
  });
  await t.step("the larger value of ink remains", () => {
    assertEquals(textOf(thickened(planeOf("1.2"), 1)), [
      "01020",
      "11222",
      "01020",
    ]);
  });
});

Deno.test("sheared() moves the leftmost ink of the last row below that of the first row", async (t) => {
  await t.step("shear of a drawing that leans to the right", () => { // each row starts one pixel further left
    const plane = planeOf("...1", "..1.", ".1..", "1...");
    assertEquals(textOf(sheared(plane)), ["1", "1", "1", "1"]);
  });
  await t.step("shear of a drawing that leans to the left", () => {
    const plane = planeOf("1...", ".1..", "..1.", "...1");
    assertEquals(textOf(sheared(plane)), ["1", "1", "1", "1"]);
  });
  await t.step(
    "shear by half pixels: ink is divided between two columns",
    () => {
      const { width, values } = sheared(planeOf("1.", "1.", ".1"));
      assertEquals([width, ...values], [2, 0, 1, 0.5, 0.5, 0, 1]);
    },
  );
  await t.step("upright ink does not change", () => {
    const plane = planeOf("1.1", "1.1");
    assertEquals(sheared(plane), plane);
  });
});

Deno.test("asThick() fills the box, with the nearest possible amount of ink", async (t) => {
  await t.step(
    "a larger drawing is scaled with a constant aspect ratio",
    () => {
      const plane = planeOf(...Array(8).fill("1111")); // 4 x 8 in 4 x 4: 2 x 4
      const { width, height } = asThick(
        plane,
        form([4, 4], { by: "mass", amount: 8 }),
      );
      assertEquals([width, height], [2, 4]);
    },
  );
  await t.step(
    "the stroke of a drawing that is not larger than the box changes by whole pixels",
    () => {
      // The line has 7 pixels of ink. One pixel more on all sides makes it 3 x
      // 9 without corners: 23 pixels. Scaled to 7 rows, it is 2 x 7 with 23 x
      // 14 / 27 = 11.9 pixels of ink, which is nearer to 10.
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
  await t.step(
    "the stroke becomes thicker until the next step is not nearer",
    () => {
      const line = planeOf("1", "1", "1", "1", "1", "1", "1");
      const found = asThick(line, form([7, 7], { by: "stroke", amount: 3 }));
      assertEquals(found.height, 7);
      assertEquals(found.width > 1, true);
    },
  );
  await t.step("the stroke becomes thinner", () => {
    const block = planeOf(...Array(5).fill("11111")); // 25 pixels of ink
    const found = asThick(block, form([5, 5], { by: "mass", amount: 5 }));
    assertEquals(found.width, 5); // 3 x 3 pixels remain, scaled to the box
  });
});

Deno.test("drawInk() places the center as in the form", async (t) => {
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
  await t.step("center of the bounding box", () => {
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
  await t.step("center of mass, weighted by the ink of each pixel", () => {
    // for 3 and 1 side by side, the center of mass is 0.75 from the left and 1
    // from the top
    const rows = of(["31", "31"], { by: "mass", x: 2.75, y: 3 });
    assertEquals(rows[2], [0, 0, 255, 85, 0, 0]);
    assertEquals(rows.flat().filter((pixel) => pixel > 0).length, 4);
  });
  await t.step("the drawing stays inside the image for any center", () => {
    const rows = of(["11", "11"], { by: "box", x: 0, y: 9 });
    assertEquals([rows[4], rows[5]], [
      [255, 255, 0, 0, 0, 0],
      [255, 255, 0, 0, 0, 0],
    ]);
  });
});
