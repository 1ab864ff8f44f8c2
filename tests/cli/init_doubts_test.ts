/**
 * Tables for `init --csv` with cells that have two possible readings. Other
 * columns or `--set` decide between them. Otherwise the table is refused, and
 * the error suggests what to type.
 *
 * @module
 */

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { parse } from "@std/yaml";
import { specOfTable } from "../../lib/cli/init_table.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";
import { drive, run } from "./_command.ts";

/** A table with a header line and `rows` rows. */
function table(names: string, row: (r: number) => string, rows = 40): string {
  const lines = Array.from({ length: rows }, (_, r) => row(r));
  return `${[names, ...lines].join("\n")}\n`;
}

const noise = (r: number) => (r * 7919 % 101) / 10; // 0 to 10, one decimal
const continent = (r: number) => ["AS", "EU", "NA"][r % 3];
const kind = (r: number) => ["ham", "spam"][r % 2];

/** The spec for a table in a folder, with the label column `y`. */
async function start(
  folder: string,
  csv: string,
  given: Partial<CsvDataset> = {},
): Promise<string> {
  await Deno.writeTextFile(`${folder}/t.csv`, csv);
  const { text } = await specOfTable(
    "net",
    { csv: `${folder}/t.csv`, labels: ["y"], given },
    {
      schema: "s.json",
      file: "net.yaml",
      path: `${folder}/net.yaml`,
      command: "deno task train net.yaml",
    },
  );
  return text;
}

/**
 * The name, the table, the fields of `--set`, the expected fields of `dataset`,
 * and expected lines of the spec.
 */
const settled: readonly [
  name: string,
  csv: string,
  given: Partial<CsvDataset>,
  fields: Record<string, unknown>,
  lines: readonly string[],
][] = [
  [
    "thousands of dollars beside a decimal point",
    table("a,y", (r) => `${noise(r)},"$1,${200 + r}"`),
    {},
    { thousands: ",", columns: { y: { number: "$" } } },
    ['  thousands: "," # such as "$1,200" in column y'],
  ],
  [
    "points for thousands of euros beside a decimal comma",
    table("a;y", (r) => `${r % 9},5;1.${200 + r} €`),
    {},
    { decimal: ",", thousands: ".", columns: { y: { number: "€" } } },
    [
      '  decimal: "," # such as "0,5" in column a',
      '  thousands: "." # such as "1.200 €" in column y',
    ],
  ],
  [
    "periods that are decimal points in euros and in another column",
    table("a;y", (r) => `${noise(r)};206.${600 + r} €`),
    {},
    { columns: { y: { number: "€" } } },
    [],
  ],
  [
    "an input in dollars beside a decimal point",
    table("a,b,y", (r) => `${noise(r)},"$1,${200 + r}",${kind(r)}`),
    {},
    { thousands: ",", columns: { b: { number: "$" } } },
    [],
  ],
  [
    "thousands of dollars, decided by --set",
    table("a,y", (r) => `${r},"$1,${200 + r}"`),
    { thousands: "," },
    { thousands: ",", columns: { y: { number: "$" } } },
    ['  thousands: "," # given by --set'],
  ],
  [
    "decimals of dollars, decided by --set",
    table("a,y", (r) => `${r},"$1,${200 + r}"`),
    { decimal: ",", columns: { y: { number: "$" } } },
    { decimal: ",", columns: { y: { number: "$" } } },
    [],
  ],
  [
    "a class that is called NA",
    table("a,y", (r) => `${noise(r)},${continent(r)}`),
    {},
    { columns: { y: "names" } },
    ['    y: names # so that "NA" is a class'],
  ],
  [
    "a frequent class that is called null",
    table("a,y", (r) => `${noise(r)},${r % 8 ? kind(r) : "null"}`, 160),
    {},
    { columns: { y: "names" } },
    ['    y: names # so that "null" is a class'],
  ],
  [
    "a rare NA, declared as a class by --set",
    table("a,y", (r) => `${noise(r)},${r ? kind(r) : "NA"}`),
    { columns: { y: "names" } },
    { columns: { y: "names" } },
    [],
  ],
  [
    "two missing names, and many missing numbers",
    table(
      "a,c,y",
      (r) =>
        `${r % 3 ? noise(r) : ""},${r % 20 ? "xyz"[r % 3] : ""},${kind(r)}`,
    ),
    {},
    { missing: { then: "mean" }, unseen: "zeros" },
    [
      "    then: mean # 14 of 40 rows have no value in column a: missing values are replaced by the mean of their column; 2 of 40 rows have no value in column c: these rows are removed",
    ],
  ],
  [
    "a unit in each cell of a column",
    table("a,y", (r) => `${r * r}km,${noise(r)}`),
    {},
    { columns: { a: { number: "km" } } },
    ['    a: { number: km } # such as "0km"'],
  ],
];

