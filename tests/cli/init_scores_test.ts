/**
 * Compares the scores of the specs of `init --csv` with the scores of
 * scikit-learn on the same files. `tests/elsewhere/scikit_learn.py` printed the
 * scores of scikit-learn:
 *
 *     python3 scikit_learn.py FOLDER data/iris.csv iris > scikit-learn/iris.json
 *
 * `deno task test:tables` compares more tables.
 *
 * @module
 */

import { assertEquals, assertGreater, assertGreaterOrEqual } from "@std/assert";
import { random } from "../../lib/random.ts";
import { inTemporaryFolder } from "../dataset/_fixture.ts";
import { DISK, needing } from "../_needing.ts";
import { inProject } from "./_command.ts";
import iris from "./scikit-learn/iris.json" with { type: "json" };
import { foldScores, meanOf, specIn } from "./_table_scores.ts";

/** Writes a table as one file, and as training and test files of each fold. */
async function cut(
  folder: string,
  csv: string,
  foldOf: (row: number) => number,
) {
  const [names, ...rows] = csv.trimEnd().split(/\r?\n/);
  const write = (file: string, isIn: (fold: number) => boolean) =>
    Deno.writeTextFile(
      `${folder}/${file}`,
      [names, ...rows.filter((_, r) => isIn(foldOf(r)))].join("\n") + "\n",
    );
  await write("whole.csv", () => true);
  for (let k = 0; k < 5; k++) {
    await Deno.mkdir(`${folder}/${k}`);
    await write(`${k}/train.csv`, (fold) => fold !== k);
    await write(`${k}/test.csv`, (fold) => fold === k);
  }
  return rows.length;
}

/**
 * A table of eight inputs and a number that depends on two of them, with noise.
 */
function noisyTable(length: number, noise: number): string {
  const draw = random(11, "noise");
  const rows = Array.from({ length }, () => {
    const x = Array.from({ length: 8 }, () => draw.normal());
    const y = x[0] + x[1] * x[1] / 2 + noise * draw.normal();
    return [...x, y].map((cell) => cell.toFixed(4)).join(",");
  });
  return ["a,b,c,d,e,f,g,h,y", ...rows].join("\n");
}

Deno.test({
  ...needing(
    "on iris, the spec of init --csv scores as scikit-learn does, within one standard error",
    DISK,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const { folds, label, scores } = iris.iris;
      const csv = await Deno.readTextFile(inProject("data/iris.csv"));
      const rows = await cut(folder, csv, (r) => Number(folds[r]));
      assertEquals(rows, folds.length);
      const ours = await foldScores(await specIn(folder, label), folder);
      const { mean, error } = meanOf(scores);
      assertGreaterOrEqual(meanOf(ours).mean, mean - error);
    }),
});

Deno.test({
  ...needing(
    "the spec of init --csv predicts house prices with an R squared of at least 0.99",
    DISK,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const draw = random(7, "houses");
      // 1500 x area + 20000 x rooms, with noise of 4000: least squares gives
      // 0.996
      const rows = Array.from({ length: 100 }, () => {
        const area = 50 + 150 * draw.uniform(), rooms = 1 + draw.below(5);
        const about = 4000 * draw.normal();
        const price = 1500 * area + 20_000 * rooms + about;
        return `${area.toFixed(1)},${rooms},${price.toFixed(0)}`;
      });
      const csv = ["area,rooms,price", ...rows].join("\n");
      await cut(folder, csv, (r) => r % 5);
      const ours = await foldScores(await specIn(folder, "price"), folder);
      for (const score of ours) assertGreaterOrEqual(score, 0.99);
    }),
});

Deno.test({
  ...needing(
    "the spec of init --csv predicts noisy numbers better than their mean, and exact numbers with an R squared over 0.95",
    DISK,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      for (const [noise, bar] of [[2, 0], [0, 0.95]] as const) {
        // 4 of 5.5 parts of the variance are noise, or there is no noise
        await cut(folder, noisyTable(200, noise), (r) => r % 5);
        const ours = await foldScores(await specIn(folder, "y"), folder);
        assertGreater(meanOf(ours).mean, bar);
        for (let k = 0; k < 5; k++) {
          await Deno.remove(`${folder}/${k}`, { recursive: true });
        }
      }
    }),
});

Deno.test({
  ...needing(
    "the spec of init --csv has fewer epochs and a larger penalty for noisy labels, and is the same for the same table",
    DISK,
  ),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const settingsFor = async (noise: number) => {
        const csv = noisyTable(100, noise);
        await Deno.writeTextFile(`${folder}/whole.csv`, csv);
        const text = await specIn(folder, "y");
        const figure = (field: string) =>
          Number(text.match(new RegExp(`^ *${field}: (\\S+)`, "m"))?.[1]);
        return { text, epochs: figure("epochs"), penalty: figure("l[12]") };
      };
      const exact = await settingsFor(0), noisy = await settingsFor(2);
      assertGreater(exact.epochs, noisy.epochs);
      assertGreater(noisy.penalty, exact.penalty);
      assertEquals((await settingsFor(2)).text, noisy.text);
    }),
});
