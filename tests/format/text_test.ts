import { assertEquals } from "@std/assert";
import { MOST_CHARACTERS } from "../../lib/format/text.ts";

Deno.test("the largest text is a string that JavaScript can hold", () => {
  assertEquals("x".repeat(MOST_CHARACTERS).length, MOST_CHARACTERS);
});
