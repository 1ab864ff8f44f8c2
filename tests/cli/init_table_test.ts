/**
 * The specs of `init --csv` for unusual tables. Each spec is parsed, loads its
 * table and is trained.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { parse } from "@std/yaml";
import { specOfTable } from "../../lib/cli/init_table.ts";
import { exampleFacts } from "../../lib/dataset/mod.ts";
import { loadDataset } from "../../lib/disk/mod.ts";
import { compile, fittedOf } from "../../lib/mlp/mod.ts";
import { type Spec, traceSpec } from "../../lib/spec/mod.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";

/** A table with a header line and `rows` rows. */
function table(names: string, row: (r: number) => string, rows = 40): string {
  const lines = Array.from({ length: rows }, (_, r) => row(r));
  return `${[names, ...lines].join("\n")}\n`;
}

const noise = (r: number) => (r * 7919 % 101) / 10; // 0 to 10, one decimal
const comma = (x: number) => `${x}`.replace(".", ",");
const kind = (r: number) => ["ham", "spam"][r % 2];

/** The fields of a spec that `init --csv` wrote. */
interface Written {
  readonly dataset: Record<string, unknown>;
  readonly layers: readonly { units: number; activation: string }[];
  readonly loss: string;
  readonly validation?: { readonly folds: number };
}

/**
 * The name, the table, its label, and the fields of `dataset` besides `csv` and
 * `label`.
 */
type Case = readonly [
  name: string,
  csv: string | Uint8Array<ArrayBuffer>,
  label: string | readonly string[],
  fields: Record<string, unknown>,
  /** The units, activation and loss of the last layer. */
  output: readonly [units: number, activation: string, loss: string],
];

const TWO = [1, "sigmoid", "binaryCrossEntropy"] as const;
const NUMBER = [1, "identity", "mse"] as const;

