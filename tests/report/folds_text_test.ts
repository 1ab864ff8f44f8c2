import { assertEquals } from "@std/assert";
import { crossValidationOf } from "../../lib/mlp/cross_validate.ts";
import { foldLine, foldsLine, foldsText } from "../../lib/report/folds_text.ts";

const figures = [
  { fold: 2, held: 500, learned: 1000, epochs: 7, loss: 0.3, accuracy: 0.9 },
  { fold: 1, held: 501, learned: 999, epochs: 12, loss: 0.1, accuracy: 1 },
  { fold: 3, held: 500, learned: 1000, epochs: 9, loss: 0.2, accuracy: 0.8 },
];

Deno.test("foldsText() has a line for each fold, and their mean and standard deviation", () => {
  // losses 0.1, 0.2, 0.3: mean 0.2, standard deviation sqrt(0.02 / 2)
  assertEquals(foldsText(crossValidationOf(figures)).split("\n"), [
    "fold       learned  held out  epochs    loss  accuracy",
    "1              999       501      12  0.1000    1.0000",
    "2            1,000       500       7  0.3000    0.9000",
    "3            1,000       500       9  0.2000    0.8000",
    "mean                                  0.2000    0.9000",
    "deviation                             0.1000    0.1000",
  ]);
});

Deno.test("foldsText() and foldLine() print only the loss of folds without accuracy", () => {
  const shown = crossValidationOf(
    figures.map(({ accuracy: _, ...fold }) => fold),
  );
  const [head, first, ...rest] = foldsText(shown).split("\n");
  assertEquals(head, "fold       learned  held out  epochs    loss");
  assertEquals(first, "1              999       501      12  0.1000");
  assertEquals(rest.at(-1), "deviation                             0.1000");
  assertEquals(foldLine(shown.folds[0], 10), "fold  1/10  loss 0.1000");
});

Deno.test("foldLine() shows the number of the finished fold", () => {
  assertEquals(
    foldLine(figures[1], 10),
    "fold  1/10  loss 0.1000  accuracy 1.0000",
  );
});

Deno.test("foldsText(), foldsLine() and foldLine() print RMSE and R squared of a regression", () => {
  const errors = [[10, 0.9], [20, 0.7], [12, 0.8]];
  const folds = crossValidationOf(
    figures.map(({ accuracy: _, ...fold }, f) => {
      const [rmse, rSquared] = errors[f];
      return { ...fold, rmse: 1000 * rmse, rSquared };
    }),
  );
  // RMSE: mean 14,000, standard deviation sqrt((16 + 36 + 4) / 2) thousand
  assertEquals(foldsText(folds).split("\n"), [
    "fold       learned  held out  epochs    loss    RMSE  R squared",
    "1              999       501      12  0.1000   20000     0.7000",
    "2            1,000       500       7  0.3000   10000     0.9000",
    "3            1,000       500       9  0.2000   12000     0.8000",
    "mean                                  0.2000   14000     0.8000",
    "deviation                             0.1000  5291.5     0.1000",
  ]);
  assertEquals(
    foldsLine(folds),
    "RMSE of 3 folds: mean 14000, standard deviation 5291.5\n" +
      "R squared of 3 folds: mean 0.8000, standard deviation 0.1000",
  );
  assertEquals(
    foldLine(folds.folds[0], 3),
    "fold 1/3  loss 0.1000  RMSE 20000  R squared 0.7000",
  );
  // a fold of an earlier version has only a loss
  const { rmse: _, rSquared: __, ...old } = folds.folds[0];
  const mixed = crossValidationOf([old, ...folds.folds.slice(1)]);
  assertEquals(
    foldsLine(mixed),
    "loss of 3 folds: mean 0.2000, standard deviation 0.1000",
  );
});
