import { assertEquals } from "@std/assert";
import { accepts } from "../../lib/spec/_fits.ts";
import { anySchema } from "../../lib/spec/schema.ts";

Deno.test("accepts() is true if a list starts like layers, in full or in short form", () => {
  const { of } = anySchema.fields.layers;
  const cases: [value: unknown, is: boolean][] = [
    [[{ units: 3 }], true],
    [[3], true], // short for { units: 3 }
    [["flatten"], true],
    [[3, true], true], // only the first layer is checked here
    [[true, 3], false],
    [[true], false],
    [[], false],
    [3, false],
    ["flatten", false],
  ];
  for (const [value, is] of cases) {
    assertEquals(accepts(of, value), is, JSON.stringify(value));
  }
});
