import { assertEquals } from "@std/assert";
import {
  brief,
  excerpt,
  inline,
  listed,
  nameText,
  thousands,
  visible,
} from "../../lib/spec/_excerpt.ts";

/** Registers a test that calls a function with each value. */
function table<T>(
  name: string,
  of: (value: T) => unknown,
  cases: readonly (readonly [value: T, expected: unknown])[],
): void {
  Deno.test(name, async (t) => {
    for (const [value, expected] of cases) {
      await t.step(JSON.stringify(value) ?? "nothing", () => {
        assertEquals(of(value), expected);
      });
    }
  });
}

table("visible() escapes control characters", visible, [
  ["plain, größe 漢", "plain, größe 漢"],
  ["a\u001b[2Jb", "a\\u001b[2Jb"],
  ["a\nb\t", "a\\u000ab\\u0009"],
  ["\u202ea\u2028", "\\u202ea\\u2028"],
  ["\u200b\ufeff\u00ad", "\\u200b\\ufeff\\u00ad"],
]);

table("thousands() puts a comma before each group of three digits", thousands, [
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [999_999, "999,999"],
  [1_000_000, "1,000,000"],
]);

const sixty = "a".repeat(60), forty = "b".repeat(40);

table("nameText() returns at most 60 characters of a name", nameText, [
  ["a", "a"],
  [sixty, sixty],
  [`${sixty}b`, `${sixty}...`],
  ["a\n", "a\\u000a"],
]);

table(
  "brief() returns a scalar, 40 characters of a text, or up to 8 numbers",
  brief,
  [
    [undefined, "nothing"],
    [null, "nothing"],
    ["", '""'],
    [forty, `"${forty}"`],
    [`${forty}c`, `"${forty}..."`],
    [[1, 2, 3, 4, 5, 6, 7, 8], "[1, 2, 3, 4, 5, 6, 7, 8]"],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9], "a list of 9 items"],
    [["a"], "a list of 1 item"],
    [[1, "a"], "a list of 2 items"],
    [[], "[]"],
    [{}, "a mapping"],
    [() => 1, "a function"],
    [true, "true"],
    [1.5, "1.5"],
  ],
);

table(
  "inline() returns YAML on one line, with quotes only where they are necessary",
  inline,
  [
    ["relu", "relu"],
    ["two words", "two words"],
    ["a-b_2", "a-b_2"],
    ["2a", '"2a"'],
    ["a: b", '"a: b"'],
    ["", '""'],
    ["True", '"True"'],
    ["null", '"null"'],
    ["nullable", "nullable"],
    ["a ", '"a "'],
    [[1, "a", ["b c"]], "[1, a, [b c]]"],
    [true, "true"],
    [null, "null"],
    [{ type: "step", rate: 1 }, '{"type":"step","rate":1}'],
    [[{ toString: 1 }], '[{"toString":1}]'],
  ],
);

Deno.test("listed() returns eight words, and counts the others", () => {
  const words = [..."abcdefghij"];
  assertEquals(listed([]), "");
  assertEquals(listed(words.slice(0, 8)), "a, b, c, d, e, f, g, h");
  assertEquals(listed(words.slice(0, 9)), "a, b, c, d, e, f, g, h and 1 more");
  assertEquals(listed(words, 2, "; "), "a; b and 8 more");
  assertEquals(listed(words.slice(0, 2), 2, "; "), "a; b");
});

Deno.test("excerpt() shows a line of 100 characters completely, and of a longer line 50 characters before the position", () => {
  const of = (length: number, column: number, marked = 1) =>
    excerpt("abcdefghij".repeat(20).slice(0, length), 12, column, marked);
  assertEquals(of(10, 3, 2), ["  12 | abcdefghij", "     |   ^^"]);
  assertEquals(of(10, 1), ["  12 | abcdefghij", "     | ^"]);
  assertEquals(of(10, 10, 5), [
    "  12 | abcdefghij",
    `     | ${" ".repeat(9)}^`,
  ]);
  const [whole, at] = of(100, 100);
  assertEquals([whole.length, at.length], [7 + 100, 7 + 100]);
  const [cut, place] = of(101, 61); // starts at column 11
  assertEquals(cut, `  12 | ${"abcdefghij".repeat(9)}a`);
  assertEquals(place, `     | ${" ".repeat(50)}^`);
  const [start, first] = of(200, 51); // the line starts at column 1
  assertEquals(start.length, 7 + 100);
  assertEquals(first, `     | ${" ".repeat(50)}^`);
  const [next, second] = of(200, 52);
  assertEquals(next.slice(7, 12), "bcdef");
  assertEquals(second, first);
  // characters with a width of two columns, or zero columns
  assertEquals(excerpt("漢a", 1, 2, 1), ["  1 | 漢a", "    |   ^"]);
  assertEquals(excerpt("e\u0301a", 1, 3, 1), ["  1 | e\u0301a", "    |  ^"]);
  assertEquals(excerpt("漢a", 1, 1, 2), ["  1 | 漢a", "    | ^^^"]);
  assertEquals(excerpt("a\tb\u0007", 1, 3, 1), [
    "  1 | a b\ufffd",
    "    |   ^",
  ]);
});
