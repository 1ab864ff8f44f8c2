/**
 * Columns that could be numbers, dates or codes. They are read correctly with a
 * note, or refused with the suggested fields. They are not read as names unless
 * the spec says so.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { withTables } from "../dataset/_tables.ts";
import { column, numbers, refused } from "./_cells.ts";

type Case = [
  cells: string[],
  fix: string,
  dataset: Partial<CsvDataset>,
  expected: number[],
];

const signs = (number: string) => ({ columns: { a: { number } } });

withTables(
  "currency amounts and percentages are refused, and the message suggests the fields that read them",
  async (load, t) => {
    const cases: Case[] = [
      [
        ["$1,304.62", "$15.10", "$2,000.00"],
        'thousands: "," and columns: { a: { number: "$" } }',
        { thousands: ",", ...signs("$") },
        [1304.62, 15.1, 2000],
      ],
      [["14.5%", "40.0%", "0%"], 'number: "%"', signs("%"), [0.145, 0.4, 0]],
      [
        ["1.304,62 €", "15,00 €", "-7,50 €"],
        'decimal: "," and thousands: "." and columns: { a: { number: "€" } }',
        { decimal: ",", thousands: ".", ...signs("€") },
        [1304.62, 15, -7.5],
      ],
      [["£12", "£13", "£7"], 'number: "£"', signs("£"), [12, 13, 7]],
      [["¥1304", "¥15"], 'number: "¥"', signs("¥"), [1304, 15]],
      [["USD 12.50", "USD 9"], 'number: "USD"', signs("USD"), [12.5, 9]],
      [
        ["CHF 1'304.50", "CHF 15.00"],
        `thousands: "'" and columns: { a: { number: "CHF" } }`,
        { thousands: "'", ...signs("CHF") },
        [1304.5, 15],
      ],
      [
        ["12,50 kr", "7 kr"],
        'decimal: "," and columns: { a: { number: "kr" } }',
        { decimal: ",", ...signs("kr") },
        [12.5, 7],
      ],
      [
        ["R$ 1.304,62", "R$ 15,00"],
        'number: "R$"',
        { decimal: ",", thousands: ".", ...signs("R$") },
        [1304.62, 15],
      ],
      [["12‰", "7‰"], 'number: "‰"', signs("‰"), [12, 7]],
    ];
    for (const [cells, fix, dataset, expected] of cases) {
      await t.step(cells[0], async () => {
        const words = ["t.csv:2: must have a number in column 1, a", fix];
        await refused(load, cells, words);
        await numbers(load, cells, expected, dataset);
        // a column that is declared as numbers gets the same suggestion
        await refused(load, cells, words, { columns: { a: "number" } });
      });
    }
  },
);

withTables(
  "thousands separators and decimal commas are refused, and the message suggests the fields that read them",
  async (load, t) => {
    const cases: Case[] = [
      [
        ["1,221.81", "12.5", "3,150.00"],
        'write thousands: ",", which reads',
        { thousands: "," },
        [1221.81, 12.5, 3150],
      ],
      [["0,25", "-1,5"], 'write decimal: ","', { decimal: "," }, [0.25, -1.5]],
      [
        ["1\u00a0304", "12\u202f000", "7"],
        'write thousands: " ", which reads',
        { thousands: " " },
        [1304, 12000, 7],
      ],
      [
        ["1’304.5", "12’000"],
        `write thousands: "'", which reads`,
        { thousands: "'" },
        [1304.5, 12000],
      ],
      [
        ["1.304.567", "12.000.000"],
        'write decimal: "," and thousands: "."',
        { decimal: ",", thousands: "." },
        [1304567, 12e6],
      ],
      [ // one cell has a trailing zero, the next has none: no decimals
        ["950", "1.250", "12.500"],
        'in dataset, write decimal: "," and thousands: ".", which reads "1.250" as 1250, or columns: { a: number }, which reads "1.250" as 1.25',
        { decimal: ",", thousands: "." },
        [950, 1250, 12500],
      ],
    ];
    for (const [cells, fix, dataset, expected] of cases) {
      await t.step(cells.join(" "), async () => {
        await refused(load, cells, ["in column 1, a", fix]);
        await numbers(load, cells, expected, dataset);
      });
    }
    await t.step("three decimals are decimals", async () => {
      await numbers(load, ["0.950", "1.250"], [0.95, 1.25]);
      await numbers(load, ["950", "1.257"], [950, 1.257]);
      const number = { columns: { a: "number" } } as const;
      await numbers(load, ["950", "1.250"], [950, 1.25], number);
    });
  },
);

withTables(
  "numbers in an unknown form are refused, and the message does not suggest a word for missing values",
  async (load, t) => {
    const forms = [
      ["0x1f", "0x2a"],
      ["1_000", "2_000"],
      ["(12.00)", "(1.50)"],
      ["12-", "13"],
      ["–12", "13"],
      ["inf", "-inf"],
      ["１２", "１３"],
      ["“1”", "“2”"],
      ["1.304.567", "12.5"],
      ["10:30", "11:45"],
      ["1:30 PM", "2:15 am"],
    ];
    for (const cells of forms) {
      await t.step(cells.join(" "), async () => {
        await refused(load, cells, [
          "t.csv:2: must have a number",
          `found "${
            cells[0]
          }"; write numbers such as -1221.81 or, in dataset, write columns: { a: names } or columns: { a: ignore }`,
        ]);
      });
    }
    await t.step("forms that are read", async () => {
      const cells = ["1e5", "+5", ".5", "5.", "−12", "1700000000000000000"];
      await numbers(load, cells, [1e5, 5, 0.5, 5, -12, 1.7e18]);
    });
    await t.step(
      "a word among numbers can be a missing value",
      async () => {
        for (const word of ["Infinity", "None", "#N/A", "-", "n.a."]) {
          await refused(load, ["1", word], [
            `t.csv:3: must have a number (12 of 24 rows have a number) in column 1, a: found "${word}"; correct the cell or, in dataset, write missing: { words: ["","na","n/a","nan","null","?","${word}"], then: drop }`,
          ]);
        }
      },
    );
  },
);

withTables(
  "dates are read as dates or refused, in any form",
  async (load, t) => {
    const forms = [
      ["2026-01-01", "2026-02-28"],
      ["2026-01-01T10:00Z", "2026-02-28 11:30:15.5"],
      ["11/28/2026", "1/2/2026"],
      ["2026/11/28", "2026/1/2"],
      ["28.11.2026", "1.12.26"],
      ["2026.11.28", "2026.01.02"],
      ["Nov 28, 2026", "Dec 1, 2026"],
      ["28 November 2026", "1 December 2026"],
      ["28-Nov-26", "01-Dec-26"],
      ["Sat, 28 Nov 2026 10:00:00 GMT", "Tue, 01 Dec 2026 09:00:00 GMT"],
      ["28. November 2026", "1. Dezember 2026"],
      ["28 de noviembre de 2026", "1 de diciembre de 2026"],
      ["2026-11", "2026-12"],
      ["2026-11-28T10:00:00+01", "2026-11-29T10:00:00+01"],
      ["20261128T1015", "11/28/2026", "11/29/2026"],
      ["20261128T101010Z", "20261129T101010+0100"],
      ["20261128T1015", "20261129T1015"],
      ["20261128T10", "20261129T10"],
      ["20261128 10:15:30", "20261129 10:15:30.5"],
      ["2026Q1", "2026Q4"],
      ["2026-q1", "2026-q4"],
      ["Q1 2026", "Q4 2026"],
      ["2026-W01", "2026-W48"],
      ["2026W481", "2026-W48-7"],
      ["2026-005", "2026-332"],
      ["2026-11-28Z", "2026-11-29Z"],
      ["2026-11-28+01:00", "2026-11-29+01:00"],
    ];
    for (const cells of forms) {
      await t.step(
        cells.join(" "),
        () => refused(load, cells, ["columns: { a: date }"]),
      );
    }
    await t.step("the message has the cell that is not a date", async () => {
      const cells = ["2026-02-27", "2026-02-28", "2026-02-29"];
      await refused(load, cells, ["t.csv:4: must", 'found "2026-02-29"']);
      await refused(load, ["2026-02-27", "2026-02-28", "soon"], [
        'found "soon"',
      ]);
    });
    await t.step("a note reports numbers that may be dates", async () => {
      const notes = await numbers(load, ["20261128", "20261201"], [20261128]);
      assertEquals(notes, [
        'column a has numbers that may be dates, such as "20261128"; if they are dates, write the dates as 2026-11-28, and write columns: { a: date } in dataset',
      ]);
      assertEquals(await numbers(load, ["20261128", "20261301"], []), []);
    });
  },
);

withTables(
  "numbers of any size are numbers, and a note reports codes that start with 0",
  async (load) => {
    const ticks = ["1700000508720000000", "1701094598800000000"];
    assertEquals(await numbers(load, ticks, ticks.map(Number)), []);
    assertEquals(await numbers(load, ["2e30", "-3E300"], [2e30, -3e300]), []);
    assertEquals(await numbers(load, ["1" + "0".repeat(40), "1"], [1e40]), []);
    for (const cells of [["007", "501"], ["10001", "01234"]]) {
      const notes = await numbers(load, cells, cells.map(Number));
      const zeros = cells.find((cell) => cell.startsWith("0"));
      assertEquals(notes, [
        `column a has numbers that may be codes, such as "${zeros}"; if they are codes, write columns: { a: names } in dataset`,
      ]);
    }
    assertEquals(await numbers(load, ["0", "0.5", "-0.5"], [0, 0.5]), []);
  },
);

withTables(
  "a note reports names that are numbers with a unit, and no other names",
  async (load) => {
    const notesOf = async (cells: string[]) =>
      (await load(column(cells))).notes;
    assertEquals(await notesOf(["5 cm", "6 cm", "7,5 cm"]), [
      'column a is read as names; to read "5 cm" as 5, write decimal: "," and columns: { a: { number: "cm" } } in dataset',
    ]);
    assertEquals(await notesOf(["5kg", "6kg", "7kg"]), [
      'column a is read as names; to read "5kg" as 5, write columns: { a: { number: "kg" } } in dataset',
    ]);
    for (
      const cells of [["a17", "b18", "c19"], ["true", "false"], ["T", "F"]]
    ) {
      assertEquals(await notesOf(cells), []);
    }
  },
);
