import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { readTable } from "../../lib/format/csv.ts";
import type { TableFormat } from "../../lib/format/delimited.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { gzip } from "../dataset/_fixture.ts";

/** The names and rows of a table, and the line number of each row. */
async function tableOf(
  content: string | Uint8Array,
  format?: TableFormat,
): Promise<{ names: readonly string[]; rows: string[][]; lines: number[] }> {
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  const table = await readTable(bytes, "t.csv", format);
  const all = Array.from({ length: table.rows }, (_, r) => r);
  return {
    names: table.names,
    rows: all.map((r) => table.names.map((_, c) => table.cell(r, c))),
    lines: all.map((r) => table.line(r)),
  };
}

/** Text in UTF-16. */
function utf16(text: string, isBig: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) {
    view.setUint16(2 * i, text.charCodeAt(i), !isBig);
  }
  return bytes;
}

const plain = { names: ["x", "kind"], rows: [["0.25", "a"], ["2.42", "b"]] };

Deno.test("readTable() reads the formats of other programs as the same table", async (t) => {
  const written: [name: string, text: string][] = [
    ["plain", "x,kind\n0.25,a\n2.42,b\n"],
    ["no line end at its end", "x,kind\n0.25,a\n2.42,b"],
    ["CR LF, empty lines", "\r\nx,kind\r\n\r\n0.25,a\r\n \r\n2.42,b\r\n"],
    ["CR alone", "x,kind\r0.25,a\r2.42,b\r"],
    ["a byte order mark", "\ufeffx,kind\n0.25,a\n2.42,b\n"],
    ["blanks around cells", " x , kind \n 0.25\t, a\n2.42 ,b \n"],
    ["quotes after blanks", 'x, "kind"\n0.25, "a" \n"2.42" ,b\n'],
    ["semicolons", "x;kind\n0.25;a\n2.42;b\n"],
    ["tabs", "x\tkind\n0.25\ta\n2.42\tb\n"],
    ["bars", "x|kind\n0.25|a\n2.42|b\n"],
    ["sep=, as Excel has it", "sep=;\r\nx;kind\r\n0.25;a\r\n2.42;b\r\n"],
    ["sep=, in quotes", '"sep=|"\nx|kind\n0.25|a\n2.42|b\n'],
    ["an empty line first", "\nx,kind\n0.25,a\n2.42,b\n"],
    ["a comment below an empty line", "\n# by hand\nx,kind\n0.25,a\n2.42,b\n"],
    ["comments above the names", "# by hand, 2026\n#\nx,kind\n0.25,a\n2.42,b"],
  ];
  for (const [name, text] of written) {
    await t.step(name, async () => {
      const { names, rows } = await tableOf(text);
      assertEquals({ names, rows }, plain);
    });
  }
});

Deno.test("readTable() normalizes names to NFC, and finds names in any form", async () => {
  const text = "größe,kind\n1,a\n".normalize("NFD");
  const table = await readTable(new TextEncoder().encode(text), "t.csv");
  assertEquals(table.names, ["größe".normalize("NFC"), "kind"]);
  for (const form of ["NFC", "NFD"]) {
    assertEquals(table.columnOf(" größe ".normalize(form)), 0);
  }
});

Deno.test("readTable() detects the separator from the header line and the rows below it", async (t) => {
  const cases: [text: string, names: string[]][] = [
    ["size, cm;y;kind\n0,25;-0,42;a\n", ["size, cm", "y", "kind"]],
    ["a;b\n1,5;2,5\n", ["a", "b"]],
    ["a,b\n1;2,3;4\n", ["a", "b"]],
    ["name|note, long; really\nx|1\n", ["name", "note, long; really"]],
    ['"a;b;c",d\n1,2\n', ["a;b;c", "d"]],
    ["a\tb, and c\n\t\n1\t2\n", ["a", "b, and c"]],
    ["one\n1\n2\n", ["one"]],
  ];
  for (const [text, names] of cases) {
    await t.step(JSON.stringify(text), async () => {
      assertEquals((await tableOf(text)).names, names);
    });
  }
  await t.step("the separator of the spec has priority", async () => {
    const { names } = await tableOf("sep=,\na;b,c\n1;2,3\n", {
      separator: ";",
    });
    assertEquals(names, ["a", "b,c"]);
  });
});

Deno.test("readTable() has the line number of each row, also after quoted line breaks and empty lines", async () => {
  const text = '# note\n\na,b\n"x\ny",1\n\n"say ""so""",2\n3,"4"\n';
  const { rows, lines } = await tableOf(text);
  assertEquals(rows, [["x\ny", "1"], ['say "so"', "2"], ["3", "4"]]);
  assertEquals(lines, [4, 7, 8]);
});

Deno.test("readTable() refuses more cells than the memory limit allows, before it allocates memory", async () => {
  const text = "a,b\n" + "1,2\n".repeat(1000);
  await tableOf(text, { maxBytes: 8 * 3005 }); // 2,003 cells in 1,002 lines
  await assertRejects(
    () => tableOf(text, { maxBytes: 8 * 3005 - 1 }),
    DatasetError,
    "t.csv must take at most 24039 bytes of memory: found 24040 bytes for 2003 cells; raise the limit with --max-memory",
  );
});

