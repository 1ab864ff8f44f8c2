import { assert, assertEquals } from "@std/assert";
import { alikes } from "../../lib/dataset/names.ts";

Deno.test("alikes() finds names that differ only in case, spaces, hyphens, periods at the end and forms of numbers", () => {
  assertEquals(
    alikes(["Rd.", "rd", "a b", "A-b", "a.b", "1", "1.0", "c..", "C", "d"]),
    [["Rd.", "rd"], ["a b", "A-b"], ["1", "1.0"], ["c..", "C"]],
  );
});

Deno.test("alikes() compares names of 200,000 characters within 2 s", async (t) => {
  for (const part of [".", "-", " .", ". ", "_", "\u00ad", "1."]) {
    await t.step(JSON.stringify(part), () => {
      const name = `${part.repeat(200_000 / part.length)}x`;
      const began = performance.now();
      alikes([name, `${name}.`]);
      assert(performance.now() - began < 2000);
    });
  }
});
