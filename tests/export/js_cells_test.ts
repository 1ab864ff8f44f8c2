import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { numberOf, secondsOf } from "../../lib/dataset/cells.ts";
import { cells } from "../../lib/export/js_cells.ts";

const text = await import(
  `data:text/javascript,${
    encodeURIComponent(`${cells}\nexport { numberOf, secondsOf };`)
  }`
);

const parts = [
  "1",
  "23",
  "456",
  ",",
  ".",
  " ",
  "-",
  "+",
  "$",
  "%",
  "e",
  "_",
  "'",
];
const cell = fc.array(fc.constantFrom(...parts), { maxLength: 8 })
  .map((all) => all.join(""));

Deno.test("numberOf() in exported modules reads every cell like numberOf() of the library", () => {
  const format = fc.record({
    decimal: fc.constantFrom(".", ","),
    thousands: fc.constantFrom("", ",", ".", " ", "'"),
    signs: fc.constantFrom([], ["$"], ["$", "%"]),
  });
  const numbers = new Set<number>();
  fc.assert(
    fc.property(cell, format, (cell, format) => {
      const found = numberOf(cell, format);
      numbers.add(found);
      assertEquals(text.numberOf(cell, format), found);
    }),
    { numRuns: 5000, seed: 1 },
  );
  assertEquals(numbers.size > 20, true); // not only NaN
});

Deno.test("secondsOf() in exported modules reads every date like secondsOf() of the library", () => {
  const dates = ["2026-11-28", "2026-02-30", "1969-12-31", "28/11/2026", ""];
  const times = [
    ...["", "T10:11", " 10:11:12.5Z", "T23:59:59+02:00", "T20:00-11:30"],
    ...["T00:00", "T24:00", "T19:60", "T10:11:60"],
  ];
  let right = 0;
  for (const date of dates) {
    for (const time of times) {
      const found = secondsOf(date + time);
      if (!Number.isNaN(found)) right++;
      assertEquals(text.secondsOf(date + time), found);
    }
  }
  assertEquals(right, 12);
});
