import {
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { inProject, run } from "./_command.ts";
import { COMMAND, needing } from "../_needing.ts";

const iris = `name: iris
dataset: { csv: ../flowers/iris.csv, label: species, test: 0.3 }
layers: [{ units: 8, activation: tanh }, { units: 3, activation: softmax }]
loss: crossEntropy
learningRate: 0.1
epochs: 100
seed: 5
`;

/**
 * Registers a test whose folder has a spec, and the iris table in another
 * folder.
 */
function drive(name: string, fn: (folder: string) => Promise<void>): void {
  Deno.test({
    ...needing(name, COMMAND),
    fn: () =>
      inTemporaryFolder(async (folder) => {
        Deno.mkdirSync(`${folder}/flowers`);
        Deno.mkdirSync(`${folder}/specs`);
        Deno.copyFileSync(
          inProject("data/iris.csv"),
          `${folder}/flowers/iris.csv`,
        );
        Deno.writeTextFileSync(`${folder}/specs/iris.yaml`, iris);
        await fn(folder);
      }),
  });
}

drive(
  "train trains on a table, evaluate scores its test rows again, and predict finds the columns by name",
  async (folder) => {
    const trained = await run("train", folder, "specs/iris.yaml", "--json");
    assertEquals(trained.code, 0, trained.err);
    const { score, classes, sources } = JSON.parse(trained.out);
    assertEquals(classes, ["setosa", "versicolor", "virginica"]);
    assertEquals([score.on, score.count], ["test", 45]);
    assertEquals(sources, [
      "train: 105 rows of 4 columns from ../flowers/iris.csv",
      "test: 45 other rows of the training file",
    ]);
    const again = await run("evaluate", folder, "runs/iris", "--json");
    assertEquals(again.code, 0, again.err);
    assertEquals(JSON.parse(again.out).score, score);
    const verified = await run("train", folder, "runs/iris", "--verify");
    assertEquals(verified.code, 0, verified.err);

    // columns in another order, and one unknown column: flowers 1 and 150
    Deno.writeTextFileSync(
      `${folder}/some.csv`,
      "note,petal_width,sepal_width,petal_length,sepal_length\n" +
        "first,0.2,3.5,1.4,5.1\nlast,1.8,3,5.1,5.9\n",
    );
    const said = await run("predict", folder, "runs/iris", "some.csv");
    assertEquals([said.code, said.err], [0, ""]);
    assertMatch(said.out, /^some\.csv\[0\]: setosa 0\.9.*\n.*: virginica 0\./);
    Deno.writeTextFileSync(`${folder}/few.csv`, "petal_width\n0.2\n");
    const few = await run("predict", folder, "runs/iris", "few.csv");
    assertEquals(few.code, 1);
    assertStringIncludes(
      few.err,
      'few.csv must have a column "sepal_length": found "petal_width"',
    );
    const json =
      " must be a CSV file: found JSON; save the file as CSV in UTF-8";
    const measures = [
      ["rows.json", "[[5.1, 3.5, 1.4, 0.2]]", json],
      ["named.json", '[{ "sepal_length": 5.1 }]', json],
      [
        "zipped.csv.gz",
        Uint8Array.of(31, 139, 8),
        ": must be a complete gzip file: the file ends too early, at byte 3",
      ],
    ] as const;
    for (const [file, content, found] of measures) {
      Deno.writeFileSync(
        `${folder}/${file}`,
        typeof content === "string"
          ? new TextEncoder().encode(content)
          : content,
      );
      const { code, err } = await run("predict", folder, "runs/iris", file);
      assertEquals([code, err], [
        1,
        `error: ${file}${found}\n`,
      ]);
    }
  },
);

drive(
  "evaluate reads a changed table with the means and names of the training",
  async (folder) => {
    const { code, err } = await run("train", folder, "specs/iris.yaml");
    assertEquals(code, 0, err);
    const before = await run("evaluate", folder, "runs/iris", "--json");
    // add rows whose lengths are twice as large
    const path = `${folder}/flowers/iris.csv`;
    const [head, ...rows] = Deno.readTextFileSync(path).trim().split("\n");
    const doubled = rows.map((row) =>
      row.split(",").map((cell, c) => c < 4 ? 2 * Number(cell) : cell).join()
    );
    Deno.writeTextFileSync(path, [head, ...rows, ...doubled].join("\n"));
    const after = await run("evaluate", folder, "runs/iris", "--json");
    const [first, then] = [before, after].map(({ out }) =>
      JSON.parse(out).logLoss
    );
    assertAlmostEquals(first, 0.1, 0.2);
    assertEquals(then > first + 0.3, true, `${first} and ${then}`);
  },
);

drive(
  "an error in a table is reported in one line, with its position",
  async (folder) => {
    const path = `${folder}/flowers/iris.csv`;
    const text = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, text.replace("\n4.9,3.0,", "\n4.9,,"));
    const { code, err } = await run("train", folder, "specs/iris.yaml");
    assertEquals(code, 1);
    assertMatch(
      err,
      /^error: \.\.\/flowers\/iris\.csv:3: must have a value in column 2, sepal_width: found ""; fill in the cell .*\n$/,
    );
  },
);

