import { assertEquals } from "@std/assert";
import {
  classNames,
  cutOf,
  type LossName,
  type Task,
  taskOf,
} from "../../lib/formula/mod.ts";
import { frame } from "../../lib/frame.ts";

Deno.test("taskOf() decides from the loss and all labels", async (t) => {
  const cases: [
    name: string,
    loss: LossName,
    labels: number[][],
    expected: Task,
  ][] = [
    ["softmax", "crossEntropy", [[1, 0], [0, 1]], { type: "classes" }],
    [
      "softmax with smoothed targets",
      "crossEntropy",
      [[0.9, 0.1], [0.1, 0.9]],
      { type: "classes" },
    ],
    [
      "two classes in one output",
      "binaryCrossEntropy",
      [[0], [1]],
      { type: "binary", cut: 0.5 },
    ],
    [
      "independent labels, some rows without one",
      "binaryCrossEntropy",
      [[0, 0], [1, 0], [0, 1]],
      { type: "labels", cut: 0.5 },
    ],
    [
      "independent labels that look one-hot",
      "binaryCrossEntropy",
      [[1, 0], [0, 1]],
      { type: "labels", cut: 0.5 },
    ],
    ["one-hot rows", "mse", [[1, 0], [0, 1]], { type: "classes" }],
    ["rows of two", "mse", [[1, 1], [0, 1]], { type: "numbers" }],
    ["rows of none", "huber", [[0, 0], [0, 1]], { type: "numbers" }],
    ["rows of other numbers", "mse", [[0.9, 0.1]], { type: "numbers" }],
    ["XOR", "mse", [[0], [1], [1], [0]], {
      type: "binary",
      cut: 0.5,
      labels: [0, 1],
    }],
    ["-1 and 1", "mse", [[-1], [1], [1]], {
      type: "binary",
      cut: 0,
      labels: [-1, 1],
    }],
    ["1 and 4", "huber", [[4], [1]], {
      type: "binary",
      cut: 2.5,
      labels: [1, 4],
    }],
    ["three values", "mse", [[0], [1], [2]], { type: "numbers" }],
    ["a single value", "mse", [[1], [1]], { type: "numbers" }],
  ];
  for (const [name, loss, labels, expected] of cases) {
    await t.step(name, () => {
      const targets = [frame(labels)], outputs = labels[0].length;
      assertEquals(taskOf(loss, { outputs, targets }), expected);
    });
  }
});

Deno.test("taskOf() returns a classification task with every loss if the classes are given", () => {
  for (
    const loss of [
      "mse",
      "huber",
      "crossEntropy",
      "binaryCrossEntropy",
    ] as const
  ) {
    const classes = [-1, 1] as const; // the two levels of labels.oneHot
    assertEquals(taskOf(loss, { outputs: 3, classes }), { type: "classes" });
    const two = taskOf(loss, { outputs: 1, classes: [0, 1] });
    assertEquals(two, { type: "binary", cut: 0.5 });
  }
});

Deno.test("taskOf() reads the labels of every split", () => {
  const parts = [[[0], [1]], [[1], [0.5]]].map((rows) => frame(rows));
  const decide = (n: number) =>
    taskOf("mse", { outputs: 1, targets: parts.slice(0, n) }).type;
  assertEquals([decide(1), decide(2)], ["binary", "numbers"]);
});

Deno.test("cutOf() is the threshold of binary and multi-label tasks", () => {
  assertEquals(cutOf({ type: "classes" }), undefined);
  assertEquals(cutOf({ type: "numbers" }), undefined);
  assertEquals(cutOf({ type: "labels", cut: 0.5 }), 0.5);
  assertEquals(cutOf({ type: "binary", cut: 0 }), 0);
});

Deno.test("classNames() gives the positions of outputs, or the two labels of a single output", async (t) => {
  const cases: [
    name: string,
    loss: LossName,
    labels: number[][],
    expected: string[] | undefined,
  ][] = [
    ["three outputs", "mse", [[0, 1, 0], [1, 0, 0]], ["0", "1", "2"]],
    ["0 and 1", "mse", [[1], [0]], ["0", "1"]],
    ["-1 and 1", "mse", [[1], [-1]], ["-1", "1"]],
    ["1 and 2", "huber", [[1], [2]], ["1", "2"]],
    ["0.1 and 0.9, in float32", "mse", [[0.9], [0.1]], ["0.1", "0.9"]],
    ["7 digits", "mse", [[1234567], [1234568]], ["1234567", "1234568"]],
    ["smoothed labels", "binaryCrossEntropy", [[0.3], [0.9]], ["0", "1"]],
    ["numbers", "mse", [[1], [2], [3]], undefined],
    ["independent labels", "binaryCrossEntropy", [[1, 1]], undefined],
  ];
  for (const [name, loss, labels, expected] of cases) {
    await t.step(name, () => {
      const targets = frame(labels), outputs = targets.columns;
      const task = taskOf(loss, { outputs, targets: [targets] });
      assertEquals(classNames(task, { loss, targets }), expected);
    });
  }
});