Deno.test({
  ...needing(
    "specOfTable() decides the reading of a column with the help of other columns",
    DISK,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      for (const [name, csv, given, fields, lines] of settled) {
        await t.step(name, async () => {
          const text = await start(folder, csv, given);
          const { dataset } = parse(text) as {
            dataset: Record<string, unknown>;
          };
          const { csv: _, label: __, ...rest } = dataset;
          assertEquals(rest, fields);
          const written = text.split("\n");
          assertEquals(lines.filter((line) => !written.includes(line)), []);
        });
      }
    }),
});

/** The name, the table, the fields of `--set`, and the expected error. */
const refused: readonly [
  name: string,
  csv: string,
  given: Partial<CsvDataset>,
  said: RegExp,
][] = [
  [
    "thousands or decimals of dollars",
    table("a,y", (r) => `${r},"$1,${200 + r}"`),
    {},
    /found "\$1,200"; in dataset, write thousands: "," and columns: { y: { number: "\$" } }, which reads "\$1,200" as 1200; or .* as 1\.2; to set a field of dataset, add a flag to the command init, .* --set 'dataset\.thousands=,' or --set 'dataset\.columns=/,
  ],
  [
    "a sign that does not fit the column",
    table("a,y", (r) => `${r},"$1,${200 + r}"`),
    { columns: { y: { number: "€" } } },
    /t\.csv:2: must have a number in column 2, y: found "\$1,200"/,
  ],
  [
    "a missing column",
    table("a,y", (r) => `${r},${noise(r)}`),
    { columns: { b: "names" } },
    /must have a column "b": found "a", "y"/,
  ],
  [
    "an empty class beside NA",
    table("a,y", (r) => `${noise(r)},${r ? continent(r) : ""}`),
    {},
    /must have a label in each row of column y: found "" in line 2; fill/,
  ],
  [
    "a frequent null beside one class",
    table("a,y", (r) => `${noise(r)},${r % 2 ? "yes" : "null"}`, 160),
    {},
    /must have a label in each row of column y: found "null" in line 2 and in 79 more/,
  ],
  [
    "a rare NA",
    table("a,y", (r) => `${noise(r)},${r ? kind(r) : "NA"}`),
    {},
    /found "NA" in line 2; .*, or pass --set 'dataset.columns={ "y": names }' to init if "NA" is a class$/,
  ],
  [
    "a question mark",
    table("a,y", (r) => `${noise(r)},${r % 3 ? kind(r) : "?"}`),
    {},
    /must have a label in each row of column y: found "\?" in line 2 and in 13 more/,
  ],
  [
    "four rows",
    table("a,y", (r) => `${noise(r)},${kind(r)}`, 4),
    {},
    /t\.csv must have at least 5 rows without a missing cell, for cross-validation with 5 folds: found 4$/,
  ],
];

Deno.test({
  ...needing(
    "specOfTable() refuses a table whose reading nothing decides",
    DISK,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      for (const [name, csv, given, said] of refused) {
        await t.step(name, async () => {
          const starting = () => start(folder, csv, given);
          const { message } = await assertRejects(starting, TypeError);
          assertMatch(message, said);
        });
      }
    }),
});

drive("init --set accepts only fields of dataset", async (folder) => {
  Deno.writeTextFileSync(
    `${folder}/t.csv`,
    table("a,y", (r) => `${r},"$1,${200 + r}"`),
  );
  const args = ["net", "--csv", "t.csv", "--label", "y", "--set"] as const;
  const epochs = await run("init", folder, ...args, "epochs=3");
  assertEquals(epochs.code, 2);
  assertMatch(
    epochs.err,
    /--set must set dataset\.FIELD, .*: found --set epochs=3/,
  );
  const wrong = await run("init", folder, ...args, "dataset.thousand=,");
  assertMatch(wrong.err, /dataset\.thousand: .*unknown|thousands/);
  const { code, err } = await run("init", folder, ...args, "dataset.decimal=,");
  assertEquals(code, 0, err);
  const text = Deno.readTextFileSync(`${folder}/net.yaml`);
  assertMatch(text, /^ {2}decimal: "," # given by --set$/m);
});
