import { assertEquals } from "@std/assert";
import { checkSpec } from "../../lib/spec/mod.ts";
import { bytesText, networkSize } from "../../lib/spec/size.ts";

Deno.test("networkSize() counts the bytes of the examples, and of augmented examples", () => {
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
  // (3 + 1) x 2 parameters of 4 bytes; the same for the gradient; sgd has no
  // moments; 5 examples with 3 inputs, 2 sums and 2 outputs
  assertEquals(plain.memory, {
    ...{ parameters: 32, gradient: 32, optimizer: 0, examples: 0 },
    ...{ batch: 4 * 5 * (3 + 2 + 2), total: 32 + 32 + 140 },
  });
  assertEquals(networkSize(spec, facts).memory.examples, 140);
  const augment = { shift: 1 } as never; // any augmentation has the same size
  assertEquals(networkSize({ ...spec, augment }, facts).memory.examples, 560);
});

Deno.test("bytesText() uses the largest unit of 1024, and three digits", async (t) => {
  const K = 1024;
  const cases: [bytes: number, text: string][] = [
    [0, "0 bytes"],
    [1023, "1023 bytes"],
    [K, "1 KiB"],
    [1.5 * K, "1.5 KiB"],
    [1.234375 * K, "1.23 KiB"],
    [9.984375 * K, "9.98 KiB"],
    [10 * K, "10 KiB"],
    [10.28125 * K, "10.3 KiB"],
    [99.75 * K, "99.8 KiB"],
    [100 * K, "100 KiB"],
    [100.75 * K, "101 KiB"],
    [1023 * K, "1023 KiB"],
    [K ** 2, "1 MiB"],
    [K ** 3, "1 GiB"],
    [K ** 4, "1 TiB"],
    [K ** 5, "1 PiB"],
    [2000 * K ** 5, "2000 PiB"],
  ];
  for (const [bytes, text] of cases) {
    await t.step(text, () => assertEquals(bytesText(bytes), text));
  }
});
