import { assertEquals } from "@std/assert";
import { planText } from "../../lib/cli/sweep_plan.ts";
import type { Trials } from "../../lib/spec/mod.ts";

/** Trials, one for each row of settings. */
function trials(paths: readonly string[], rows: readonly unknown[][]): Trials {
  return {
    ...{ count: rows.length, paths, spec: { epochs: 3 } },
    at: (index: number) => ({
      ...{ index, combination: index, seed: 5 + index },
      settings: paths.map((path, p) => ({ path, value: rows[index][p] })),
    }),
  } as unknown as Trials;
}

Deno.test("planText() prints one line for each trial, and the sum of their epochs", async (t) => {
  const cases: [Trials, lines: string[]][] = [
    [trials(["learningRate"], [[0.1]]), [
      "trial  seed  learningRate",
      "0      5     0.1",
      "",
      "1 trial, 3 epochs at most",
    ]],
    [trials(["learningRate"], [[0.1], [0.25]]), [
      "trial  seed  learningRate",
      "0      5     0.1",
      "1      6     0.25",
      "",
      "2 trials, 6 epochs at most",
    ]],
    [trials(["epochs", "optimizer"], [[1000, "adam"], [500, "sgd"]]), [
      "trial  seed  epochs  optimizer",
      "0      5     1000    adam",
      "1      6     500     sgd",
      "",
      "2 trials, 1,500 epochs at most",
    ]],
  ];
  for (const [given, lines] of cases) {
    await t.step(lines.at(-1)!, () => {
      assertEquals(planText(given, false).split("\n"), lines);
    });
  }
  await t.step("as JSON", () => {
    const given = trials(["epochs"], [[2], [7]]);
    assertEquals(JSON.parse(planText(given, true)), {
      ...{ count: 2, epochs: 9 },
      trials: [
        { index: 0, combination: 0, seed: 5, settings: { epochs: 2 } },
        { index: 1, combination: 1, seed: 6, settings: { epochs: 7 } },
      ],
    });
  });
});
