/**
 * Compares the specs of `init --csv` with scikit-learn on the tables of
 * `scikit_learn.py`. Both use the same five training and test files per table:
 * `deno task test:tables [TABLE...]`. The mean score must be at least
 * scikit-learn's mean minus the standard error of its five scores. The test is
 * skipped with a message if scikit-learn is not installed (`python3-sklearn`,
 * `python3-pandas`).
 *
 * @module
 */

import { foldScores, meanOf, specIn } from "../cli/_table_scores.ts";

/** The output of `scikit_learn.py` for a table. */
interface Answer {
  readonly label: string;
  readonly scores: readonly number[];
}

/** Writes the training and test files, and scores scikit-learn on them. */
async function ask(folder: string): Promise<Record<string, Answer> | string> {
  const path = (file: string) => new URL(file, import.meta.url).pathname;
  const iris = path("../../data/iris.csv");
  const { success, stdout, stderr } = await new Deno.Command(
    "/usr/bin/python3",
    {
      args: [path("scikit_learn.py"), folder, iris, ...Deno.args],
    },
  ).output().catch(() => ({
    ...{ success: false, stdout: new Uint8Array() },
    stderr: new TextEncoder().encode("there is no /usr/bin/python3"),
  }));
  const [out, error] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  return success ? JSON.parse(out) : error.trimEnd().split("\n").at(-1)!;
}

await Deno.mkdir("runs", { recursive: true });
const folder = await Deno.makeTempDir({ dir: "runs" });
try {
  const answers = await ask(folder);
  if (typeof answers === "string") {
    if (!/python3$|No module named/.test(answers)) throw new Error(answers);
    console.log(`skipped: ${answers}`);
  } else {
    console.log(
      "| table | scikit-learn | its standard error | init | seconds |\n| --- | --- | --- | --- | --- |",
    );
    for (const [name, { label, scores }] of Object.entries(answers)) {
      const start = performance.now(), table = `${folder}/${name}`;
      const text = await specIn(table, label);
      const ours = meanOf(await foldScores(text, table)).mean;
      const { mean, error } = meanOf(scores);
      const isLess = ours < mean - error;
      if (isLess) Deno.exitCode = 1;
      const seconds = (performance.now() - start) / 1000;
      console.log(
        `| ${name} | ${mean.toFixed(4)} | ${error.toFixed(4)} | ${
          ours.toFixed(4)
        }${isLess ? ", less" : ""} | ${seconds.toFixed(1)} |`,
      );
    }
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
