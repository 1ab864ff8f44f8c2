/**
 * The scores of the specs of `init --csv` on tables, with 5-fold
 * cross-validation.
 *
 * @module
 */

import { specOfTable } from "../../lib/cli/init_table.ts";
import { exampleFacts, scoredOf } from "../../lib/dataset/mod.ts";
import { loadDataset } from "../../lib/disk/mod.ts";
import { compile, fittedOf } from "../../lib/mlp/mod.ts";
import { evaluate } from "../../lib/report/mod.ts";
import { traceSpec } from "../../lib/spec/mod.ts";

/** The spec that `init --csv` writes for `whole.csv` of a folder. */
export async function specIn(folder: string, label: string): Promise<string> {
  const { text } = await specOfTable("net", {
    csv: `${folder}/whole.csv`,
    labels: [label],
  }, {
    schema: "s.json",
    file: "net.yaml",
    path: `${folder}/net.yaml`,
    command: "deno task train net.yaml",
  });
  return text;
}

/**
 * Trains a spec five times. Each time, only the paths of its files change:
 * `0/train.csv` with the test file `0/test.csv`, and so on.
 *
 * @returns The accuracy, or R squared where the labels are numbers.
 */
export async function foldScores(
  text: string,
  folder: string,
): Promise<number[]> {
  const scores: number[] = [];
  for (let fold = 0; fold < 5; fold++) {
    const path = (of: string, value: unknown) => (
      { keys: ["dataset", of], value, source: "the test" }
    );
    const overrides = [
      path("csv", `${fold}/train.csv`),
      path("test", { file: `${fold}/test.csv` }),
    ];
    const { spec } = traceSpec(text, { overrides });
    const data = await loadDataset(
      { ...spec, labels: { ...spec.labels, standardize: true } },
      { folders: [folder], seed: spec.seed },
    );
    const examples = exampleFacts(data);
    const mlp = compile(traceSpec(text, { overrides, examples }).spec);
    mlp.fitted = fittedOf(data);
    await mlp.train(data.train.inputs, data.train.targets);
    const { regression, score } = evaluate(mlp, scoredOf(data));
    scores.push(regression ? regression.rSquared! : score.share);
  }
  return scores;
}

/** The mean of the scores, and its standard error. */
export function meanOf(scores: readonly number[]) {
  const { length } = scores;
  const mean = scores.reduce((sum, score) => sum + score, 0) / length;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (length - 1) / length) };
}
