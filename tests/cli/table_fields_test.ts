/**
 * Tables with dollar signs, percent signs, dates and missing cells, from the
 * file to the report: the notes on columns, the validation rows, and errors
 * with the suggested fix.
 *
 * @module
 */

import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { drive, run } from "./_command.ts";

/** A spec of a table. */
function spec(dataset: string, rest = ""): string {
  return `name: t
dataset: { csv: t.csv, label: kind, ${dataset} }
layers: [{ units: 4, activation: tanh }, { units: 2 }]
loss: crossEntropy
learningRate: 0.1
batchSize: 4
epochs: 40
${rest}`;
}

/** Writes a table and its spec. */
function write(
  folder: string,
  rows: readonly string[],
  text: string,
  name = "t",
): void {
  Deno.writeTextFileSync(`${folder}/${name}.csv`, rows.join("\n"));
  Deno.writeTextFileSync(`${folder}/t.yaml`, text);
}

/** 24 houses; the class is dear from 2,000 dollars. */
const houses = [
  "price;share;built;id;kind",
  ...Array.from({ length: 24 }, (_, r) => {
    const dear = r % 2 === 1, price = (dear ? 2000 : 1000) + 13 * r + 0.5;
    const written = price.toLocaleString("en-US", { minimumFractionDigits: 2 });
    const day = `2026-01-${String(r + 1).padStart(2, "0")}`;
    return `"$${written}";${r}.5%;${day};h${r};${dear ? "dear" : "cheap"}`;
  }),
];

