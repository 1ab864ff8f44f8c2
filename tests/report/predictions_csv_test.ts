import { assertEquals } from "@std/assert";
import type { OutputFacts, RowPrediction } from "../../lib/mlp/mod.ts";
import {
  cellsText,
  predictedCells,
  predictedNames,
} from "../../lib/report/mod.ts";

const facts: Readonly<Record<string, OutputFacts>> = {
  classes: {
    ...{ task: { type: "classes" }, names: ["a", "b"], isNamed: true },
    areProbabilities: true,
  },
  scores: {
    ...{ task: { type: "classes" }, names: ["a", "b"], isNamed: true },
    areProbabilities: false,
  },
  score: {
    ...{ task: { type: "binary", cut: 0 }, names: ["-1", "1"], isNamed: true },
    areProbabilities: false,
  },
  labels: {
    ...{ task: { type: "labels", cut: 0.5 }, names: ["x", "y"], isNamed: true },
    areProbabilities: true,
  },
  values: {
    ...{ task: { type: "numbers" }, names: ["x", "y"], isNamed: true },
    areProbabilities: false,
  },
  value: {
    ...{ task: { type: "numbers" }, names: ["0"], isNamed: false },
    areProbabilities: false,
  },
};

Deno.test("predictedNames() and predictedCells() have the same order for every task", async (t) => {
  const cases: [
    of: string,
    label: string | undefined,
    said: RowPrediction,
    names: string[],
    cells: (string | number)[],
  ][] = [
    [
      "classes",
      "kind",
      { class: "b", probabilities: { a: 0.25, b: 0.75 } },
      ["predicted_kind", "probability_a", "probability_b"],
      ["b", 0.25, 0.75],
    ],
    [
      "scores",
      undefined,
      { class: "a", outputs: { a: 3, b: -1 } },
      ["predicted", "output_a", "output_b"],
      ["a", 3, -1],
    ],
    [
      "score",
      "side",
      { class: "-1", outputs: { "1": -0.5 } },
      ["predicted_side", "output_1"],
      ["-1", -0.5],
    ],
    [
      "labels",
      undefined,
      { labels: ["y"], probabilities: { x: 0.1, y: 0.9 } },
      ["predicted_x", "predicted_y", "probability_x", "probability_y"],
      [0, 1, 0.1, 0.9],
    ],
    [
      "values",
      undefined,
      { values: { x: 1, y: 2 } },
      ["predicted_x", "predicted_y"],
      [1, 2],
    ],
    ["value", undefined, { values: { "0": 1 } }, ["predicted"], [1]],
  ];
  for (const [of, label, said, names, cells] of cases) {
    await t.step(of, () => {
      assertEquals(predictedNames(facts[of], label, ["a", "b"]), names);
      assertEquals(predictedCells(said, facts[of]), cells);
    });
  }
});

Deno.test("predictedNames() adds a number to a name that is taken, without regard to case", () => {
  const taken = ["Predicted_Kind", "predicted_kind_2", "probability_b"];
  assertEquals(predictedNames(facts.classes, "kind", taken), [
    "predicted_kind_3",
    "probability_a",
    "probability_b_2",
  ]);
});

Deno.test("cellsText() quotes a text that would not be read as one cell", () => {
  const cells = ["a,b", 'say "a"', "a\nb", " a", "", "a;b", 0.5, 1e-9, -2e21];
  assertEquals(
    cellsText(cells, { separator: ",", decimal: "." }),
    ',"a,b","say ""a""","a\nb"," a",,a;b,0.5,1e-9,-2e+21',
  );
  assertEquals(
    cellsText([0.5, "a;b"], { separator: ";", decimal: "," }),
    ';0,5;"a;b"',
  );
  assertEquals(
    cellsText([0.5, 2], { separator: ",", decimal: "," }),
    ',"0,5",2',
  );
});

Deno.test("predictedNames() adds numbers to names that differ only by case", async (t) => {
  // all spellings of abcdefghijklm with capital and small letters: 8,192 names
  const alike = Array.from(
    { length: 2 ** 13 },
    (_, n) =>
      [..."abcdefghijklm"].map((letter, l) =>
        n >> l & 1 ? letter.toUpperCase() : letter
      ).join(""),
  );
  for (const count of [2, 300, 2 ** 13]) {
    await t.step(`${count} names`, () => {
      const names = alike.slice(0, count);
      const found = predictedNames({ ...facts.values, names }, undefined, []);
      assertEquals(
        found,
        names.map((name, n) =>
          `predicted_${name}${n === 0 ? "" : `_${n + 1}`}`
        ),
      );
    });
  }
});
