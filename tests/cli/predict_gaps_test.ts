import { assertEquals, assertStringIncludes } from "@std/assert";
import { drive, run } from "./_command.ts";

/** Trains a network on houses; `then` is the value of `missing.then`. */
async function train(folder: string, then: string) {
  const gaps = ["24,,80", ",yes,90"]; // one row has no name, one has no number
  const rows = Array.from(
    { length: 24 },
    (_, r) => `${r},${r % 2 ? "yes" : "no"},${3 * r + r % 2}`,
  );
  const all = then === "error" ? rows : [...rows, ...gaps];
  Deno.writeTextFileSync(
    `${folder}/houses.csv`,
    ["area,garden,price", ...all].join("\n"),
  );
  Deno.writeTextFileSync(
    `${folder}/${then}.yaml`,
    `name: ${then}
dataset: { csv: houses.csv, label: price, missing: { then: ${then} }, unseen: zeros }
layers: [{ units: 1 }]
learningRate: 0.1
epochs: 20
`,
  );
  const { code, err } = await run(
    "train",
    folder,
    `${then}.yaml`,
    "--out",
    then,
  );
  assertEquals(code, 0, err);
}

const HEAD = "area,garden,price";
const NEW = ["3,yes,10", "4,,13", ",no,40", "5,maybe,16", "6,no,18"];

/** Writes a table of houses, and a table with one row that has all cells. */
function write(folder: string) {
  const file = (name: string, rows: readonly string[]) =>
    Deno.writeTextFileSync(
      `${folder}/${name}.csv`,
      [HEAD, ...rows, ""].join("\n"),
    );
  file("new", NEW);
  file("first", [NEW[0]]);
}

for (
  const { then, empty, note, filled } of [
    {
      then: "mean",
      empty: [1],
      note:
        "1 of 5 rows get no prediction, since cells are missing: 1 in garden",
      filled: true,
    },
    {
      then: "drop",
      empty: [1, 2],
      note:
        "2 of 5 rows get no prediction, since cells are missing: 1 in area, 1 in garden",
      filled: false,
    },
  ]
) {
  drive(
    `predict leaves out the rows that training leaves out, and predicts all others: missing.then is ${then}`,
    async (folder) => {
      await train(folder, then);
      write(folder);
      const csv = await run("predict", folder, then, "new.csv", "--csv");
      assertEquals(csv.code, 0, csv.err);
      assertStringIncludes(csv.err, `note: new.csv: ${note}\n`);
      assertEquals(
        csv.err.includes("replaced by the mean of their column: 1 in area\n"),
        filled,
      );
      const lines = csv.out.split("\n");
      assertEquals(lines[0], `${HEAD},predicted_price`);
      NEW.forEach((row, r) => {
        const [, added] = lines[r + 1].split(`${row},`);
        assertEquals(added === "", empty.includes(r), lines[r + 1]);
      });
      assertEquals(lines.slice(NEW.length + 1), [""]);
      const first = await run("predict", folder, then, "first.csv", "--csv");
      assertEquals(lines[1], first.out.split("\n")[1]);

      const json = await run("predict", folder, then, "new.csv", "--json");
      const { predictions } = JSON.parse(json.out);
      assertEquals(
        predictions.map((
          { row, outputs }: { row: number; outputs: unknown },
        ) => [row, outputs === null]),
        NEW.map((_, r) => [r, empty.includes(r)]),
      );
      assertEquals(predictions[1], {
        ...{ file: "new.csv", row: 1, outputs: null, values: null },
      });
      const text = await run("predict", folder, then, "new.csv");
      assertStringIncludes(
        text.out,
        "new.csv[1]: no prediction, since a cell is missing\n",
      );
      assertEquals(text.out.match(/no prediction/g)?.length, empty.length);

      Deno.writeTextFileSync(
        `${folder}/sold.csv`,
        [
          HEAD,
          ...["3,yes,10", "4,,13", "5,,14", "6,no,18"],
        ].join("\n"),
      );
      const scored = await run("evaluate", folder, then, "sold.csv");
      assertEquals(
        scored.err,
        "scored: 2 rows of 2 columns from sold.csv\n" +
          "note: 2 of 4 rows are removed, since cells are missing: 2 in garden\n\n",
      );
    },
  );
}

drive(
  "predict refuses a file with an empty cell if missing.then is error",
  async (folder) => {
    await train(folder, "error");
    write(folder);
    const { code, out, err } = await run("predict", folder, "error", "new.csv");
    assertEquals([code, out], [1, ""]);
    assertStringIncludes(
      err,
      'new.csv:3: must have a value in column 2, garden: found ""; fill in the cell, or delete the row',
    );
  },
);
