import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { drive, run } from "./_command.ts";

/** Writes a table of flats. Every fourth row goes to a separate file. */
function writeFlats(folder: string): void {
  const rows = Array.from({ length: 80 }, (_, r) => {
    const area = 30 + r * 7 % 100, district = ["north", "south"][r % 2];
    const price = 2000 * area + (r % 2 ? 50_000 : 0);
    return [area, district, price, price > 170_000 ? "dear" : "cheap"].join();
  });
  const write = (file: string, part: number[]) =>
    Deno.writeTextFileSync(
      `${folder}/${file}.csv`,
      ["area,district,price,kind", ...part.map((r) => rows[r])].join("\n"),
    );
  const all = [...rows.keys()];
  write("flats", all.filter((r) => r % 4 > 0));
  write("held", all.filter((r) => r % 4 === 0));
}

function specOf(fields: string, layers: string, label: string, loss: string) {
  return `name: ${label}
dataset: { csv: flats.csv, label: ${label}, test: { file: held.csv }, ${fields} }
layers: [{ units: 6, activation: tanh }, ${layers}]
loss: ${loss}
learningRate: 0.05
batchSize: 4
epochs: 40
`;
}

const kinds: Readonly<Record<string, string>> = {
  binary: specOf(
    "columns: { price: ignore }",
    "{ units: 1 }",
    "kind",
    "binaryCrossEntropy",
  ),
  classes: specOf(
    "columns: { price: ignore }",
    "{ units: 2 }",
    "kind",
    "crossEntropy",
  ),
  numbers: specOf("columns: { kind: ignore }", "{ units: 1 }", "price", "mse"),
};

drive(
  "evaluate MODEL ROWS.csv prints the score of training for the same rows",
  async (folder) => {
    writeFlats(folder);
    for (const [name, spec] of Object.entries(kinds)) {
      Deno.writeTextFileSync(`${folder}/${name}.yaml`, spec);
      const args = [`${name}.yaml`, "--out", name, "--json"];
      const trained = await run("train", folder, ...args);
      assertEquals(trained.code, 0, trained.err);
      const { score, regression, confusion, logLoss, classes } = JSON.parse(
        trained.out,
      );
      // the columns in another order, and one unknown column
      const lines = Deno.readTextFileSync(`${folder}/held.csv`).split("\n")
        .map((line) => line.split(","))
        .map(([area, district, price, kind]) =>
          ["x", kind, price, district, area].join(";")
        );
      Deno.writeTextFileSync(`${folder}/new.csv`, lines.join("\r\n"));
      for (const model of [name, `${name}/model.safetensors`]) {
        const json = await run("evaluate", folder, model, "new.csv", "--json");
        assertEquals([json.code, json.err], [0, ""]);
        const found = JSON.parse(json.out);
        assertEquals(
          [found.file, (found.score ?? found.regression).on],
          ["new.csv", "rows"],
        );
        assertEquals(found.sources, [
          "scored: 20 rows of 2 columns from new.csv",
        ]);
        const asTest = (of?: object) => of && { ...of, on: "test" };
        assertEquals(
          [
            asTest(found.score),
            asTest(found.regression),
            found.confusion,
            found.logLoss,
            found.classes,
          ],
          [score, regression, confusion, logLoss, classes],
        );
      }
      const shown = await run("evaluate", folder, name, "new.csv");
      assertEquals(
        shown.err,
        'scored: 20 rows of 2 columns from new.csv\nnote: columns are separated by ";"\n\n',
      );
      assertMatch(
        shown.out,
        name === "numbers"
          ? /\nRMSE \d+(\.\d+)?, R squared 0\.\d{4} on 20 rows\n$/
          : /\nlabel +cheap +dear +right\n[^]*\none-hot score: .* of 20, 95% interval /,
      );
    }
  },
);

