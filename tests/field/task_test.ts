/**
 * The task of a network, which depends on the loss and on all labels:
 * independent labels, numbers, or two classes of one output.
 *
 * @module
 */

import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
} from "@std/assert";
import { evaluationJson } from "../../lib/report/mod.ts";
import { drive, run } from "../cli/_command.ts";
import { DivergenceError } from "../../mod.ts";
import { trained, withTable } from "./_trained.ts";

const BCE = "loss: binaryCrossEntropy";

Deno.test("several outputs with binaryCrossEntropy are independent labels, even if the rows look like one-hot rows", async (t) => {
  const cases: [name: string, inputs: number[][], labels: number[][]][] = [
    [
      "most rows have no label",
      [[0, 0], [1, 0], [0, 1], [0, 0.1], [0.1, 0], [0, 0.2]],
      [[0, 0], [1, 0], [0, 1], [0, 0], [0, 0], [0, 0]],
    ],
    [
      "each row has one label",
      [[0, 1], [1, 0], [0.1, 1], [1, 0.1]],
      [[0, 1], [1, 0], [0, 1], [1, 0]],
    ],
    [
      "one row has all labels",
      [[0, 0], [1, 1], [1, 0], [0, 1]],
      [[0, 0], [1, 1], [1, 0], [0, 1]],
    ],
  ];
  for (const [name, inputs, labels] of cases) {
    await t.step(name, async () => {
      const { mlp, on, data } = await trained(`name: alarms
dataset: { inputs: ${JSON.stringify(inputs)}, labels: ${
        JSON.stringify(labels)
      } }
layers: [{ units: 8, activation: tanh }, { units: 2 }]
${BCE}
learningRate: 1
batchSize: full
epochs: 2000
`);
      assertEquals(mlp.task.type, "labels");
      const outputs = mlp.predict(data.train.inputs).data;
      const right = labels.filter((row, r) =>
        row.every((label, o) => Number(outputs[2 * r + o] > 0.5) === label)
      );
      assertEquals([on.score.right, on.score.count], [
        right.length,
        labels.length,
      ]);
      assertEquals(right.length, labels.length); // the network is trained well
      assertEquals(
        on.classification?.scores.map(({ count }) => count),
        [0, 1].map((o) => labels.filter((row) => row[o] === 1).length),
      );
    });
  }
});

Deno.test("numeric labels have no accuracy, for any last activation", async (t) => {
  const cases: [last: string, labels: number[]][] = [
    ["softplus", [3, 4, 5, 6]],
    ["identity", [3, 4, 5, 6]],
    ["sigmoid", [0.1, 0.5, 0.9, 0.95]],
    ["tanh", [-0.5, 0, 0.5, 0.9]],
  ];
  for (const [last, labels] of cases) {
    await t.step(last, async () => {
      const { mlp, on } = await trained(`name: sums
dataset: { inputs: [[1, 2], [2, 3], [3, 4], [4, 5]], labels: ${
        JSON.stringify(labels.map((y) => [y]))
      } }
layers: [{ units: 4, activation: tanh }, { units: 1, activation: ${last} }]
learningRate: 0.05
epochs: 20
`);
      assertEquals(mlp.task.type, "numbers");
      assertEquals(on.classification, undefined);
      const mean = labels.reduce((a, b) => a + b) / 4;
      const off = labels.map((y, r) => (on.predictions.data[r] - y) ** 2);
      const all = labels.map((y) => (y - mean) ** 2);
      const sum = (terms: number[]) => terms.reduce((a, b) => a + b);
      assertAlmostEquals(on.regression!.rmse, Math.sqrt(sum(off) / 4), 1e-6);
      assertAlmostEquals(
        on.regression!.rSquared!,
        1 - sum(off) / sum(all),
        1e-6,
      );
      assertEquals("score" in evaluationJson(on), false);
    });
  }
});

