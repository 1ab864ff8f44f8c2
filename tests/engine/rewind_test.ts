import { assertEquals, assertNotEquals } from "@std/assert";
import { engineNamed } from "../../lib/engine/mod.ts";
import type { ExactProgram } from "../../lib/engine/engine.ts";
import { random } from "../../lib/random.ts";
import {
  type Case,
  examplesOf,
  OPTIMIZERS,
  parametersOf,
  planOf,
} from "./cases.ts";

for (const name of ["reference", "wasm"]) {
  Deno.test(`rewind() of the ${name} engine restores weights, moments and steps`, () => {
    for (const optimizer of OPTIMIZERS) {
      const it: Case = {
        ...{ sizes: [9, 7, 3], hidden: "relu", output: "softmax" },
        loss: { type: "crossEntropy", reduction: "mean" },
        ...{ optimizer, batchSize: 4, examples: 23, sparse: false },
        bytes: false,
      };
      const chance = random(7, name), plan = planOf(it);
      const parameters = parametersOf(plan, chance);
      const examples = examplesOf(it, chance);
      const program = engineNamed(name)!
        .program(plan, parameters, examples) as ExactProgram;
      const order = Uint32Array.from({ length: 23 }, (_, r) => r);
      const sums = () => ({ loss: 0, correct: 0, examples: 0 });
      program.train(order, 0.01, sums(), 1);
      const before = program.read();
      program.mark();
      program.train(order, 0.01, sums(), 2);
      const between = program.read();
      assertNotEquals(between.parameters, before.parameters);
      if (before.state.moments.length > 0) {
        assertNotEquals(between.state.moments, before.state.moments);
      }
      program.rewind();
      assertEquals(program.read(), before, optimizer.type);
      program.train(order, 0.01, sums(), 2); // the next epoch has the same result
      assertEquals(program.read(), between, optimizer.type);
      program.close();
    }
  });
}
