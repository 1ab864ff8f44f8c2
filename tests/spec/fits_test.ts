import { assertEquals } from "@std/assert";
import { accepts } from "../../lib/spec/_fits.ts";
import { anySchema } from "../../lib/spec/schema.ts";

Deno.test("accepts() takes for layers what begins as layers do, written out or short", () => {
  const { of } = anySchema.fields.layers;
  const cases: [value: unknown, is: boolean][] = [
    [[{ units: 3 }], true],
    [[3], true], // for { units: 3 }
    [["flatten"], true],
    [[3, true], true], // the rest is looked at later
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