Deno.test("readTable() reads the cells that were written, with any content", async () => {
  const cell = fc.string({ unit: fc.constantFrom(..."ab\n\r \",;\t|#'é1.") });
  await fc.assert(fc.asyncProperty(
    fc.integer({ min: 2, max: 4 }).chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 5,
      })
    ),
    fc.constantFrom(",", ";", "\t", "|"),
    fc.constantFrom("\n", "\r\n"),
    async (rows, separator, end) => {
      const names = rows[0].map((_, c) => `c${c}`);
      const quoted = [names, ...rows].map((row) =>
        row.map((text) => `"${text.replaceAll('"', '""')}"`).join(separator)
      );
      const found = await tableOf(quoted.join(end), { separator });
      assertEquals(found.names, names);
      assertEquals(
        found.rows,
        rows.map((row) => row.map((text) => text.trim())),
      );
    },
  ));
});

Deno.test("readTable() reads UTF-16 and Windows-1252 if the spec has this encoding, and gzip", async (t) => {
  const text = "größe;kind\n1;a\n2;b\n";
  const expected = await tableOf(text);
  assertEquals(expected.names, ["größe", "kind"]);
  for (const isBig of [false, true]) {
    for (const mark of ["\ufeff", ""]) {
      await t.step(`UTF-16 ${isBig} ${mark !== ""}`, async () => {
        const bytes = utf16(mark + text, isBig);
        assertEquals(await tableOf(bytes, { encoding: "utf-16" }), expected);
        const error = await assertRejects(() => tableOf(bytes), DatasetError);
        assertEquals(
          error.message,
          "t.csv must be a CSV file: found text in UTF-16; in dataset, write encoding: utf-16",
        );
      });
    }
  }
  await t.step("Windows-1252", async () => {
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
    assertEquals(
      await tableOf(bytes, { encoding: "windows-1252" }),
      expected,
    );
    const error = await assertRejects(() => tableOf(bytes), DatasetError);
    assertStringIncludes(error.message, "a byte that is not UTF-8 in line 1");
    assertStringIncludes(error.message, "write encoding: windows-1252");
  });
  await t.step("UTF-8 with another encoding in the spec", async () => {
    for (const encoding of ["windows-1252", "utf-16"] as const) {
      const error = await assertRejects(
        () => tableOf(text, { encoding }),
        DatasetError,
      );
      assertStringIncludes(
        error.message,
        "remove the field encoding from dataset",
      );
    }
    const ascii = await tableOf("x,kind\n0.25,a\n2.42,b\n", {
      encoding: "windows-1252",
    });
    assertEquals(ascii.rows, plain.rows);
  });
  await t.step("gzip", async () => {
    const zipped = await gzip(new TextEncoder().encode(text));
    assertEquals(await tableOf(zipped), expected);
    const bomb = await gzip(new Uint8Array(2 ** 20).fill(65));
    const error = await assertRejects(
      () => tableOf(bomb, { maxBytes: 2 ** 16 }),
      DatasetError,
    );
    assertEquals(
      error.message,
      "t.csv must decompress to at most 65536 bytes: found more bytes; split the file into smaller files",
    );
    await assertRejects(
      () => tableOf(zipped.subarray(0, 20)),
      DatasetError,
      "t.csv: ",
    );
  });
});

Deno.test("readTable() names the format of a file that is not a CSV file", async (t) => {
  const binary = (...parts: (string | number)[]) =>
    Uint8Array.from(
      parts.flatMap((part) =>
        typeof part === "number"
          ? [part]
          : Array.from(part, (char) => char.charCodeAt(0))
      ),
    );
  const cases: [content: string | Uint8Array, kind: string][] = [
    [binary("PK", 3, 4, 20, 0), "an Excel workbook (.xlsx)"],
    [binary(0xd0, 0xcf, 0x11, 0xe0), "an Excel workbook (.xls)"],
    [binary("PAR1", 21, 0, 0), "a Parquet file"],
    [binary(0x89, "PNG\r\n"), "an image (PNG)"],
    [binary("a,b\n1,", 0, 0, "\n"), "a zero byte"],
    ["<!DOCTYPE html>\n<p>a,b</p>\n", "a web page (HTML)"],
    ['<?xml version="1.0"?>\n<a/>', "XML"],
    ['{"a": 1, "kind": "x"}\n{"a": 2, "kind": "y"}\n', "JSON lines"],
    ["[[1, 2], [3, 4]]", "JSON"],
    ['[\n  { "a": 1 }\n]', "JSON"],
  ];
  for (const [content, kind] of cases) {
    await t.step(kind, async () => {
      const error = await assertRejects(() => tableOf(content), DatasetError);
      assertStringIncludes(error.message, kind);
      assertEquals(error.files, ["t.csv"]);
    });
  }
});

Deno.test("readTable() refuses text without a header line", async (t) => {
  for (const text of ["", "\n", "# by hand", "sep=;\n", "\n\n# a\n", "  "]) {
    await t.step(JSON.stringify(text), async () => {
      const error = await assertRejects(() => tableOf(text), DatasetError);
      assertStringIncludes(error.message, "must have a header line");
    });
  }
});
