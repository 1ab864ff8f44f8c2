/**
 * A table written in any form that the fields of a spec express gives the same
 * examples as its plain form.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Dataset } from "../../lib/dataset/mod.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { withTables } from "./_tables.ts";

/** How a table is written. */
interface Form {
  readonly separator: "," | ";" | "\t" | "|";
  readonly decimal: "." | ",";
  readonly thousands: "" | "," | "." | " " | "'";
  readonly end: "\n" | "\r\n" | "\r";
  /** Whether each cell has quotes; in turn. */
  readonly quotes: readonly boolean[];
  /** What stands before and after each cell; in turn. */
  readonly blanks: readonly string[];
  readonly sign: "" | "$" | "EUR";
  /** The columns, in the order that they have. */
  readonly order: readonly number[];
  readonly head: "" | "\ufeff" | "# a comment\n" | "\n\n";
  readonly isSaid: boolean;
}

const form: fc.Arbitrary<Form> = fc.record({
  separator: fc.constantFrom(",", ";", "\t", "|"),
  decimal: fc.constantFrom(".", ","),
  thousands: fc.constantFrom("", ",", ".", " ", "'"),
  end: fc.constantFrom("\n", "\r\n", "\r"),
  quotes: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
  blanks: fc.array(fc.constantFrom("", " ", "  "), {
    minLength: 1,
    maxLength: 5,
  }),
  sign: fc.constantFrom("", "$", "EUR"),
  order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
  head: fc.constantFrom("", "\ufeff", "# a comment\n", "\n\n"),
  isSaid: fc.boolean(),
}).filter(({ decimal, thousands }) => decimal !== thousands);

const NAMES = ["area", "price, net", "day", "colour", "kind"];

/** A row: two numbers, a day since 1970, a name with any signs in it, a class. */
type Row = readonly [number, number, number, string, string];

const rows: fc.Arbitrary<readonly Row[]> = fc.array(
  fc.tuple(
    fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1000),
    fc.integer({ min: 0, max: 1e8 }).map((n) => n / 100),
    fc.integer({ min: -5000, max: 40_000 }),
    fc.constantFrom("red", 'blue "sky"', "green; or so", "a,b", "c\td", "é|è"),
    fc.constantFrom("x", "y"),
  ),
  { minLength: 2, maxLength: 12 },
).map((rows) =>
  // both classes must be there
  rows.map(([a, b, c, d, kind], r) => [a, b, c, d, "xy"[r] ?? kind])
);

/** A number as it is written, its digits in groups of three. */
function written(x: number, { decimal, thousands }: Form): string {
  const [whole, rest] = String(Math.abs(x)).split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, thousands);
  return `${x < 0 ? "-" : ""}${grouped}${rest ? decimal + rest : ""}`;
}

function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** The text of a table in a form. */
function textOf(rows: readonly Row[], form: Form): string {
  let cells = 0;
  const cellOf = (text: string) => {
    const n = cells++, blank = form.blanks[n % form.blanks.length];
    const must = text.includes(form.separator) || text.includes('"');
    const quoted = must || form.quotes[n % form.quotes.length]
      ? `"${text.replaceAll('"', '""')}"`
      : text;
    return `${blank}${quoted}${blank}`;
  };
  const lines = [
    NAMES,
    ...rows.map(([area, price, day, colour, kind]) => [
      written(area, form),
      form.sign + written(price, form),
      dayText(day),
      colour,
      kind,
    ]),
  ].map((row) => form.order.map((c) => cellOf(row[c])).join(form.separator));
  const text = `${form.head}${lines.join("\n")}\n`;
  return text.replaceAll("\n", form.end);
}

/** What each column of a data set gives, by its name. */
function byName({ train, columns = [], classes }: Dataset) {
  const { columns: width, data } = train.inputs;
  let at = 0;
  const inputs = Object.fromEntries(columns.map((column) => {
    const from = at;
    at += "categories" in column ? column.categories.length : 1;
    const of = [...data].filter((_, i) => i % width >= from && i % width < at);
    return [column.name, { column, of }];
  }));
  return { inputs, targets: train.targets, classes };
}

withTables(
  "a table gives the same examples in any separator, decimal sign, thousands, line end, quoting and order",
  async (load) => {
    const plain: Form = {
      ...{ separator: ",", decimal: ".", thousands: "", end: "\n" },
      ...{ quotes: [false], blanks: [""], sign: "", order: [0, 1, 2, 3, 4] },
      ...{ head: "", isSaid: false },
    };
    const days = { day: "date", colour: "names" } as const;
    await fc.assert(
      fc.asyncProperty(rows, form, async (rows, form) => {
        const label = { label: "kind" };
        const expected = await load(textOf(rows, plain), {
          ...label,
          columns: days,
        });
        const { decimal, thousands, sign, separator, isSaid } = form;
        const dataset: Partial<CsvDataset> = {
          ...{ ...label, decimal, thousands },
          ...(isSaid && { separator }),
          columns: {
            ...days,
            ...(sign !== "" && { "price, net": { number: sign } }),
          },
        };
        const text = textOf(rows, form);
        const found = await load(text, dataset);
        assertEquals(byName(found), byName(expected), text);
      }),
      { numRuns: 300 },
    );
  },
);
