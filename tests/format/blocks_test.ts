import { assert, assertEquals, assertRejects } from "@std/assert";
import { readTable, type Table, tableBlocks } from "../../lib/format/csv.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import type { TableFormat } from "../../lib/format/delimited.ts";
import { type Bytes, gzip } from "../dataset/_fixture.ts";
import { pieces } from "../dataset/_rows.ts";

/** 900 KiB of rows whose cells have quotes, separators and line breaks. */
const rows = Array.from({ length: 20_000 }, (_, r) => [
  `${r}`,
  r % 3 === 0 ? `"say ""${r}"",\nthen\r\n${"x".repeat(r % 50)}"` : `name ${r}`,
  r % 5 === 0 ? "" : "\u00e9t\u00e9",
]);

function text(separator: string, lineEnd: string): string {
  return [["n", "what", "when"], ...rows]
    .map((row) => row.join(separator)).join(lineEnd);
}

/**
 * The cells of a table with their line numbers, and the number of its blocks.
 */
async function cellsOf(tables: AsyncIterable<Table> | Iterable<Table>) {
  const cells: (string | number)[][] = [];
  let parts = 0;
  for await (const table of tables) {
    parts++;
    assertEquals(table.names, ["n", "what", "when"]);
    for (let r = 0; r < table.rows; r++) {
      cells.push([table.line(r), ...[0, 1, 2].map((c) => table.cell(r, c))]);
    }
  }
  return { cells, parts };
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) =>
  Uint8Array.from(text, (char) => char.charCodeAt(0));
const utf16 = (text: string) =>
  new Uint8Array(
    Uint16Array.from(`\ufeff${text}`, (char) => char.charCodeAt(0)).buffer,
  );

Deno.test("tableBlocks() reads the same table as readTable(), for chunks of any length", async (t) => {
  const forms: [name: string, bytes: Bytes, format?: TableFormat][] = [
    ["LF", utf8(text(",", "\n"))],
    ["CRLF and tabs", utf8(text("\t", "\r\n"))],
    ["UTF-16", utf16(text(";", "\n")), { encoding: "utf-16" }],
    ["Windows-1252", latin(text(",", "\n")), { encoding: "windows-1252" }],
    ["gzip", await gzip(utf8(text(",", "\n")))],
    ["comments and sep=", utf8(`# one\nsep=,\n${text(",", "\n")}`)],
    [
      "CR",
      utf8(text(",", "\r").replaceAll("\r\n", "\r").replaceAll("\n", " ")),
    ],
  ];
  for (const [name, bytes, format] of forms) {
    await t.step(name, async () => {
      const whole = await cellsOf([await readTable(bytes, "t.csv", format)]);
      assertEquals(whole.cells.length, 20_000);
      const expected = JSON.stringify(whole.cells);
      for (const length of [65_536, 9973]) {
        const blocks = tableBlocks(pieces(bytes, length), "t.csv", format);
        const { cells, parts } = await cellsOf(blocks);
        assertEquals(JSON.stringify(cells) === expected, true);
        assert(parts > 2, `${parts} parts`);
      }
    });
  }
});

Deno.test("readTable() distinguishes a zero byte from UTF-16 text, also in short files", async () => {
  const cases: [text: string, found: string][] = [
    ["a,b\n1\u0000,2\n3,4\n", "found a zero byte"],
    ["a,b\n1,\u00002\n3,4\n", "found a zero byte"],
    ["a\u0000,\u0000b\u0000\n\u0000", "found text in UTF-16"],
    ["\u0000a\u0000,\u0000b\u0000\n", "found text in UTF-16"],
  ];
  for (const [text, found] of cases) {
    await assertRejects(() => readTable(utf8(text), "t.csv"), Error, found);
  }
});

Deno.test("tableBlocks() reads the same table from chunks of a few bytes", async () => {
  const bytes = utf8('# a\nn,what,when\r\n1,"a ""b""\n,c",\r\n\r\n2,é,x');
  const whole = await cellsOf([await readTable(bytes, "t.csv")]);
  for (let length = 1; length < 9; length++) {
    const blocks = tableBlocks(pieces(bytes, length), "t.csv");
    assertEquals((await cellsOf(blocks)).cells, whole.cells);
  }
});

Deno.test("tableBlocks() refuses an error far into a file, and reports its line", async (t) => {
  const head = text(",", "\n"), { length } = head.split("\n");
  const cases: [name: string, end: Bytes, message: string][] = [
    [
      "a row too wide",
      utf8("\n1,2,3,4\n"),
      `t.csv:${
        length + 1
      }: must have 3 columns, like the header in line 1: found 4`,
    ],
    [
      "a quote in a cell",
      utf8('\n1,5" pipe,3\n'),
      `t.csv:${
        length + 1
      }: column 2 must have no quotes, or quotes around the whole cell`,
    ],
    [
      "a quote that never ends",
      utf8('\n1,"5,3\n'),
      `t.csv:${length + 1}: column 2 must have a closing quote`,
    ],
    [
      "a byte that is not UTF-8",
      Uint8Array.of(10, 49, 44, 0xe9, 44, 51, 10),
      `found a byte that is not UTF-8 in line ${length + 1}`,
    ],
  ];
  for (const [name, end, message] of cases) {
    await t.step(name, async () => {
      const bytes = new Uint8Array([...utf8(head), ...end]);
      await assertRejects(
        () => cellsOf(tableBlocks(pieces(bytes, 65_536), "t.csv")),
        DatasetError,
        message,
      );
    });
  }
});