const cases: readonly Case[] = [
  [
    "a plain table",
    table("a,kind", (r) => `${noise(r)},${kind(r)}`),
    "kind",
    {},
    TWO,
  ],
  [
    "decimal commas and semicolons",
    table(
      "a;b;price",
      (r) => `${comma(noise(r))};${r % 7};${comma(noise(r + 1))}`,
    ),
    "price",
    { decimal: "," },
    NUMBER,
  ],
  [
    "thousands with a comma",
    table("a,price", (r) => `${noise(r)},"${1 + r % 3},${200 + r}.5"`),
    "price",
    { thousands: "," },
    NUMBER,
  ],
  [
    "points for thousands, beside a decimal comma in another column",
    table(
      "a;b;kind",
      (r) => `${1 + r % 3}.${200 + r};${comma(noise(r))};${kind(r)}`,
    ),
    "kind",
    { decimal: ",", thousands: "." },
    TWO,
  ],
  [
    "points in one column, commas in another",
    table("a;b;kind", (r) => `${noise(r)};${comma(noise(r))};${kind(r)}`),
    "kind",
    { columns: { b: "ignore" } },
    TWO,
  ],
  [
    "more rows than for cross-validation",
    table("a,y", (r) => `${noise(r)},${noise(r)}`, 5001),
    "y",
    { test: 0.1 },
    NUMBER,
  ],
  [
    "money and percentages",
    table("share,kind,cost", (r) => `${r % 9}.5%,${kind(r)},$${noise(r)}`),
    "kind",
    { columns: { share: { number: "%" }, cost: { number: "$" } } },
    TWO,
  ],
  [
    "dates, with and without a time",
    table(
      "day,at,kind",
      (r) => `2026-01-${10 + r % 20},2026-01-02 10:${10 + r},${kind(r)}`,
    ),
    "kind",
    { columns: { day: "date", at: "date" } },
    TWO,
  ],
  [
    "columns of row numbers, and a constant column",
    table(
      "id,code,a,b,kind",
      (r) => `${r + 1},x${r * 17}y,${noise(r)},5,${kind(r)}`,
    ),
    "kind",
    { columns: { id: "ignore", code: "ignore", b: "ignore" } },
    TWO,
  ],
  [
    "missing numbers",
    table(
      "a,b,kind",
      (r) => `${r % 9 ? noise(r) : ""},${r % 13 ? r % 5 : "NA"},${kind(r)}`,
    ),
    "kind",
    { missing: { then: "mean" } },
    TWO,
  ],
  [
    "a dash and a word for missing values",
    table(
      "a,b,kind",
      (r) => `${r % 9 ? noise(r) : "-"},${r % 13 ? r % 5 : "n/k"},${kind(r)}`,
    ),
    "kind",
    {
      missing: {
        words: ["", "NA", "N/A", "NaN", "null", "?", "-", "n/k"],
        then: "mean",
      },
    },
    TWO,
  ],
  [
    "few missing names",
    table(
      "a,c,kind",
      (r) => `${noise(r)},${r === 3 ? "" : "xyz"[r % 3]},${kind(r)}`,
    ),
    "kind",
    { missing: { then: "drop" }, unseen: "zeros" },
    TWO,
  ],
  [
    "many missing names",
    table(
      "a,c,kind",
      (r) => `${noise(r)},${r % 3 ? "xyz"[r % 3] : ""},${kind(r)}`,
    ),
    "kind",
    { columns: { c: "ignore" } },
    TWO,
  ],
  [
    "a column with few values",
    table("a,b,kind", (r) => `${noise(r)},${r % 4 ? "" : r},${kind(r)}`),
    "kind",
    { columns: { b: "ignore" } },
    TWO,
  ],
  [
    "NA among names",
    table(
      "a,country,kind",
      (r) => `${noise(r)},${["NA", "DE", "FR"][r % 3]},${kind(r)}`,
    ),
    "kind",
    { columns: { country: "names" }, unseen: "zeros" },
    TWO,
  ],
  [
    "dates with day and month in an unclear order",
    table(
      "day,a,kind",
      (r) => `0${1 + r % 9}/0${1 + r % 5}/2026,${noise(r)},${kind(r)}`,
    ),
    "kind",
    { columns: { day: "ignore" } },
    TWO,
  ],
  [
    "codes among numbers",
    table(
      "code,a,kind",
      (r) => `${r % 5 ? r % 5 : "A3"},${noise(r)},${kind(r)}`,
    ),
    "kind",
    { columns: { code: "ignore" } },
    TWO,
  ],
  [
    "names that YAML would misread",
    table(
      '"a: b","true","x #1","it\'s ""so""",- y,12,kind',
      (r) =>
        `${noise(r)},2026-01-${10 + r % 20},id${r}${r * r},${
          r % 3 ? "" : r
        },$${r},${r % 6},${kind(r)}`,
    ),
    "kind",
    {
      columns: {
        "true": "date",
        "x #1": "ignore",
        'it\'s "so"': "ignore",
        "- y": { number: "$" },
      },
    },
    TWO,
  ],
  [
    "a label that must be quoted",
    table('a,"is: # it?"', (r) => `${noise(r)},${kind(r)}`),
    "is: # it?",
    {},
    TWO,
  ],
  ["labels 0 and 1", table("a,y", (r) => `${noise(r)},${r % 2}`), "y", {}, TWO],
  [
    "labels -1.5 and 2",
    table("a,y", (r) => `${noise(r)},${r % 2 ? 2 : -1.5}`),
    "y",
    {},
    TWO,
  ],
  [
    "whole numbers from 1 to 3",
    table("a,y", (r) => `${noise(r)},${1 + r % 3}`),
    "y",
    {},
    [3, "softmax", "crossEntropy"],
  ],
  [
    "twenty-one whole numbers",
    table("a,y", (r) => `${noise(r)},${r % 21}`, 90),
    "y",
    {},
    NUMBER,
  ],
  ["halves", table("a,y", (r) => `${noise(r)},${r % 3 / 2}`), "y", {}, NUMBER],
  [
    "amounts as labels",
    table("a,y", (r) => `${noise(r)},"$1,${200 + r}.00"`),
    "y",
    { thousands: ",", columns: { y: { number: "$" } } },
    NUMBER,
  ],
  [
    "two labels",
    table("a,w,h", (r) => `${noise(r)},${r},${r * r}`),
    ["w", "h"],
    {},
    [2, "identity", "mse"],
  ],
  [
    "ten rows",
    table("a,kind", (r) => `${noise(r)},${kind(r)}`, 10),
    "kind",
    {},
    TWO,
  ],
  [
    "windows-1252",
    Uint8Array.from(
      table("größe,kind", (r) => `${noise(r)},${kind(r)}`),
      (char) => char.charCodeAt(0),
    ),
    "kind",
    { encoding: "windows-1252" },
    TWO,
  ],
  [
    "UTF-16",
    new Uint8Array(
      Uint16Array.from(
        "\ufeff" + table("a\tkind", (r) => `${noise(r)}\t${kind(r)}`),
        (c) => c.charCodeAt(0),
      ).buffer,
    ),
    "kind",
    { encoding: "utf-16" },
    TWO,
  ],
];