drive(
  "train refuses a table with suggested lines for its spec; with these lines, train and predict read it",
  async (folder) => {
    write(folder, houses, spec("test: 0.25"));
    const refused = await run("train", folder, "t.yaml");
    assertEquals([refused.code, refused.out], [1, ""]);
    assertEquals(refused.err.split("\n"), [
      "error: t.csv has 4 problems",
      '  t.csv:2: must have a number in column 1, price: found "$1,000.50"; in dataset, write thousands: "," and columns: { price: { number: "$" } }, which reads "$1,000.50" as 1000.5',
      '  t.csv:2: must have a number in column 2, share: found "0.5%"; in dataset, write columns: { share: { number: "%" } }, which reads "0.5%" as 0.005',
      '  t.csv:2: must have a number or a name in column 3, built: found the date "2026-01-01"; in dataset, write columns: { built: date } or columns: { built: ignore }',
      '  t.csv:2: must have names that occur in at least 2 rows on average in column 4, id: found 24 different names in 24 rows, such as "h0"; in dataset, write columns: { id: ignore } or columns: { id: names }',
      '  to set the types of all columns in one line of dataset, write columns: { price: { number: "$" }, share: { number: "%" }, built: date, id: ignore }',
      "",
    ]);
    const line = /of dataset, write (.*)/.exec(refused.err)![1];
    const shown = await run("data", folder, "show", "t.csv");
    assertEquals([shown.code, shown.err], [0, ""]);
    assertStringIncludes(shown.out, "t.csv: 24 rows of 5 columns\n");
    assertStringIncludes(shown.out, "\n  kind: 2 names\n");
    assertStringIncludes(shown.out, 'number: "%" } }, which reads');
    assertStringIncludes(
      shown.out,
      `\nto set the types of all columns in one line of dataset, write ${line}\n`,
    );
    assertEquals(
      shown.out.trimEnd().split("\n").at(-1),
      "to write a spec with these fields: deno task init NAME --csv t.csv --label COLUMN",
    );
    const json = await run("data", folder, "show", "t.csv", "--json");
    assertEquals(JSON.parse(json.out).problems.length, 4);

    write(
      folder,
      houses,
      spec(`thousands: ",", test: 0.25, ${line}`),
    );
    const { code, out, err } = await run("train", folder, "t.yaml");
    assertEquals(code, 0, err);
    const lines = err.split("\n").slice(0, 8);
    assertEquals(lines, [
      "train: 18 rows of 3 columns from t.csv",
      "test: 6 other rows of the training file",
      "  price: number, 1000.5 to 2299.5",
      "  share: number, 0.005 to 0.235",
      "  built: date, 2026-01-01 to 2026-01-24",
      "  id: ignored",
      "  kind: 2 names (label)",
      'note: columns are separated by ";"',
    ]);
    assertMatch(out, /one-hot score: 1\.0000 \(6 of 6/);
    Deno.writeTextFileSync(
      `${folder}/new.csv`,
      'built,share,price\n2026-02-01,10%,"$1,100.00"\n2026-02-02,10%,"$2,200.00"\n',
    );
    const said = await run("predict", folder, "runs/t", "new.csv");
    assertEquals(said.err, "");
    assertMatch(said.out, /\[0\]: cheap 0\.\d+.*\n.*\[1\]: dear 0\./);
    const explained = await run("explain", folder, "t.yaml");
    assertMatch(explained.out, /^ {2}decimal: "\." +# default$/m);
    assertMatch(explained.out, /^ {2}thousands: "," +# line 2$/m);
    assertMatch(explained.out, /^ {4}price:$/m);
  },
);

drive(
  "rows of a table are printed as they are in the file",
  async (folder) => {
    const rows = ["size,colour,kind", "1.50, red ,ham", '"2",blue,spam'];
    write(
      folder,
      [...rows, "3.0,red,ham", "4,blue,spam"],
      spec("").replace("units: 2 }]", "units: 1 }]")
        .replace("crossEntropy", "binaryCrossEntropy"),
    );
    const { out, err, code } = await run("train", folder, "t.yaml");
    assertEquals(code, 0, err);
    assertMatch(out, /^\[1\.50 red\] +ham 0\.\d{3}, spam/m);
    assertMatch(out, /^\[2 blue\] +spam 0\.\d{3}, ham/m);
    assertMatch(out, /^\[3\.0 red\] +ham 0\.\d{3}, spam/m);
  },
);

drive(
  "validation by group, by the last rows or by a file is recorded, resumed and verified",
  async (folder) => {
    const rows = Array.from(
      { length: 40 },
      (_, r) =>
        `${r * 7 % 40},${"pqrst"[r % 5]},${"xy"[r * 7 % 40 < 20 ? 0 : 1]}`,
    );
    const head = "a,who,kind";
    write(folder, [head, ...rows.slice(0, 8)], "", "check");
    const stops = "earlyStopping: { patience: 5 }";
    const ways: [way: string, said: string][] = [
      [
        "{ fraction: 0.2, group: who }",
        "validation: 8 rows of the training file, with the rows of each group in column who kept together",
      ],
      ["{ last: 0.25 }", "validation: the last 10 rows of the training file"],
      ["{ file: check.csv }", "validation: 8 rows from check.csv"],
    ];
    for (const [n, [way, said]] of ways.entries()) {
      write(
        folder,
        [head, ...rows],
        spec("columns: { who: ignore }", `validation: ${way}\n${stops}`),
      );
      const out = `run${n}`;
      const trained = await run("train", folder, "t.yaml", "--out", out);
      assertEquals(trained.code, 0, trained.err);
      assertStringIncludes(trained.err, `${said}\n`);
      const record = JSON.parse(
        Deno.readTextFileSync(`${folder}/${out}/run.json`),
      );
      const held = way.includes("last") ? 10 : 8;
      assertEquals(record.data.validation.rows, held);
      assertEquals(record.data.table.rows, 40);
      assert(record.epochs[0].validation.loss > 0);
      const verified = await run("train", folder, out, "--verify");
      assertEquals(verified.code, 0, verified.err);
    }
    // a changed table is not the table of the start of the run
    write(folder, ["a,who,kind", "1,p,x", "2,q,y"], "", "check");
    const other = await run("train", folder, "run2", "--verify");
    assertEquals(other.code, 1);
    assertStringIncludes(
      other.err,
      "the validation examples must be the same as at the start of the run",
    );
  },
);

drive(
  "each fold is standardized with its own training rows in float64, and keeps groups together",
  async (folder) => {
    // y = 3 x + 2; the flag has no effect, and is 1 in one of a hundred rows
    const line = (from: number) =>
      Array.from({ length: 100 }, (_, r) => {
        const x = from + r / 10;
        return `${x.toFixed(1)},${r === 41 ? 1 : 0},g${r % 10},${
          (3 * (x - from) + 2).toFixed(1)
        }`;
      });
    for (const [precision, from] of [["float64", 0], ["float32", 1.7e9]]) {
      write(
        folder,
        ["x,flag,g,kind", ...line(Number(from))],
        `name: t
dataset: { csv: t.csv, label: kind, columns: { g: ignore } }
layers: [{ units: 1, activation: identity }]
labels: { standardize: false }
loss: mse
learningRate: 0.05
batchSize: 10
epochs: 50
precision: ${precision}
validation: { folds: 5, group: g }
`,
      );
      const { code, out, err } = await run("train", folder, "t.yaml", "--json");
      assertEquals(code, 0, err);
      const { crossValidation: { folds } } = JSON.parse(out);
      assertEquals(folds.map(({ held }: { held: number }) => held), [
        ...[20, 20, 20, 20, 20],
      ]);
      const losses = folds.map(({ loss }: { loss: number }) => loss)
        .sort((a: number, b: number) => b - a);
      // the fold with the flag keeps the initial weight of the flag, at most
      // 1.5
      assert(losses[0] < 0.2 && losses[0] > 0, `${losses}`);
      assert(losses[1] < 1e-9, `${losses}`);
    }
  },
);

drive(
  "predict prints notes on cells and names, and gives no prediction for a row with a missing name",
  async (folder) => {
    const rows = [
      "a,colour,kind",
      "1,red,x",
      "2,blue,y",
      "?,red,x",
      "4,blue,y",
    ];
    write(
      folder,
      rows,
      spec("missing: { then: mean }, unseen: zeros"),
    );
    const { code, err } = await run("train", folder, "t.yaml");
    assertEquals(code, 0, err);
    assertStringIncludes(
      err,
      "note: missing cells are replaced by the mean of their column: 1 in a\n",
    );
    Deno.writeTextFileSync(`${folder}/new.csv`, "a,colour\nNA,green\n2,red\n");
    const said = await run("predict", folder, "runs/t", "new.csv");
    assertEquals(said.code, 0);
    assertEquals(
      said.err,
      "note: new.csv: missing cells are replaced by the mean of their column: 1 in a\n" +
        "note: new.csv: all inputs of a column are 0 for a category that is not in the training rows: 1 in colour\n",
    );
    Deno.writeTextFileSync(`${folder}/new.csv`, "a,colour\n1,\n");
    const empty = await run("predict", folder, "runs/t", "new.csv");
    assertEquals([empty.code, empty.out, empty.err], [
      0,
      "new.csv[0]: no prediction, since a cell is missing\n",
      "note: new.csv: 1 of 1 row get no prediction, since cells are missing: 1 in colour\n",
    ]);
  },
);

drive(
  "the suggested columns include the columns of the spec; a single column gets no such suggestion",
  async (folder) => {
    const rows = ["a,b,kind", "1,2,x", "?,z,y", "3,4,x"];
    const bad = async (dataset: string) => {
      write(folder, rows, spec(dataset));
      const { code, err } = await run("train", folder, "t.yaml");
      assertEquals(code, 1);
      return err;
    };
    assertStringIncludes(
      await bad("columns: { a: names }"),
      "\n  to set the types of all columns in one line of dataset, write columns: { a: names, b: names }\n",
    );
    assertEquals((await bad("test: 0.5")).includes("one line"), false);
  },
);

drive(
  "the last rows of a random walk score worse than random rows",
  async (folder) => {
    let y = 0, state = 1;
    const rows = Array.from({ length: 200 }, (_, t) => {
      state = (state * 48271) % 2147483647;
      y += state / 2147483647 - 0.45;
      return `${t},${y.toFixed(3)}`;
    });
    const figures: number[] = [];
    for (const test of ["0.2", "{ last: 0.2 }"]) {
      write(
        folder,
        ["t,y", ...rows],
        `name: walk
dataset: { csv: t.csv, label: y, test: ${test} }
layers: [{ units: 16, activation: relu }, { units: 1, activation: identity }]
optimizer: adam
learningRate: 0.01
epochs: 60
`,
      );
      const { code, out, err } = await run("train", folder, "t.yaml", "--json");
      assertEquals(code, 0, err);
      figures.push(JSON.parse(out).regression.rmse);
    }
    assert(figures[1] > 1.5 * figures[0], `${figures}`);
    assertAlmostEquals(figures[0], 0.5, 0.45);
  },
);
