import { assert, assertEquals } from "@std/assert";
import { lossCurve } from "../../lib/report/loss_curve.ts";

Deno.test("lossCurve() draws a falling line in eighths of a character", () => {
  // 12 columns fall from 16 eighths to 1: 16 15 13 12 11 9 8 6 5 4 2 1
  assertEquals(
    lossCurve([4, 0], { width: 27, height: 2 }),
    `\
  loss
4.0000 ┤█▇▅▄▃▁
0.0000 ┤███████▆▅▄▂▁
       └────────────
        1          2  epoch`,
  );
});

Deno.test("lossCurve() shows the largest loss of the epochs in the same column", () => {
  const losses = Array<number>(5000).fill(1);
  losses[3999] = 9; // in the tenth of twelve columns
  assertEquals(
    lossCurve(losses, { width: 27, height: 2 }),
    `\
  loss
9.0000 ┤         █
1.0000 ┤▁▁▁▁▁▁▁▁▁█▁▁
       └────────────
        1       5000  epoch`,
  );
});

Deno.test("lossCurve() draws a constant loss at half height", () => {
  assertEquals(
    lossCurve([2e-7], { width: 80, height: 4 }),
    `\
   loss
        │
        │
2.00e-7 ┤████████████
        │████████████
        └────────────
         1             epoch`,
  );
});

Deno.test("lossCurve() leaves a gap at a loss that is not finite", () => {
  const losses = [1, 1, 1, 1, 1, 1, NaN, Infinity, NaN, 0, 1, 1]; // one column each
  const [, , line] = lossCurve(losses, { width: 27, height: 2 }).split("\n");
  assertEquals(line, "0.0000 ┤██████   ▁██");

  const late = Array<number>(50).fill(1); // one column each; 1 / 49 * 49 is less than 1
  late[0] = NaN;
  const [, , flat] = lossCurve(late, { width: 65, height: 2 }).split("\n");
  assertEquals(flat, `1.0000 ┤ ${"█".repeat(49)}`);
});

Deno.test("lossCurve() is empty without a finite loss", () => {
  assertEquals(lossCurve([]), "");
  assertEquals(lossCurve([NaN]), "");
});

Deno.test("lossCurve() stays within its width, and labels the first and last epoch", async (t) => {
  for (const epochs of [1, 2, 5, 59, 60, 61, 5000]) {
    await t.step(`${epochs} epochs`, () => {
      const losses = Array.from({ length: epochs }, (_, e) => 1 / (e + 1));
      const lines = lossCurve(losses).split("\n");
      assert(lines.every((line) => line.length <= 72));
      assertEquals(lines.length, 8 + 3);
      const labels = lines[10].trim().split(/ +/);
      assertEquals(labels[0], "1");
      assertEquals(labels.at(-2), String(epochs));
    });
  }
});

Deno.test("lossCurve() labels each epoch if there are five", () => {
  const labels = lossCurve([5, 4, 3, 2, 1]).split("\n").at(-1)!;
  assertEquals(labels.trim().split(/ +/), ["1", "2", "3", "4", "5", "epoch"]);
});

Deno.test("lossCurve() has the same text in color", () => {
  const losses = [3, 2, 1];
  const color = lossCurve(losses, { color: true });
  assert(color.includes("\x1b[38;5;203m█"));
  // deno-lint-ignore no-control-regex
  assertEquals(color.replace(/\x1b\[[0-9;]*m/g, ""), lossCurve(losses));
});
