import { assertEquals } from "@std/assert";
import { MOST_CHARACTERS } from "../../lib/format/text.ts";

Deno.test("MOST_CHARACTERS is not above the limit of JavaScript strings", () => {
  assertEquals("x".repeat(MOST_CHARACTERS).length, MOST_CHARACTERS);
});
