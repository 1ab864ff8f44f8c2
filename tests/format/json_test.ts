import { assertEquals, assertThrows } from "@std/assert";
import { parseJson } from "../../lib/format/json.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Lists nested to this number of levels. */
const nested = (levels: number) =>
  "[".repeat(levels - 1) + "[]" + "]".repeat(levels - 1);

Deno.test("parseJson() accepts at most 64 levels, with any number of lists per level", () => {
  for (
    const text of [
      nested(64),
      `[${nested(63)}, ${nested(63)}]`,
      `{"a": ${nested(63)}, "b": ${nested(63)}}`,
      `["${"[".repeat(100)}", "\\"${"{".repeat(100)}"]`, // brackets in a text are not levels
    ]
  ) {
    assertEquals(parseJson(bytes(text)), JSON.parse(text));
  }
  for (const text of [nested(65), `{"a": ${nested(64)}}`]) {
    const must = "must have at most 64 levels of nesting: found more levels";
    assertThrows(() => parseJson(bytes(text)), SyntaxError, must);
  }
});

Deno.test("parseJson() accepts at most 2^23 values", () => {
  const zeros = (count: number) => bytes(`[${"0,".repeat(count - 1)}0]`);
  const most = 2 ** 23 - 1; // the list itself is one value
  assertEquals((parseJson(zeros(most)) as number[]).length, most);
  const must = "must have at most 8388608 values: found more values";
  assertThrows(() => parseJson(zeros(most + 1)), SyntaxError, must);
});

Deno.test("parseJson() refuses text that is not JSON", () => {
  for (const text of ["", "{", "[1,]", "'a'", "NaN", '"a', '"\\']) {
    const must = "must be JSON: found other text";
    assertThrows(() => parseJson(bytes(text)), SyntaxError, must);
  }
  const latin = Uint8Array.of(0x22, 0xe9, 0x22); // "é", but not in UTF-8
  assertThrows(() => parseJson(latin), SyntaxError, "must be JSON");
});
