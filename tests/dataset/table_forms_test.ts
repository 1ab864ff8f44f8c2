/**
 * A table in any form that the fields of a spec can describe must give the same
 * examples as its plain form.
 *
 * @module
 */

import { assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import { type Dataset, inspectTable } from "../../lib/dataset/mod.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { withTables } from "./_tables.ts";

/** The form of a table. */
interface Form {
  readonly separator: "," | ";" | "\t" | "|";
  readonly decimal: "." | ",";
  readonly thousands: "" | "," | "." | " " | "'";
  readonly end: "\n" | "\r\n" | "\r";
  /** Whether cells have quotes, repeated for all cells. */
  readonly quotes: readonly boolean[];
  /** The white space around cells, repeated for all cells. */
  readonly blanks: readonly string[];
  readonly sign: "" | "$" | "EUR";
  /** The order of the columns. */
  readonly order: readonly number[];
  readonly head: (typeof HEADS)[number];
  /** The number of separators after the last cell of a line. */
  readonly after: 0 | 1 | 2;
  readonly encoding: "utf-8" | "utf-16" | "windows-1252";
  readonly isSaid: boolean;
}

/** The lines above the header; the star is replaced by the separator. */
const HEADS = [
  ...["", "\ufeff", "# a comment\n", "\n\n", "sep=*\n"],
  ...['"sep=*"\n# one, two; three\n\n', "\ufeff#\n # it's \"x\n"],
] as const;

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
  head: fc.constantFrom(...HEADS),
  after: fc.constantFrom(0, 0, 0, 1, 2),
  encoding: fc.constantFrom("utf-8", "utf-16", "windows-1252"),
  isSaid: fc.boolean(),
}).filter(({ decimal, thousands, encoding, head }) =>
  decimal !== thousands &&
  (encoding !== "windows-1252" || !head.startsWith("\ufeff"))
);

const NAMES = ["area", "price, net", "day", "colour", "kind"];

/**
 * A row: two numbers, a day since 1970, a name with any characters, a class.
 */
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
  // both classes must occur
  rows.map(([a, b, c, d, kind], r) => [a, b, c, d, "xy"[r] ?? kind])
);

/** A number as text, with a thousands separator. */
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
  ].map((row) =>
    form.order.map((c) => cellOf(row[c])).join(form.separator) +
    form.separator.repeat(form.after)
  );
  const head = form.head.replace("*", form.separator);
  const text = `${head}${lines.join("\n")}\n`;
  return text.replaceAll("\n", form.end);
}

/**
 * A text in an encoding. The letters of these tables have the same codes in
 * Windows-1252 and Latin-1.
 */
function encoded(text: string, encoding: Form["encoding"]): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  const codes = Array.from(
    { length: text.length },
    (_, i) => text.charCodeAt(i),
  );
  return Uint8Array.from(
    encoding === "windows-1252"
      ? codes
      : codes.flatMap((code) => [code & 255, code >> 8]), // little-endian
  );
}

/** The inputs of each column of a data set, by name. */
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
  "a table gives the same examples with any separator, decimal sign, thousands separator, line end, quotes, order, encoding and lines above the header",
  async (load) => {
    const plain: Form = {
      ...{ separator: ",", decimal: ".", thousands: "", end: "\n" },
      ...{ quotes: [false], blanks: [""], sign: "", order: [0, 1, 2, 3, 4] },
      ...{ head: "", after: 0, encoding: "utf-8", isSaid: false },
    };
    const days = { day: "date", colour: "names" } as const;
    await fc.assert(
      fc.asyncProperty(rows, form, async (rows, form) => {
        const label = { label: "kind" };
        const expected = await load(textOf(rows, plain), {
          ...label,
          columns: days,
        });
        const { decimal, thousands, sign, separator, isSaid, encoding } = form;
        const dataset: Partial<CsvDataset> = {
          ...{ ...label, decimal, thousands, encoding },
          ...(isSaid && { separator }),
          columns: {
            ...days,
            ...(sign !== "" && { "price, net": { number: sign } }),
          },
        };
        const text = textOf(rows, form);
        const found = await load(encoded(text, encoding), dataset);
        assertEquals(byName(found), byName(expected), text);
      }),
      { numRuns: 300 },
    );
  },
);

withTables(
  "inspectTable() finds the fields that read a table in any form, or ignores columns",
  async (load) => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(rows, form, async (rows, form) => {
        fc.pre(rows.length >= 5); // one row for each fold
        // one number that has only one reading
        const told = rows.map((row, r) =>
          r === 0
            ? [row[0], 1_234_567.89, ...row.slice(2)] as unknown as Row
            : row
        );
        const text = textOf(told, form);
        const bytes = new TextEncoder().encode(text);
        const found = await inspectTable(bytes, "t.csv", ["kind"]);
        const data = await load(text, found.dataset, {
          inputs: { scale: [0, 1], standardize: false },
        });
        const { inputs } = byName(data);
        const expected = [told.map(([area]) => area), told.map(([, x]) => x)];
        for (const [c, name] of ["area", "price, net"].entries()) {
          if (!Object.hasOwn(inputs, name)) continue;
          seen++;
          assertEquals(inputs[name].of, expected[c], name);
        }
        assertEquals(
          inputs.day?.of ?? [],
          inputs.day ? told.map(([, , day]) => day) : [],
        );
      }),
      { seed: 1, numRuns: 300 },
    );
    assertGreater(seen, 590);
  },
);
