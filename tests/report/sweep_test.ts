import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  medianEpochs,
  ranking,
  rankingText,
  recordedScore,
  type SweepRow,
  sweepTable,
  trialResult,
} from "../../lib/report/mod.ts";
import type { RunRecord } from "../../lib/mlp/mod.ts";

/** A trial of a sweep over the learning rate, with two seeds per setting. */
function row(index: number, rest: Partial<SweepRow> = {}): SweepRow {
  const combination = index >> 1, rate = (combination + 1) / 10;
  return {
    ...{ index, combination, seed: 1 + index % 2 },
    settings: { learningRate: rate, optimizer: { type: "sgd" } },
    ...{ status: "done", epochs: 5, best: 4, model: `m${index}` },
    ...rest,
  };
}

const rows = [
  row(0, { loss: 0.3, accuracy: 0.9 }),
  row(1, { loss: 0.5, accuracy: 0.7, best: 2 }),
  row(2, { loss: 0.1, accuracy: 0.6 }),
  row(3, { status: "diverged", best: undefined, model: undefined, epochs: 0 }),
  row(4, { loss: 0.4, accuracy: 0.8 }),
  row(5, { loss: 0.4, accuracy: 0.8, best: 1 }),
  row(6, { loss: 0.2, accuracy: 0.75 }),
  row(7, { loss: 0.3, accuracy: 0.75 }),
  row(8, { loss: 0.01, accuracy: 1 }), // its repeat is missing
];

Deno.test("ranking() sorts by the mean over repeats, equal means by index, and diverged settings last", () => {
  const byLoss = ranking(rows, { metric: "validationLoss", repeats: 2 });
  assertEquals(byLoss.map(({ index }) => index), [6, 0, 4, 2]);
  assertEquals(byLoss.map(({ mean }) => mean), [0.25, 0.4, 0.4, undefined]);
  // of 0.2 and 0.3: sqrt(2 * 0.05^2 / (2 - 1))
  assertEquals(byLoss[0].deviation!.toFixed(12), "0.070710678119");
  const byShare = ranking(rows, { metric: "validationAccuracy", repeats: 2 });
  assertEquals(byShare.map(({ index }) => index), [0, 4, 6, 2]);
});

Deno.test("medianEpochs() is the median of the epochs whose weights were kept", () => {
  const ranked = ranking(rows, { metric: "validationLoss", repeats: 2 });
  assertEquals(ranked.map(medianEpochs), [4, 2, 1, 0]);
  const three = [row(0, { best: 9 }), row(1, { best: 3 }), row(2, { best: 5 })]
    .map((row) => ({ ...row, combination: 0, loss: 1 }));
  const [one] = ranking(three, { metric: "validationLoss", repeats: 3 });
  assertEquals(medianEpochs(one), 5);
});

Deno.test("sweepTable() has no times, and does not depend on the order of the rows", () => {
  const text = sweepTable(["learningRate", "optimizer"], rows.slice(2, 4));
  assertEquals(
    text,
    "index,combination,seed,learningRate,optimizer,status,epochs,bestEpoch,validationLoss,validationAccuracy,modelSha256\n" +
      '2,1,1,0.2,"{""type"":""sgd""}",done,5,4,0.1,0.6,m2\n' +
      '3,1,2,0.2,"{""type"":""sgd""}",diverged,0,,,,\n',
  );
  const paths = ["learningRate"];
  assertEquals(
    sweepTable(paths, rows),
    sweepTable(paths, rows.toReversed()),
  );
});

Deno.test("trialResult() has the metrics of the epoch whose weights were kept", () => {
  const epoch = (loss: number) => ({
    ...{ loss, elapsedMs: 1 },
    validation: { loss: 2 * loss, accuracy: 0.5 },
  });
  const epochs = [epoch(3), epoch(1), epoch(2)];
  const model = { file: "model.safetensors", bytes: 1, sha256: "ab" };
  assertEquals(trialResult({ status: "training", epochs }), undefined);
  assertEquals(trialResult({ status: "done", epochs, best: 2, model }), {
    ...{ status: "done", epochs: 3, model: "ab", best: 2 },
    ...{ loss: 2, accuracy: 0.5 },
  });
  const last = trialResult({ status: "done", epochs, model });
  assertEquals([last?.best, last?.loss], [3, 4]);
});

Deno.test("trialResult() has the means of the folds if there are folds", () => {
  const fold = { fold: 1, held: 2, learned: 4, epochs: 3 };
  const found = trialResult({
    status: "done",
    epochs: [{ loss: 1, elapsedMs: 1 }],
    folds: [
      { ...fold, loss: 1, accuracy: 0.5 },
      { ...fold, fold: 2, loss: 3, accuracy: 1 },
    ],
  });
  assertEquals([found?.loss, found?.accuracy], [2, 0.75]);
});

Deno.test("rankingText() shows the ten best settings, and how many more there are", () => {
  const many = Array.from(
    { length: 24 },
    (_, index) => row(index, { loss: 1 + index }),
  );
  const ranked = ranking(many, { metric: "validationLoss", repeats: 2 });
  const text = rankingText(ranked, {
    metric: "validationLoss",
    paths: ["learningRate"],
  });
  const lines = text.split("\n");
  assertEquals(lines.length, 12);
  assertStringIncludes(lines[0], "rank  trial  validationLoss  deviation");
  assertStringIncludes(lines[1], "   1      0          1.5000     0.7071  0.1");
  assertEquals(
    lines[11],
    "2 more combinations of settings are not shown; all finished trials are in table.csv",
  );
});

Deno.test("recordedScore() shows whether a regression was scored on its training rows", () => {
  const score = (test?: { rows: number }) => {
    const regression = { rmse: 140.15, rSquared: 0.9344 };
    const record = { regression, data: { train: { rows: 76 }, test } };
    return recordedScore(record as unknown as RunRecord);
  };
  assertEquals(
    score(),
    "RMSE 140.15, R squared 0.9344 on 76 rows that the network was trained on",
  );
  assertEquals(score({ rows: 9 }), "RMSE 140.15, R squared 0.9344 on 9 rows");
});

Deno.test("recordedScore() of a damaged record is undefined", () => {
  const score = { count: 9, right: 6, share: 0.67, on: "test", interval: "1" };
  for (const change of [{ score }, { regression: { rmse: "1" } }]) {
    const record = { ...change, data: { train: { rows: 76 } } };
    assertEquals(recordedScore(record as unknown as RunRecord), undefined);
  }
});
