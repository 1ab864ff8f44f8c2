import { assert, assertEquals, assertRejects } from "@std/assert";
import { inspectTable, lookAtTable } from "../../lib/dataset/mod.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { column, numbers, refused } from "../field/_cells.ts";
import { withTables } from "./_tables.ts";

withTables(
  "numbers in several units are refused, and the message does not suggest to read them as numbers",
  async (load, t) => {
    const cases: [cells: string[], found: string, signs: string][] = [
      [["€110.5M", "€574.4K"], '"€110.5M" and "€574.4K"', "M and K"],
      [["5 km", "300 m", "1.5 km"], '"5 km" and "300 m"', "km and m"],
      [["16GB", "512MB"], '"16GB" and "512MB"', "GB and MB"],
      [["20 °C", "68 °F"], '"20 °C" and "68 °F"', "°C and °F"],
      [["1.5%", "20bp"], '"1.5%" and "20bp"', "% and bp"],
      [["1K", "2M", "3G"], '"1K" and "2M"', "K and M"],
      [["3kg", "8 lb", "2kg"], '"3kg" and "8 lb"', "kg and lb"],
      [["2 hours", "15 min"], '"2 hours" and "15 min"', "hours and min"],
      [["1,5 m", "20 cm"], '"1,5 m" and "20 cm"', "m and cm"],
      [["$12", "€13", "£14"], '"$12" and "€13"', "$ and €"],
      [["5 km", "-", "300 m"], '"5 km" and "300 m"', "km and m"],
      [["$12", "12%"], '"$12" and "12%"', "$ and %"],
      // a suffix that multiplies, and numbers without it
      [["2k", "300"], '"2k" and "300"', "k and no sign"],
      [["300", "1.2M", "7"], '"300" and "1.2M"', "no sign and M"],
      [["$3B", "$7"], '"$3B" and "$7"', "B and no sign"],
    ];
    for (const [cells, found, signs] of cases) {
      await t.step(cells.join(" "), async () => {
        const words = [
          `t.csv:`,
          `found ${found}; ${signs} would be read as the same unit; write all cells in one unit or, in dataset, write columns: { a: names } or columns: { a: ignore }`,
        ];
        await refused(load, cells, words);
        const bytes = new TextEncoder().encode(column(cells));
        const { problems } = await lookAtTable(bytes, "t.csv");
        assertEquals(problems.length, 1);
        assert(!problems[0].includes("number:"), problems[0]);
        const more = `${column(cells)}\n`.replaceAll(
          /,([xy])\n/g,
          (_, kind) => `,${kind},${kind === "x" ? 1 : 2}\n`,
        ).replace("a,kind", "a,kind,n");
        const init = new TextEncoder().encode(more);
        const { dataset } = await inspectTable(init, "t.csv", ["kind"]);
        assertEquals(dataset.columns, { a: "ignore" });
        await assertRejects(
          () => inspectTable(init, "t.csv", ["a"]),
          DatasetError,
          found,
        );
        await refused(
          load,
          cells,
          [`${signs} would be read as the same unit`],
          {
            columns: { a: "number" },
          },
        );
      });
    }
  },
);

withTables(
  "one sign in all cells is a unit; words after a number are names",
  async (load, t) => {
    await t.step("one unit, in singular and plural", async () => {
      for (const cells of [["5 km", "7 km"], ["1 year", "2 years"]]) {
        const signs = cells.map((cell) => cell.split(" ")[1]);
        const number = [...new Set(signs.toReversed())].join(" ");
        const dataset = { columns: { a: { number } } };
        const read = cells.map(parseFloat);
        assertEquals(await numbers(load, cells, read, dataset), []);
        const three = [...cells, cells[0].replace(/\d/, "9")];
        const { notes } = await load(column(three));
        assertEquals(notes?.length, 1);
        assert(notes![0].includes(`{ number: "${number}" }`), notes![0]);
      }
    });
    await t.step("signs that are not known units", async () => {
      const { columns, notes } = await load(column(["1st", "2nd", "3rd"]));
      assertEquals(columns, [
        { name: "a", categories: ["1st", "2nd", "3rd"] },
      ]);
      assertEquals(notes, [
        'column a is read as names, such as "1st" and "2nd", since st and nd may be different units',
      ]);
    });
    await t.step("impossible signs are not suggested", async () => {
      for (
        const cells of [['{"a": 1}', '{"a": 2}', '{"a": 3}'], [
          "~1:",
          "~2:",
          "~3:",
        ]]
      ) {
        const { notes } = await load(column(cells));
        assertEquals(notes, []);
      }
    });
  },
);

withTables(
  "only common words for a missing value are suggested as missing words",
  async (load, t) => {
    for (const cell of ["TRUE", "<0.0", "~1", "low", "{}", "1*"]) {
      await t.step(cell, async () => {
        const error = await assertRejects(
          () => load(column(["1", "2", cell])),
          DatasetError,
          `found "${cell}"; `,
        );
        const isOffered = error.message.includes("missing");
        assertEquals(isOffered, cell === "{}");
        assert(error.message.includes("columns: { a: names }"));
        const csv = new TextEncoder().encode(
          column(["1", "2", "3", cell]).replace("a,kind", "a,kind,n")
            .replaceAll(/,([xy])\b/g, (_, k) => `,${k},${k === "x" ? 1 : 2}`),
        );
        const { dataset } = await inspectTable(csv, "t.csv", ["kind"]);
        if (!isOffered) assertEquals(dataset.missing, undefined);
      });
    }
    for (const cell of ["-", "none", "n/k", "unknown", "Not available"]) {
      await t.step(cell, () =>
        refused(load, ["1", "2", cell], [
          `"null","?","${cell}"], then: drop } or columns: { a: names }`,
        ]));
    }
  },
);
