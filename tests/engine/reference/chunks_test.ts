import { assertEquals } from "@std/assert";
import { reference } from "../../../lib/engine/reference/mod.ts";
import type { Frame } from "../../../lib/frame.ts";
import { random } from "../../../lib/random.ts";
import { none } from "../contract.ts";
import { network, normals, type Options, upTo } from "./_network.ts";

/** A program of a 6-5-3 network with 11 examples. */
function eleven(options: Options) {
  const plan = network(6, [[5, "tanh"], [3, "sigmoid"]], options);
  const inputs: Frame = { rows: 11, columns: 6, data: normals(66, "inputs") };
  const targets: Frame = { rows: 11, columns: 3, data: normals(33, "targets") };
  const start = normals(plan.parameters, "start");
  return reference.program(plan, start, { inputs, targets });
}

Deno.test("metrics and weights do not depend on how an epoch is divided into chunks", async (t) => {
  const order = random(1, "order").shuffle(upTo(11));
  for (const batchSize of [1, 2, 3]) {
    for (const batches of [1, 2, 3]) {
      for (const precision of ["float32", "float64"] as const) {
        const name = `batch ${batchSize}, ${batches} at a time, ${precision}`;
        await t.step(name, () => {
          const whole = eleven({ batchSize, precision }), expected = none();
          whole.train(order, 0.1, expected);
          const cut = eleven({ batchSize, precision }), sums = none();
          const chunk = batchSize * batches;
          for (let from = 0; from < order.length; from += chunk) {
            cut.train(order.subarray(from, from + chunk), 0.1, sums);
          }
          assertEquals(sums, expected);
          assertEquals(cut.parameters, whole.parameters);
        });
      }
    }
  }
});

Deno.test("the reference engine can stop after each batch", () => {
  for (const [batchSize, grain] of [[1, 1], [3, 3], ["full", 11]] as const) {
    assertEquals(eleven({ batchSize }).grain, grain);
  }
});