withTable(
  "numeric labels of a table are trained in any unit",
  async (write, folder, t) => {
    const area = (r: number) => 50 + (r * 37) % 150,
      rooms = (r: number) => r % 5;
    const units: [name: string, unit: number, from: number][] = [
      ["dollars", 1, 0],
      ["billions below zero", -1e4, -1e12],
      ["millionths", 1e-10, 3e-5],
    ];
    for (const [name, unit, from] of units) {
      const priceOf = (r: number) =>
        from + unit * (1500 * area(r) + 20_000 * rooms(r));
      const rows = Array.from(
        { length: 80 },
        (_, r) => `${area(r)},${rooms(r)},${priceOf(r)}`,
      );
      write(["area,rooms,kind", ...rows].join("\n"));
      for (
        const how of ["learningRate: 0.01", "optimizer: adam\nloss: huber"]
      ) {
        await t.step(`${name}, ${how}`, async () => {
          const { on } = await trained(
            `name: t
dataset: { csv: t.csv, label: kind, test: 0.2 }
layers: [{ units: 8, activation: relu }, { units: 1 }]
epochs: 150
batchSize: 8
learningRate: 0.01
${how.replace(/^learningRate.*/, "")}
`,
            folder,
          );
          assertEquals(on.on.part, "test");
          assert(on.regression!.rSquared! > 0.99, `${on.regression!.rSquared}`);
        });
      }
    }
  },
);

withTable(
  "numeric labels that are not standardized diverge, and the message suggests what to scale",
  async (write, folder) => {
    for (const unit of [1500, -1e7, 3e9]) {
      const rows = Array.from(
        { length: 40 },
        (_, r) => `${r},${unit * (r + 1)}`,
      );
      write(["a,kind", ...rows].join("\n"));
      const error = await assertRejects(
        () =>
          trained(
            `name: t
dataset: { csv: t.csv, label: kind }
layers: [{ units: 8, activation: relu }, { units: 1, activation: identity }]
labels: { standardize: false }
learningRate: 0.1
epochs: 100
`,
            folder,
          ),
        DivergenceError,
      );
      const largest = Number(Math.abs(40 * unit).toPrecision(6));
      assertEquals(error.message.split("; ").slice(2), [
        `try a learningRate of 0.01 or scale the labels, which are as large as ${largest}`,
        "for a table, write labels: { standardize: true }",
      ]);
    }
  },
);

drive(
  "predict prints both classes of a network with one output by name, also in JSON",
  async (folder) => {
    const pairs = [["ham", "spam"], ["no", "yes"], ["1", "2"]];
    for (const [low, high] of pairs) {
      const rows = Array.from(
        { length: 40 },
        (_, r) => `${r < 20 ? r : r + 20},${r < 20 ? low : high}`,
      );
      Deno.writeTextFileSync(`${folder}/t.csv`, ["a,kind", ...rows].join("\n"));
      Deno.writeTextFileSync(`${folder}/new.csv`, "a\n60\n0\n");
      Deno.writeTextFileSync(
        `${folder}/t.yaml`,
        `name: of-${low}
dataset: { csv: t.csv, label: kind }
layers: [{ units: 1 }]
loss: binaryCrossEntropy
learningRate: 0.5
epochs: 100
`,
      );
      const { code, out, err } = await run("train", folder, "t.yaml", "--json");
      assertEquals(code, 0, err);
      assertEquals(JSON.parse(out).classes, [low, high]);
      const model = `runs/of-${low}`, args = [model, "new.csv"];
      const said = await run("predict", folder, ...args);
      assertMatch(
        said.out,
        new RegExp(
          `^new.csv\\[0\\]: ${high} 0.9\\d+, ${low} 0.0\\d+\nnew.csv\\[1\\]: ${low} 0.9\\d+, ${high} 0.0\\d+\n$`,
        ),
      );
      const json = await run("predict", folder, ...args, "--json");
      const [{ outputs: [output], top }] = JSON.parse(json.out).predictions;
      assertEquals(
        top.map((guess: { class: string; probability: number }) => [
          guess.class,
          guess.probability.toFixed(6),
        ]),
        [[high, output.toFixed(6)], [low, (1 - output).toFixed(6)]],
      );
    }
  },
);
