import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { frame, frame64, ShapeError } from "../../lib/frame.ts";
import { calibration } from "../../lib/report/calibration.ts";

Deno.test("calibration() agrees with scikit-learn's log_loss, within 5e-6", () => {
  // the example of scikit-learn's documentation: spam, ham, ham, spam is
  // 0.21616...
  const { logLoss } = calibration(
    frame64([[.1, .9], [.9, .1], [.8, .2], [.35, .65]]),
    frame64([[0, 1], [1, 0], [1, 0], [0, 1]]),
  )!;
  assertAlmostEquals(logLoss, 0.21616, 1e-5);
  const single = calibration(
    frame64([[.9], [.1], [.2], [.65]]),
    frame64([[1], [0], [0], [1]]),
  )!;
  assertAlmostEquals(single.logLoss, logLoss, 1e-12);
});

Deno.test("calibration() agrees with torchmetrics' MulticlassCalibrationError, within 1e-12", () => {
  // the example of torchmetrics' documentation, with 3 bins and the norm l1, is
  // 0.2000
  const { calibrationError } = calibration(
    frame64([
      [0.25, 0.20, 0.55],
      [0.55, 0.05, 0.40],
      [0.10, 0.30, 0.60],
      [0.90, 0.05, 0.05],
    ]),
    frame64([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]),
    { bins: 3 },
  )!;
  assertAlmostEquals(calibrationError, 0.2, 1e-12);
});

Deno.test("calibration() divides confidence into 15 bins that include their upper ends: worked by hand", () => {
  // 0.6 is the upper end of the bin ]8/15, 9/15], which also contains 0.55;
  // 0.61 is in the next bin
  const { calibrationError } = calibration(
    frame64([[0.6, 0.4], [0.55, 0.45], [0.61, 0.39]]),
    frame64([[1, 0], [0, 1], [1, 0]]),
  )!;
  const bins = [0.6 + 0.55 - 1, 0.61 - 1];
  const apart = Math.abs(bins[0]) + Math.abs(bins[1]);
  assertAlmostEquals(calibrationError, apart / 3, 1e-12);
});

Deno.test("calibration() divides predictions by their sum", () => {
  const targets = frame([[1, 0], [0, 1]]);
  const whole = calibration(frame([[0.75, 0.25], [0.5, 0.5]]), targets);
  assertEquals(calibration(frame([[0.375, 0.125], [1, 1]]), targets), whole);
  assertEquals(calibration(frame([[0.75, 0.25], [0, 0]]), targets), whole);
});

Deno.test("calibration() counts each of several labels as a separate prediction", () => {
  const several = calibration(frame([[0.9, 0.8]]), frame([[1, 1]]), {
    apart: true,
  });
  const single = calibration(frame([[0.9], [0.8]]), frame([[1], [1]]));
  assertEquals(several, single);
});

Deno.test("calibration() does not clip probabilities, and replaces a 0 by the smallest number of float32", () => {
  const { logLoss, calibrationError } = calibration(
    frame([[1, 0]]),
    frame([[0, 1]]),
  )!;
  assertAlmostEquals(logLoss, 149 * Math.LN2, 1e-12);
  assertEquals(calibrationError, 1);
  const small = calibration(frame64([[1 - 1e-30, 1e-30]]), frame([[0, 1]]))!;
  assertAlmostEquals(small.logLoss, 30 * Math.LN10, 1e-12);
  // 1 is the nearest float32 to any number within half a step, 2^-25
  const one = calibration(frame([[1]]), frame([[0]]))!;
  assertAlmostEquals(one.logLoss, 25 * Math.LN2, 1e-12);
});

Deno.test("calibration() is undefined if a prediction is not a probability", () => {
  for (const odd of [-0.1, 1.1, NaN]) {
    assertEquals(calibration(frame([[odd, 0.5]]), frame([[1, 0]])), undefined);
  }
  assertThrows(
    () => calibration(frame([[1, 0]]), frame([[1]])),
    ShapeError,
    "predictions must have the shape of the targets, 1 x 1: found 1 x 2",
  );
});
