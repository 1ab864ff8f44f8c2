import { assert, assertEquals } from "@std/assert";
import { progressBar } from "../../lib/report/progress_bar.ts";

const progress = {
  epoch: 1,
  epochs: 4,
  examples: 100,
  count: 200, // 100 of 800 examples: an eighth
  loss: 0.25,
  accuracy: 0.5,
  elapsedMs: 1000,
};

Deno.test("progressBar() leaves out parts that do not fit", async (t) => {
  for (
    const [width, expected] of [
      [3, "ep…"],
      [20, "epoch 1/4"],
      [21, "epoch 1/4  ▕█       ▏"],
      [
        96,
        "epoch 1/4  ▕█▌          ▏   12%  loss 0.2500  accuracy 0.5000  100 examples/s  7 s left",
      ],
      [60, "epoch 1/4  ▕█       ▏  loss 0.2500  7 s left"],
    ] as const
  ) {
    await t.step(`${width} columns`, () => {
      assertEquals(progressBar(progress, width), expected);
    });
  }
});

Deno.test("progressBar() is never wider than the given width", () => {
  for (let width = 1; width <= 160; width++) {
    for (const examples of [0, 1, 77, 200]) {
      const bar = progressBar({ ...progress, examples }, width);
      assert([...bar].length <= width, `${width}: ${bar}`);
    }
  }
});

Deno.test("progressBar() fills by eighths of a column", () => {
  const at = (examples: number) =>
    progressBar({ ...progress, epochs: 1, examples, count: 64 }, 21).slice(11);
  assertEquals(at(0), "▕        ▏");
  assertEquals(at(1), "▕▏       ▏");
  assertEquals(at(12), "▕█▌      ▏");
  assertEquals(at(63), "▕███████▉▏");
  assertEquals(at(64), "▕████████▏");
});

Deno.test("progressBar() has a gray background instead of end marks in color", () => {
  assertEquals(
    progressBar(progress, 20, { color: true }),
    "epoch 1/4  \x1b[38;5;78;48;5;238m█       \x1b[0m",
  );
});

Deno.test("progressBar() includes the finished epochs: worked by hand", async (t) => {
  const cases: [epoch: number, examples: number, count: number, bar: string][] =
    [
      [1, 0, 200, "▕        ▏"],
      [2, 0, 200, "▕██      ▏"], // a quarter
      [3, 100, 200, "▕█████   ▏"], // 500 of 800
      [4, 200, 200, "▕████████▏"],
      [4, 900, 200, "▕████████▏"], // at most all examples
      [1, 0, 0, "▕        ▏"], // there are no examples
    ];
  for (const [epoch, examples, count, bar] of cases) {
    await t.step(`epoch ${epoch}, ${examples} of ${count}`, () => {
      const at = { ...progress, epoch, examples, count };
      assertEquals(progressBar(at, 21).slice(11), bar);
    });
  }
});
