import { assertEquals } from "@std/assert";
import { printable } from "../../lib/report/printable.ts";

Deno.test("printable() removes control characters that a terminal would interpret", async (t) => {
  for (
    const [name, text, expected] of [
      ["plain text", "as in the 4.7 % row", "as in the 4.7 % row"],
      ["other scripts and emoji", "手書き数字 é 🙂", "手書き数字 é 🙂"],
      ["an escape sequence", "a\x1b[2Jb", "a[2Jb"],
      ["an operating system command", "\x1b]0;title\x07x", "]0;titlex"],
      ["its one-byte form (C1)", "a\x9b31mb", "a31mb"],
      ["delete and null", "a\x7fb\0c", "abc"],
      ["marks that turn writing around", "a\u202eb\u2066c\u200fd", "abcd"],
      ["lines and tabs", " one\r\n\ttwo\u2028three\n", "one two three"],
      ["half of a surrogate pair", "a\ud800b", "a\ufffdb"],
    ]
  ) {
    await t.step(name, () => assertEquals(printable(text), expected));
  }
});
