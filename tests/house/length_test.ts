import { assertEquals } from "@std/assert";
import { librarySources, readable, unlessReadable } from "./_tree.ts";

Deno.test({
  name: `no file of lib/ is over 300 lines${unlessReadable}`,
  ignore: !readable,
  fn() {
    const long = librarySources()
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n") }))
      .filter(({ lines }) => lines.length > 300)
      .map(({ path, lines }) => `${path}: ${lines.length} lines`);
    assertEquals(long, []);
  },
});
