/**
 * Tables in the forms that other programs write. They are read like the plain
 * table, or refused with the reason.
 *
 * @module
 */

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { readTable } from "../../lib/format/mod.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { withTables } from "../dataset/_tables.ts";

const PLAIN = "x,y,kind\n1,10,a\n2.5,20,b\n-3,30,a\n";

withTables(
  "tables in other forms are read like the plain table",
  async (load, t) => {
    const plain = await load(PLAIN);
    const forms: [csv: string, dataset?: Partial<CsvDataset>][] = [
      // spaces and quotes
      ["x, y, kind\n1, 10, a\n2.5, 20, b\n-3, 30, a\n"],
      ['"x" , "y" ,"kind "\n"1", "10" , "a"\n2.5,20,b\n-3,30, "a"\n'],
      ["\ufeffx\u00a0,\u00a0y,kind\t\r\n1,10,a\r\n2.5,20,b\r\n-3,30,a"],
      // separators at the end of lines, and lines with separators only
      ["x,y,kind,\n1,10,a,\n2.5,20,b,\n-3,30,a,\n"],
      ["x,y,kind\n1,10,a,,\n2.5,20,b,,\n-3,30,a,,\n,,,,\n,,\n"],
      ["x;y;kind;\n1;10;a\n2,5;20;b\n-3;30;a\n", { decimal: "," }],
      // other separators
      ["x;y;kind\n1;10;a\n2.5;20;b\n-3;30;a\n"],
      ["x\ty\tkind\n1\t10\ta\n2.5\t20\tb\n-3\t30\ta\n"],
      ["x|y|kind\n1|10|a\n2.5|20|b\n-3|30|a\n"],
      // lines above the header
      ["sep=;\nx;y;kind\n1;10;a\n2.5;20;b\n-3;30;a\n"],
      ['"sep=,",,\r\nx,y,kind\r\n1,10,a\r\n2.5,20,b\r\n-3,30,a\r\n'],
      ["SEP= \t\nx\ty\tkind\n1\t10\ta\n2.5\t20\tb\n-3\t30\ta\n"],
      [`# made by hand; 3 rows\n# x, in cm\n\n${PLAIN}`],
      [`\n  # one\nsep=,\n#two\n${PLAIN}`],
    ];
    for (const [csv, dataset] of forms) {
      await t.step(csv.slice(0, 40), async () => {
        const read = await load(csv, dataset);
        assertEquals(read.train, plain.train);
        assertEquals(read.classes, plain.classes);
        assertEquals(read.columns, plain.columns);
      });
    }
  },
);

withTables(
  "a text that is not such a table is refused with the reason",
  async (load, t) => {
    const cases: [csv: string, message: string, dataset?: object][] = [
      [
        "My measurements\nx,y,kind\n1,10,a\n2,20,b\n",
        't.csv:1: must have a name for each of the 3 columns of the rows below: found 1 names, "My measurements"; if this line is not the header, write # at the start of the line',
      ],
      [
        "% from Octave, 2026\nx,y,kind\n1,10,a\n2,20,b\n",
        't.csv:1: must have a name for each of the 3 columns of the rows below: found 2 names, "% from Octave", "2026"',
      ],
      [
        '"x","kind"\n"1",10,"a"\n"2",20,"b"\n', // R writes row names like this
        't.csv:1: must have a name for each of the 3 columns of the rows below: found 2 names, "x", "kind"',
      ],
      [
        "x,y,kind\n1,10,a\n# checked\n2,20,b\n",
        "t.csv:3: must have 3 columns, like the header in line 1: found 1 columns, and the row has no cell for column y; lines that begin with # are skipped only above the header",
      ],
      [
        "sep=;\nx,kind\n1,a\n",
        'found "x,kind"; columns are separated by ";", as dataset.separator or the line sep= at the start of the file says; correct the separator',
      ],
      [
        "x;kind\n1;a\n",
        'columns are separated by ",", as dataset.separator or the line sep= at the start of the file says; correct the separator',
        { separator: "," },
      ],
      ["x kind\n1 a\n", 'columns must be separated by ",", ";", a tab or "|"'],
      ["x:kind\n1:a\n", 'columns must be separated by ",", ";", a tab or "|"'],
      [
        "x\u200b,\u200bkind\n1,a\n", // invisible characters are escaped
        'found "x\\u200b", "\\u200bkind", did you mean "\\u200bkind"?',
      ],
      [
        "x,\u00e9,e\u0301,kind\n1,2,3,a\n",
        "as the name of column 2 and column 3; give one of the columns another name",
      ],
      ["| x | kind |\n|---|:--|\n| 1 | a |\n", "found a table in Markdown;"],
      ["@relation iris\n@data\n1,a\n", "found ARFF;"],
      [
        "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n",
        "found a Git LFS pointer instead of the file; to download the file, run git lfs pull",
      ],
      ['{"x": 1, "kind": "a"}\n', "found JSON lines;"],
    ];
    for (const [csv, message, dataset] of cases) {
      await t.step(message.slice(0, 60), async () => {
        const error = await assertRejects(
          () => load(csv, dataset),
          DatasetError,
        );
        assertStringIncludes(error.message, message);
      });
    }
  },
);

Deno.test("readTable() names the format of binary files and other encodings", async (t) => {
  const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
  const rest = "\x07".repeat(40);
  const cases: [bytes: string, found: string][] = [
    ["PK\x03\x04", "a zip file, such as an Excel workbook (.xlsx)"],
    ["PK\x05\x06", "an empty zip file"],
    ["PAR1", "a Parquet file"],
    ["BZh91AY", "a bzip2 file"],
    ["\xfd7zXZ\0", "an xz file"],
    ["\x28\xb5\x2f\xfd", "a Zstandard file"],
    ["FEA1", "a Feather file"],
    ["\x80\x04\x95", "a pickle file of Python"],
    ["\xff\xfe\0\0x\0\0\0", "text in UTF-32"],
    ["\xff\xfex\0,\0k\0", "text in UTF-16"],
    ["x,kind\n1,a\n2,b\n\0", "a zero byte, which does not occur in text"],
    ["x,kind\n1,caf\xe9\n", "a byte that is not UTF-8 in line 2"],
  ];
  for (const [text, found] of cases) {
    await t.step(found, async () => {
      await assertRejects(
        () => readTable(latin(text + rest), "t.csv"),
        DatasetError,
        `t.csv must be a CSV file: found ${found}; `,
      );
    });
  }
});
