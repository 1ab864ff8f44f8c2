import { assertEquals } from "@std/assert";
import { optimizerOf, power } from "../../lib/formula/mod.ts";
import { TINY } from "../../lib/formula/optimizers.ts";

Deno.test("moments up to 1e-30 become 0, larger ones stay, and NaN stays NaN", () => {
  const { step } = optimizerOf({
    ...{ type: "sgd", momentum: 0.5, nesterov: false },
  });
  const cases: [gradient: number, moment: number][] = [
    [TINY, 0],
    [-TINY, 0],
    [TINY / 2, 0],
    [1.001e-30, 1.001e-30],
    [-2e-30, -2e-30],
    [NaN, NaN],
  ];
  for (const [gradient, moment] of cases) {
    const moments = [Float64Array.of(0)];
    step(1, 1)(0, gradient, 0, moments);
    assertEquals(moments[0][0], moment, `${gradient}`);
  }
});

Deno.test("power() multiplies t factors", () => {
  assertEquals([0, 1, 2, 3].map((t) => power(0.5, t)), [1, 0.5, 0.25, 0.125]);
  assertEquals(power(0.5, 1e9), 0);
});