drive(
  "a spec that contradicts its data is refused",
  async (folder) => {
    Deno.writeTextFileSync(
      `${folder}/specs/iris.yaml`,
      iris.replace("units: 3", "units: 4"),
    );
    const wide = await run("train", folder, "specs/iris.yaml");
    assertEquals(wide.code, 2);
    assertStringIncludes(
      wide.err,
      "layers[1].units: must be 3, one for each class of species (examples: setosa 50, versicolor 50, virginica 50): found 4",
    );
    Deno.writeTextFileSync(
      `${folder}/specs/iris.yaml`,
      iris + "inputs: { scale: [0, 2] }\n",
    );
    const scaled = await run("validate", folder, "specs/iris.yaml");
    assertEquals(scaled.code, 2);
    assertStringIncludes(
      scaled.err + scaled.out,
      "inputs.scale: has no effect on the columns of a table, which are standardized: found [0, 2]",
    );
    Deno.writeTextFileSync(
      `${folder}/specs/digits.yaml`,
      iris.replace(/^dataset: .*/m, "dataset: digits")
        .replace("units: 3", "units: 10") + "inputs: { standardize: true }\n",
    );
    const bytes = await run("validate", folder, "specs/digits.yaml");
    assertEquals(bytes.code, 2);
    assertStringIncludes(
      bytes.err + bytes.out,
      "inputs.standardize: must be omitted, since digits consists of bytes: found true; to scale the bytes, write inputs: { scale: [-1, 1] }",
    );
  },
);

drive(
  "train predicts the numbers of a table, and reports RMSE and R squared",
  async (folder) => {
    Deno.writeTextFileSync(
      `${folder}/specs/width.yaml`,
      `name: width
dataset: { csv: ../flowers/iris.csv, label: petal_width, test: 0.3 }
layers: [{ units: 1, activation: identity }]
loss: mse
learningRate: 0.05
epochs: 200
validation: { fraction: 0.1 }
`,
    );
    const { code, out, err } = await run("train", folder, "specs/width.yaml");
    assertEquals(code, 0, err);
    // the other three lengths and the species explain 0.95 by least squares
    const [, explained] = out.match(
      /^RMSE 0\.\d+, R squared (0\.\d+) on 45 rows$/m,
    )!;
    assertAlmostEquals(Number(explained), 0.95, 0.03);
    assertEquals(`${out}${err}`.includes("accuracy"), false);
    const width = `${folder}/runs/width`;
    const log = Deno.readTextFileSync(`${width}/log.jsonl`);
    const { epochs, regression, ...record } = JSON.parse(
      Deno.readTextFileSync(`${width}/run.json`),
    );
    assertEquals(regression.on, "test");
    assertEquals(Object.keys(epochs[0]), ["loss", "validation", "elapsedMs"]);
    assertEquals(Object.keys(epochs[0].validation), ["loss"]);
    assertEquals(log.includes("accuracy"), false);
    for (const key of ["score", "confusion", "classScores", "meanScore"]) {
      assertEquals(record[key], undefined);
    }
  },
);
