import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { recordsOf } from "../../lib/format/_records.ts";

const read = (text: string) =>
  recordsOf(text, ",", { file: "t.csv", at: 0, line: 1, maxBytes: 2 ** 30 });

Deno.test("raw() is the unchanged text of the first cells of a record, without CRs at the end of the line", () => {
  const records = read('a, "b,""c" ,d\r\n1,2\r\r\n\r3,4');
  assertEquals(records.raw(0, 2), 'a, "b,""c"');
  assertEquals(records.raw(0, 3), 'a, "b,""c" ,d');
  assertEquals(records.raw(1, 2), "1,2");
  assertEquals(records.raw(2, 2), "3,4");
});

Deno.test("records use at most the allowed memory", () => {
  const text = "a,b\n1,2\n"; // two line feeds and two commas: 8 x (5 + 3) bytes
  const place = { file: "t.csv", at: 0, line: 1 };
  assertEquals(recordsOf(text, ",", { ...place, maxBytes: 64 }).count, 2);
  assertThrows(
    () => recordsOf(text, ",", { ...place, maxBytes: 63 }),
    DatasetError,
    "t.csv must take at most 63 bytes of memory: found 64 bytes for 5 cells",
  );
});

Deno.test("records with cells of 200,000 characters are read within 2 s", async (t) => {
  for (const part of ["\r", " ", "\t\r", '""', "\u00a0", "1\r"]) {
    await t.step(JSON.stringify(part), () => {
      const inner = part.repeat(200_000 / part.length);
      const quote = part === '""' ? '"' : "";
      const cell = `${quote}a${inner}b${quote}`;
      const began = performance.now();
      const records = read(`${cell},1\n`);
      assertEquals(records.raw(0, 2), `${cell},1`);
      assertEquals(records.width(0), 2);
      assert(records.cell(0, 0).startsWith("a"));
      assert(performance.now() - began < 2000);
    });
  }
});
