/**
 * A benchmark of elastic distortion on one and two threads. The command is
 * `deno bench --allow-read lib/dataset/augment_bench.ts`. One iteration
 * augments 60,000 images of 28 x 28 pixels, the size of MNIST's training set.
 *
 * @module
 */

import { Augmenter } from "./augmenter.ts";

const rows = 60_000, columns = 784;
const data = new Uint8Array(rows * columns).map((_, i) =>
  i % 5 === 0 ? 200 : 0
);
const examples = {
  inputs: { rows, columns, data, scale: [0, 1] as const },
  targets: { rows, columns: 1, data: new Float32Array(rows) },
};

for (const threads of [1, 2]) {
  const augmenter = new Augmenter(examples, {
    image: { width: 28, height: 28 },
    spec: { elastic: { alpha: 34, sigma: 4 } },
    seed: 1,
    epochs: 0,
    threads,
  });
  let epoch = 0;
  Deno.bench({
    name: `${threads} ${threads === 1 ? "thread" : "threads"}`,
    group: "60,000 elastic images",
    n: 3,
    warmup: 1,
    fn: async () => {
      await augmenter.examples(++epoch);
    },
  });
}
