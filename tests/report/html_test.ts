import { assertEquals } from "@std/assert";
import { markup } from "../../lib/report/html.ts";

Deno.test("markup`` removes control characters from inserted text", () => {
  const cases: [text: string, html: string][] = [
    ["a\x1b]0;t\x07b", "a\uFFFD]0;t\uFFFDb"],
    ["\x7f\x80\x9f\xa0", "\uFFFD\uFFFD\uFFFD\xa0"],
    ["a\r\nb\tc", "a\uFFFD\nb\tc"],
    ["a\u202eb\u2066c\u200fd", "a\uFFFDb\uFFFDc\uFFFDd"],
    ["\0<\ud800>\uFFFE", "\uFFFD&lt;\uFFFD&gt;\uFFFD"],
    ["Größe 层 😀 ~", "Größe 层 😀 ~"],
  ];
  for (const [text, html] of cases) assertEquals(markup`${text}`.source, html);
});