drive(
  "evaluate MODEL ROWS.csv refuses rows that it cannot score, and reports their columns",
  async (folder) => {
    writeFlats(folder);
    Deno.writeTextFileSync(`${folder}/binary.yaml`, kinds.binary);
    Deno.writeTextFileSync(
      `${folder}/xor.yaml`,
      "name: xor\ndataset: { inputs: [[0, 1], [1, 1]], labels: [[1], [0]] }\n" +
        "layers: [{ units: 1 }]\nlearningRate: 1\nepochs: 1\n",
    );
    for (const name of ["binary", "xor"]) {
      const args = [`${name}.yaml`, "--out", name, "--epochs", "1"];
      const { code, err } = await run("train", folder, ...args);
      assertEquals(code, 0, err);
    }
    const write = (file: string, text: string) =>
      Deno.writeTextFileSync(`${folder}/${file}`, text);
    write("other.csv", "area,district,kind\n40,north,dear\n41,north,costly\n");
    write("none.csv", "area,district,knid\n40,north,dear\n");
    write("few.csv", "district,kind\nnorth,dear\n");
    write("bad.csv", "area,district,kind\nbig,west,dear\n");
    const cases: [args: string[], code: number, said: string][] = [
      [
        ["binary", "other.csv"],
        1,
        'error: other.csv:3: must have one of the names in the training rows (cheap, dear) in column 3, kind: found "costly"\n',
      ],
      [
        ["binary", "none.csv"],
        1,
        'error: none.csv must have the label column "kind": found "area", "district", "knid", did you mean "knid"?\n',
      ],
      [
        ["binary", "few.csv"],
        1,
        'error: few.csv must have a column "area": found "district", "kind"\n',
      ],
      [["binary", "bad.csv"], 1, "error: bad.csv has 2 problems\n"],
      [
        ["binary", "no.csv"],
        2,
        "error: no.csv must be a file: found no file of that name",
      ],
      [
        ["binary", "other.csv", "--data", "."],
        2,
        "error: --data must be omitted if the network is evaluated on a CSV file: found --data and other.csv",
      ],
      [
        ["xor", "other.csv"],
        2,
        "error: other.csv must be omitted, since only a network that was trained on a table",
      ],
    ];
    for (const [args, expected, said] of cases) {
      const { code, out, err } = await run("evaluate", folder, ...args);
      assertEquals([code, out], [expected, ""], args.join(" "));
      assertStringIncludes(err, said);
    }
  },
);

drive(
  "evaluate MODEL ROWS.csv prints a note if the rows are the training rows",
  async (folder) => {
    const rows = Array.from({ length: 12 }, (_, r) => `${r},${r % 2 ? 4 : 1}`);
    const write = (file: string, rows: string[]) =>
      Deno.writeTextFileSync(
        `${folder}/${file}`,
        ["a,odd", ...rows].join("\n"),
      );
    write("t.csv", rows);
    // with the loss mse and two numbers, the numbers are two classes: 1 and 4
    Deno.writeTextFileSync(
      `${folder}/t.yaml`,
      "name: t\ndataset: { csv: t.csv, label: odd }\n" +
        "layers: [{ units: 1, activation: identity }]\nlearningRate: 0.01\nepochs: 1\n",
    );
    const { code, err } = await run("train", folder, "t.yaml", "--out", "t");
    assertEquals(code, 0, err);
    write("grown.csv", [...rows, "12,1"]);
    write("new.csv", rows.toReversed());
    write("wrong.csv", [...rows, "12,2"]);
    const said = async (file: string) =>
      await run("evaluate", folder, "t", file);
    const note =
      "note: the first 12 rows of grown.csv are the rows of the training table\n";
    assertStringIncludes((await said("grown.csv")).err, note);
    const fresh = await said("new.csv");
    assertEquals(fresh.err, "scored: 12 rows of 1 column from new.csv\n\n");
    assertMatch(fresh.out, /^label +1 +4 +right$/m);
    assertEquals(
      (await said("wrong.csv")).err,
      'error: wrong.csv:14: must have 1 or 4, the classes, in column 2, odd: found "2"\n',
    );
  },
);

drive(
  "evaluate and predict report that a trained network reads columns as in training",
  async (folder) => {
    const write = (file: string, lines: string[]) =>
      Deno.writeTextFileSync(`${folder}/${file}`, lines.join("\n"));
    const rows = Array.from(
      { length: 24 },
      (_, r) => `${r},5;${["a", "b", "c"][r % 3]};${r % 2 ? "no" : "yes"}`,
    );
    write("t.csv", ["size;town;sold", ...rows]);
    write("t.yaml", [
      "name: t",
      'dataset: { csv: t.csv, label: sold, decimal: "," }',
      "layers: [{ units: 1 }]",
      "loss: binaryCrossEntropy",
      "learningRate: 0.1",
      "epochs: 1",
    ]);
    const { code, err } = await run("train", folder, "t.yaml", "--out", "t");
    assertEquals(code, 0, err);
    write("town.csv", ["size;town;sold", "1,5;d;no"]);
    write("point.csv", ["size;town;sold", "1.5;a;no"]);
    write("right.csv", ["size;town;sold", "1,5;a;no"]);
    const train =
      "\na trained network reads columns in the same way as in training: correct the file, or change dataset in the spec and train the network again\n";
    const signs = '\nthe network was trained with decimal: ","\n';
    for (const verb of ["evaluate", "predict"] as const) {
      const told = async (file: string) =>
        (await run(verb, folder, "t", file)).err;
      assertStringIncludes(await told("town.csv"), train);
      assertStringIncludes(await told("point.csv"), signs);
      assertEquals((await run(verb, folder, "t", "right.csv")).code, 0);
    }
  },
);
