import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { inspectTable, lookAtTable } from "../../lib/dataset/mod.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { withTables } from "./_tables.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** A table with a first line and `rows` rows. */
function table(first: string, row: (r: number) => string, rows = 12): string {
  return [first, ...Array.from({ length: rows }, (_, r) => row(r)), ""]
    .join("\n");
}

const kind = (r: number) => ["ham", "spam"][r % 2];

withTables(
  "a file without a header line is refused, and the message suggests a line to add",
  async (load, t) => {
    const cases: [name: string, csv: string, found: string, line: string][] = [
      [
        "only numbers",
        table("5.1,3.5,0.2", (r) => `${r}.5,${r + 1},0.${r}`),
        '"5.1", "3.5", "0.2"',
        "x1,x2,x3",
      ],
      [
        "numbers, and a class that also occurs in the rows",
        table("5.1;3.5;ham", (r) => `${r}.5;${r + 1};${kind(r)}`),
        '"5.1", "3.5", "ham"',
        "x1;x2;x3",
      ],
      [
        "mostly numbers, and a name that occurs once",
        table("5.1,3.5,Tom", (r) => `${r}.5,${r + 1},T${r}`),
        '"5.1", "3.5", "Tom"',
        "x1,x2,x3",
      ],
      [
        "words that occur in at least 2 rows on average",
        table(
          "red,ham,big",
          (r) =>
            `${["red", "blue"][r % 2]},${kind(r)},${
              ["big", "small"][r % 3 % 2]
            }`,
        ),
        '"red", "ham", "big"',
        "x1,x2,x3",
      ],
      [
        "dates and numbers",
        table("2026-01-01,7", (r) => `2026-01-${10 + r},${2 * r}`),
        '"2026-01-01", "7"',
        "x1,x2",
      ],
      [
        "whole numbers with gaps",
        table("3,9,27,81", (r) => `${r},${2 * r},${3 * r},${r % 5}`),
        '"3", "9", "27", "81"',
        "x1,x2,x3,x4",
      ],
      [
        "numbers with more gaps than numbers",
        table("1.5,kind", (r) => `${r % 3 ? "" : r},${kind(r)}`),
        '"1.5", "kind"',
        "x1,x2",
      ],
      [
        "ten columns",
        table(
          "9,1,2,3,4,5,6,7,8,10",
          (r) => `${r},1,2,3,4,5,6,7,8,${r}`,
        ),
        "and 2 more",
        "x1,x2,x3,x4,x5,x6,x7,x8,...",
      ],
    ];
    for (const [name, csv, found, line] of cases) {
      await t.step(name, async () => {
        const [label] = csv.split("\n")[0].split(/[,;]/).slice(-1);
        for (
          const read of [
            () => load(csv, { label }),
            () => load(csv, { label: "kind" }),
            () => lookAtTable(bytes(csv), "t.csv"),
            () => inspectTable(bytes(csv), "t.csv", [label]),
          ]
        ) {
          const { message } = await assertRejects(read, DatasetError);
          assertStringIncludes(
            message,
            "t.csv:1: must be a header line with the names of the columns: found",
          );
          assertStringIncludes(message, found);
          assertStringIncludes(
            message,
            `which look like a row of values; add a header line, such as ${line}`,
          );
          assertEquals(message.split("\n").length, 1);
        }
      });
    }
    await t.step("two equal cells", async () => {
      for (
        const csv of [
          table("0,0,0,ham", (r) => `${r},${r},${r},${kind(r)}`),
          table("p,x,x", (r) => `${"pq"[r % 2]},${"xy"[r % 2]},x`),
        ]
      ) {
        const { message } = await assertRejects(() => load(csv), DatasetError);
        assertStringIncludes(
          message,
          "a different name for each column: found",
        );
        assertStringIncludes(
          message,
          "; if the file has no header line, add one, such as x1,x2,x3",
        );
      }
    });
  },
);

