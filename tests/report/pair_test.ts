import { assertThrows } from "@std/assert";
import { type Frame, frame, ShapeError } from "../../lib/frame.ts";
import { calibration } from "../../lib/report/calibration.ts";
import { labelScores, manyClassScores } from "../../lib/report/class_scores.ts";
import { confusionMatrix } from "../../lib/report/confusion.ts";
import { misreads } from "../../lib/report/misreads.ts";
import { regression } from "../../lib/report/regression.ts";
import { oneHotScore } from "../../lib/report/score.ts";

const images = {
  ...{ rows: 2, columns: 1, scale: [0, 1] as const },
  data: Uint8Array.of(1, 2),
};

/** The functions that score predictions against targets. */
const scores: Record<string, (predictions: Frame, targets: Frame) => unknown> =
  {
    calibration,
    labelScores,
    manyClassScores,
    confusionMatrix,
    misreads: (predictions, targets) => misreads(images, predictions, targets),
    regression,
    oneHotScore,
  };

const whole = frame([[0.9, 0.1], [0.3, 0.7]]);
const none = { rows: 0, columns: 2, data: new Float32Array() };
const short = { ...whole, data: whole.data.subarray(0, 3) };

/** Predictions and targets that cannot be scored. */
const refused: Record<string, [predictions: Frame, targets: Frame]> = {
  "fewer predictions": [frame([[0.9, 0.1]]), whole],
  "more predictions": [frame([[0.9, 0.1], [1, 0], [1, 0]]), whole],
  "fewer outputs": [frame([[0.9], [0.1]]), whole],
  "more outputs": [frame([[1, 0, 0], [1, 0, 0]]), whole],
  "no rows": [none, none],
  "no columns": [frame([[], []]), frame([[], []])],
  "predictions without their last number": [short, whole],
  "targets without their last number": [whole, short],
};

for (const [name, score] of Object.entries(scores)) {
  Deno.test(`${name}() refuses predictions that do not match the targets`, async (t) => {
    score(whole, whole);
    for (const [what, [predictions, targets]] of Object.entries(refused)) {
      await t.step(what, () => {
        assertThrows(() => score(predictions, targets), ShapeError);
      });
    }
    for (const list of [[[1, 0], [0, 1]], undefined] as unknown[] as Frame[]) {
      await t.step(list ? "a list" : "nothing", () => {
        assertThrows(() => score(list, whole), TypeError);
        assertThrows(() => score(whole, list), TypeError);
      });
    }
  });
}