Deno.test({
  ...needing(
    "specOfTable() reads unusual tables, and its specs can be trained",
    DISK,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      for (const [name, csv, label, fields, output] of cases) {
        await t.step(name, async () => {
          const bytes = typeof csv === "string"
            ? new TextEncoder().encode(csv)
            : csv;
          await Deno.writeFile(`${folder}/t.csv`, bytes);
          const { text } = await start(folder, label);
          const written = parse(text) as Written;
          const { csv: path, label: learned, ...rest } = written.dataset;
          assertEquals([path, learned, rest], ["t.csv", label, fields]);
          // all rows of the file are training rows, except the test rows
          assertEquals(
            written.validation,
            rest.test ? undefined : { folds: 5 },
          );
          const { units, activation } = written.layers.at(-1)!;
          assertEquals([units, activation, written.loss], output);
          await trained(text, folder);
        });
      }
    }),
});

/** The spec for the table of a folder. */
function start(
  folder: string,
  label: string | readonly string[],
  tell?: (lines: readonly string[]) => void,
) {
  return specOfTable(
    "net",
    { csv: `${folder}/t.csv`, labels: [label].flat() },
    {
      schema: "s.json",
      file: "net.yaml",
      path: `${folder}/net.yaml`,
      command: "deno task train net.yaml",
    },
    tell,
  );
}

/** Trains a spec for one epoch. */
async function trained(text: string, folder: string) {
  const { spec } = traceSpec(text);
  const data = await loadDataset(
    { ...spec, labels: { ...spec.labels, standardize: true } },
    { folders: [folder] },
  );
  const examples = exampleFacts(data);
  const { spec: found } = traceSpec(text, { examples });
  const mlp = compile({ ...found, epochs: 1 } as Spec, { threads: 1 });
  mlp.fitted = fittedOf(data);
  const { loss } = await mlp.train(data.train.inputs, data.train.targets);
  assertEquals(Number.isFinite(loss), true);
}

/** The name, the table, its label, and the expected error. */
const refusals: readonly [
  name: string,
  csv: string,
  label: string | readonly string[],
  said: RegExp,
][] = [
  [
    "no such column",
    table("area,price", (r) => `${r},${noise(r)}`),
    "prise",
    /must have a column "prise": found "area", "price", did you mean "price"\?$/,
  ],
  [
    "one class",
    table("a,kind", (r) => `${r},ham`),
    "kind",
    /must have at least two different labels in column kind: found "ham" in all 40 rows$/,
  ],
  [
    "one number",
    table("a,y", (r) => `${r},7`),
    "y",
    /must have at least two different labels in column y: found "7" in all 40 rows$/,
  ],
  [
    "missing labels",
    table("a,y", (r) => `${r},${r === 4 || r > 37 ? "" : noise(r)}`),
    "y",
    /must have a label in each row of column y: found "" in line 6 and in 2 more lines; fill in the labels, or delete these rows$/,
  ],
  [
    "a different text in each row",
    table("a,text", (r) => `${noise(r)},x${r * r}`),
    "text",
    /must have classes that occur in at least 2 rows on average in the label column text: found 40 different classes in 40 rows, such as "x0"; in dataset, write columns: { text: names }; to set a field of dataset, add a flag to the command init/,
  ],
  [
    "thousands or decimals",
    table("a,price", (r) => `${r},"1,${200 + r}"`),
    "price",
    /must have a number in the label column price: found "1,200"; in dataset, write thousands: ",", which reads "1,200" as 1200; or decimal/,
  ],
  [
    "a number written in two ways",
    table("a,y", (r) => `${noise(r)},${["1", "1.0", "2"][r % 3]}`),
    "y",
    /must have one spelling for each label in column y: found "1", "1\.0", "2"$/,
  ],
  [
    "two labels, one with names",
    table("a,w,h", (r) => `${r},${r},${kind(r)}`),
    ["w", "h"],
    /must have numbers in column h, since there are several label columns: found names, such as "ham"$/,
  ],
  [
    "the same label twice",
    table("a,w", (r) => `${r},${noise(r)}`),
    ["w", "w"],
    /label: must not name a column twice/,
  ],
  [
    "no input column",
    table("id,b,y", (r) => `${r},5,${noise(r)}`),
    "y",
    /must have an input column: found none; column id is ignored, since each row has a different number; column b is ignored, since all rows have the same value$/,
  ],
  [
    "a row that is too long",
    table("a,y", (r) => r === 3 ? "1,2,3" : `${r},${noise(r)}`),
    "y",
    /t\.csv:5: must have 2 columns, like the header in line 1: found 3/,
  ],
  [
    "no table",
    "PK\x03\x04",
    "y",
    /found a zip file, such as an Excel workbook/,
  ],
];

