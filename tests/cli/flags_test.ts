import { assertEquals, assertThrows } from "@std/assert";
import { readFlags, UsageError } from "../../lib/cli/flags.ts";

const known = { text: ["out", "data"], plain: ["json"], operands: 1 };

Deno.test("readFlags() reads flags with and without a value, and operands", () => {
  const flags = readFlags(["--out", "a", "x", "--json", "--data=b=c"], known);
  assertEquals([flags.text("out"), flags.text("data")], ["a", "b=c"]);
  assertEquals([flags.has("json"), flags.operands], [true, ["x"]]);
  assertEquals(readFlags([], known).text("out"), undefined);
});

Deno.test("readFlags() refuses a flag without its value", () => {
  for (const args of [["--out="], ["--out", ""], ["x", "--data="]]) {
    const must = "must have a value: found no value";
    assertThrows(() => readFlags(args, known), UsageError, must);
  }
});

Deno.test("readFlags() refuses unknown flags, a value for a flag without one, and extra operands", () => {
  const cases: [args: string[], message: string][] = [
    [["--oud", "a"], "--oud"],
    [["--json=yes"], "--json must have no value: found yes"],
    [
      ["a", "b"],
      "at most 1 argument is allowed, not counting flags: found also b",
    ],
  ];
  for (const [args, message] of cases) {
    assertThrows(() => readFlags(args, known), UsageError, message);
  }
});
