import { assertEquals } from "@std/assert";
import { checkSpec } from "../../lib/spec/mod.ts";
import { networkSize } from "../../lib/spec/size.ts";

Deno.test("networkSize() counts the bytes of examples as they are, and of those made ahead", () => {
  const spec = checkSpec({
    name: "a",
    inputs: { units: 3 },
    layers: [{ units: 2 }],
    learningRate: 1,
    epochs: 1,
    batchSize: 5,
  });
  const facts = { width: 3, outputs: 2, count: 7, bytes: 140 };
  const plain = networkSize(spec);
  // (3 + 1) x 2 parameters of 4 bytes; the gradient, too; sgd keeps nothing; 5
  // examples of 3 inputs, 2 sums and 2 outputs
  assertEquals(plain.memory, {
    ...{ parameters: 32, gradient: 32, optimizer: 0, examples: 0 },
    ...{ batch: 4 * 5 * (3 + 2 + 2), total: 32 + 32 + 140 },
  });
  assertEquals(networkSize(spec, facts).memory.examples, 140);
  const augment = { shift: 1 } as never; // what it is does not matter here
  assertEquals(networkSize({ ...spec, augment }, facts).memory.examples, 560);
});