/**
 * The name, the cells and the expected output of tables with many columns,
 * which must be read in one pass, not in one pass per column.
 */
const wide: readonly [
  name: string,
  cell: (c: number, r: number) => string,
  said: RegExp,
][] = [
  [
    "numbers",
    (c, r) => `${(c * 7 + r * 3) % 11}`,
    /^settings are not tuned, since tuning takes too long with 20,000 inputs; [^]*l2: .* # not tuned, since there are many inputs$/m,
  ],
  [
    "numbers that may be codes",
    (c, r) => `00${(c + r) % 9}`,
    /^note: column c31 has numbers that may be codes, .*\nnote: 19,968 more column notes are not shown$/m,
  ],
  [
    "dates",
    (c, r) => `2020-01-0${1 + (c + r) % 9}`,
    /the spec of .*t\.csv must have at most 524,288 characters: found 1,\d{3},\d{3} characters, since each of 20,000 columns needs a line in the spec; remove columns from the file$/,
  ],
  [
    "numbers with a word among them",
    (c, r) => r === 5 ? "x" : `${r + c % 7}`,
    /t\.csv must have an input column: found none; column c0 is ignored, [^]* and 19992 more$/,
  ],
];

Deno.test({
  ...needing(
    "specOfTable() reads a table of 20,000 columns within a minute, and prints a few lines",
    DISK,
  ),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      const all = Array.from({ length: 20_000 }, (_, c) => c);
      for (const [name, cell, said] of wide) {
        await t.step(name, async () => {
          const csv = table(
            [...all.map((c) => `c${c}`), "y"].join(),
            (r) => [...all.map((c) => cell(c, r)), kind(r)].join(),
            6,
          );
          await Deno.writeTextFile(`${folder}/t.csv`, csv);
          const began = performance.now(), lines: string[] = [];
          const tell = (some: readonly string[]) => lines.push(...some);
          const found = await start(folder, "y", tell)
            .then(({ text }) => text, ({ message }) => message);
          lines.push(found);
          // one pass per column takes many minutes
          assert(performance.now() - began < 60_000);
          assertMatch(lines.join("\n"), said);
          assert(lines.length < 100);
        });
      }
    }),
});

Deno.test({
  ...needing("specOfTable() refuses a table if the user must decide", DISK),
  fn: (t) =>
    inTemporaryFolder(async (folder) => {
      for (const [name, csv, label, said] of refusals) {
        await t.step(name, async () => {
          await Deno.writeTextFile(`${folder}/t.csv`, csv);
          const refused = () => start(folder, label);
          const { message } = await assertRejects(refused, TypeError);
          assertMatch(message, said);
        });
      }
    }),
});

Deno.test({
  ...needing(
    "specOfTable() reports the number of inputs in a comment of the spec",
    DISK,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const rows = (names: string, of: (r: number) => string) =>
        Deno.writeTextFile(`${folder}/t.csv`, table(names, of));
      await rows("size,price", (r) => `${noise(r)},${noise(r + 3)}`);
      assertMatch(
        (await start(folder, "price")).text,
        /^# Predicts price from 1 input \(40 rows\)\./m,
      );
      await rows("size,age,price", (r) =>
        [noise(r), noise(r + 1), noise(r + 3)].join());
      assertMatch(
        (await start(folder, "price")).text,
        /^# Predicts price from 2 inputs \(40 rows\)\./m,
      );
    }),
});
