import { assertEquals } from "@std/assert";
import { librarySources } from "./_tree.ts";
import { needing, READ } from "../_needing.ts";

Deno.test({
  ...needing("no file of lib/ is over 300 lines", READ),
  fn() {
    const long = librarySources()
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n") }))
      .filter(({ lines }) => lines.length > 300)
      .map(({ path, lines }) => `${path}: ${lines.length} lines`);
    assertEquals(long, []);
  },
});
