import { assertEquals } from "@std/assert";
import { isSetAlready } from "../../lib/image/fit.ts";
import type { DrawnForm } from "../../lib/image/form.ts";
import { findInk } from "../../lib/image/ink.ts";

/**
 * Whether a light box of 10 x 20 on a dark square has the position and size of
 * a form.
 */
function isSet(
  [left, top]: readonly [number, number],
  center: DrawnForm["center"],
  box: DrawnForm["box"] = [20, 20],
  side = 28,
): boolean {
  const size = { width: side, height: side };
  const data = new Uint8ClampedArray(4 * side * side);
  for (let y = top; y < top + 20; y++) {
    data.fill(255, 4 * (side * y + left), 4 * (side * y + left + 10));
  }
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  const image = { ...size, data };
  const ink = { by: "stroke", amount: 2 } as const;
  return isSetAlready(image, findInk(image)!, size, { box, center, ink });
}

Deno.test("isSetAlready() is true for a drawing of the right size with its center within 5 % of the image", () => {
  for (const by of ["box", "mass"] as const) {
    // the center of the box is at 7 and 14; 5 % of 28 is 1.4
    const at = (x: number, y: number) => isSet([2, 4], { by, x, y });
    assertEquals([at(7, 14), at(8.3, 14), at(7, 12.7)], [true, true, true]);
    assertEquals([at(8.5, 14), at(7, 15.5), at(14, 14)], [false, false, false]);
  }
  const center = { by: "box", x: 7, y: 14 } as const;
  assertEquals(isSet([2, 4], center, [20, 24]), false); // 20 is less than 0.85 x 24
  assertEquals(isSet([2, 4], center, [20, 18]), false); // 20 is over 18 + 1
  assertEquals(isSet([2, 4], center, [20, 19]), true);
});

Deno.test("isSetAlready() allows 1 pixel of distance in small images, and a drawing larger by 1 pixel", () => {
  // 5 % of 20 is 1; the center is at 7 and 10
  const at = (x: number, y: number) =>
    isSet([2, 0], { by: "box", x, y }, [20, 20], 20);
  assertEquals(
    [at(8, 10), at(6, 10), at(7, 11), at(7, 9)],
    Array(4).fill(true),
  );
  const more = 1 + 1 / 64;
  assertEquals(
    [at(7 + more, 10), at(7 - more, 10), at(7, 10 + more), at(7, 10 - more)],
    Array(4).fill(false),
  );
  const center = { by: "box", x: 7, y: 14 } as const;
  assertEquals(isSet([2, 4], center, [9, 20]), true); // 10 is 9 + 1
  assertEquals(isSet([2, 4], center, [8, 20]), false);
});