withTables(
  "column names may be consecutive numbers, and words that also occur in cells",
  async (load, t) => {
    const pixels = Array.from({ length: 784 }, (_, c) => `${c}`);
    const cases: [name: string, csv: string, notes: string[]][] = [
      [
        "pixels",
        table(
          ["kind", ...pixels].join(),
          (r) => [kind(r), ...pixels.map((p) => (Number(p) * r) % 256)].join(),
        ),
        [],
      ],
      [
        "pixels from 1, as in MATLAB",
        table(
          "1,2,3,4,kind",
          (r) => `${r},${r % 3},${r % 5},${r % 7},${kind(r)}`,
        ),
        [],
      ],
      [
        "years",
        table(
          "2019,2020,2021,kind",
          (r) => `${r},${r % 3},${r % 5},${kind(r)}`,
        ),
        [],
      ],
      [
        "years with gaps, the last first",
        table(
          "2020,2010,2000,kind",
          (r) => `${r},${r % 3},${r % 5},${kind(r)}`,
        ),
        [],
      ],
      [
        "one year, with a note",
        table("2019,kind", (r) => `${r},${kind(r)}`),
        [
          '"2019" are read as names of columns; if they are values, add a header line, such as x1,x2',
        ],
      ],
      [
        "a name that is also a cell, in two columns",
        table("ham,kind", (r) => `${kind(r)},${"xyz"[r % 3]}`),
        [],
      ],
      [
        "a name that is also a cell",
        table("a,ham,kind", (r) => `${r},${kind(r)},${kind(r)}`),
        [],
      ],
    ];
    for (const [name, csv, notes] of cases) {
      await t.step(name, async () => {
        const data = await load(csv);
        assertEquals(data.train.inputs.rows, 12);
        const said = data.notes?.filter((note) => note.includes("names of"));
        assertEquals(said, notes);
      });
    }
    await t.step("a repeated header line is not a value", async () => {
      const csv = table("a,b,kind", (r) => r === 5 ? "a,b,kind" : `${r},2,x`);
      await assertRejects(
        () => load(csv),
        DatasetError,
        't.csv:7: must have a number (11 of 12 rows have a number) in column 1, a: found "a"',
      );
    });
  },
);

withTables(
  "a last row with totals is refused",
  async (load, t) => {
    const rows = (last: string, first = "a,b,kind") =>
      table(first, (r) => `${r},${r % 5},${kind(r)}`) + last;
    const cases = [
      ["Total,24,", "Total"],
      [",24,TOTAL:", "TOTAL:"],
      ["Grand Total,24,", "Grand Total"],
      ["5.5,2,Average", "Average"],
      ["Summe;", "Summe", "a;kind"],
      [",,Total: 12", "Total: 12"],
    ];
    for (const [last, cell, first] of cases) {
      await t.step(last, async () => {
        const csv = first
          ? table(first, (r) => `${r};${kind(r)}`) + last
          : rows(last);
        for (
          const read of [
            () => load(csv),
            () => load(csv, { columns: { a: "names" } }),
            () => lookAtTable(bytes(csv), "t.csv"),
            () => inspectTable(bytes(csv), "t.csv", ["kind"]),
          ]
        ) {
          await assertRejects(
            read,
            DatasetError,
            `t.csv:14: must be a row of data: found "${cell}", which looks like a total of the rows above; delete the line`,
          );
        }
      });
    }
    await t.step("rows that are not totals", async () => {
      const text = table(
        "a,b,kind",
        (r) => `${r},${["x", "total"][r % 2]},${kind(r)}`,
      );
      const { train } = await load(
        text + "5,total,\n".replace(",\n", ",ham\n"),
      );
      assertEquals(train.inputs.rows, 13);
      const names = await load(rows("5,2,Totally\n"));
      assertEquals(names.classes, ["Totally", "ham", "spam"]);
      const two = await load(
        table("a,b,kind", (r) => `${r},${"pq"[r % 2]},${kind(r)}`) +
          "5,total,ham\n",
      );
      assertEquals(two.train.inputs.rows, 13); // the row has a class, so it is data
    });
  },
);
