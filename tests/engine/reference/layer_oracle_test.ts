import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Layer } from "../../../lib/engine/reference/layer/layer.ts";
import { planLayers } from "../../../lib/layer/mod.ts";
import { cases } from "../_layer_oracle.ts";

/**
 * Asserts that numbers are within 1e-12 of the expected ones; the bound is
 * relative to numbers above 1.
 */
function assertNear(
  actual: Iterable<number>,
  expected: readonly number[],
  what: string,
): void {
  const found = [...actual];
  assertEquals(found.length, expected.length, what);
  expected.forEach((value, i) => {
    const bound = 1e-12 * Math.max(1, Math.abs(value));
    assertAlmostEquals(found[i], value, bound, `${what} ${i}`);
  });
}

Deno.test("each layer type gives PyTorch's outputs, gradients and statistics within 1e-12", async (t) => {
  assertEquals(cases.length, 36);
  for (const c of cases) {
    await t.step(c.name, () => {
      const B = c.inputs.length, input = c.input;
      const [below, plan] = planLayers([
        { type: "flatten", name: "below" },
      ], input).concat(planLayers([c.layer], input));
      const numbers = Float64Array.from([...c.parameters, ...c.statistics]);
      const gradient = new Float64Array(c.parameters.length);
      const lower = new Layer(below, numbers, gradient, B, "float64");
      const tested = new Layer(plan, numbers, gradient, B, "float64");
      lower.forward(
        c.inputs.map((row) => Float64Array.from(row)),
        B,
        undefined,
        false,
      );
      tested.forward(lower.a, B, undefined, c.training);
      assertNear(tested.a.flatMap((a) => [...a]), c.outputs.flat(), "output");

      // mse is the mean over all numbers; dL/da is passed backward through the
      // activation
      const above = new Layer(
        planLayers([{ type: "flatten", name: "above" }], plan.output)[0],
        new Float64Array(0),
        new Float64Array(0),
        B,
        "float64",
      );
      const count = B * tested.a[0].length;
      let value = 0;
      above.dz.forEach((dz, b) =>
        dz.forEach((_, o) => {
          const far = tested.a[b][o] - c.targets[b][o];
          value += far * far / count;
          dz[o] = 2 * far / count;
        })
      );
      assertNear([value], [c.value], "loss");
      above.backward(tested.a, B, tested);
      tested.backward(lower.a, B, lower);
      assertNear(lower.dz.flatMap((dz) => [...dz]), c.dInputs.flat(), "dInput");
      assertNear(gradient, c.dParameters, "gradient");
      if (c.statistics.length === 0 || !c.training) return;
      tested.learn();
      const statistics = numbers.subarray(c.parameters.length);
      assertNear(statistics, c.statisticsAfter, "statistic");
    });
  }
});
