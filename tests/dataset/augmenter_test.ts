import {
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { distorter } from "../../lib/dataset/augment.ts";
import { Augmenter } from "../../lib/dataset/mod.ts";
import { DatasetError } from "../../lib/format/mod.ts";
import type { ByteFrame, Frame } from "../../lib/frame.ts";
import { random } from "../../lib/random.ts";
import type { AugmentSpec } from "../../lib/spec/mod.ts";
import { compile, type SpecInput } from "../../mod.ts";
import { until, watching } from "../pool/_workers.ts";

const everything: AugmentSpec = {
  shift: 2,
  rotate: 15,
  shear: 0.2,
  scale: 0.15,
  elastic: { alpha: 34, sigma: 4 },
};

/** Random images. */
function pictures(count: number, area: number): Uint8Array {
  const chance = random(1, "pictures");
  return Uint8Array.from({ length: count * area }, () => chance.below(256));
}

const image = { width: 9, height: 7 };
const examples = {
  inputs: {
    ...{ rows: 50, columns: 63, scale: [0, 1] },
    data: pictures(50, 63),
  } as ByteFrame,
  targets: { rows: 50, columns: 2, data: new Float32Array(100) } as Frame,
};

Deno.test("Augmenter gives the same bits for any number of threads and any order of epochs", async () => {
  const epochs = async (threads: number, order: number[]) => {
    const augmenter = new Augmenter(examples, {
      ...{ image, spec: everything, seed: 5, epochs: 4, threads },
    });
    const all = new Map<number, string>();
    for (const epoch of order) {
      const { inputs } = await augmenter.examples(epoch);
      all.set(epoch, (inputs.data as Uint8Array).join());
    }
    augmenter.close();
    return order.toSorted().map((epoch) => all.get(epoch));
  };
  const alone = await epochs(0, [1, 2, 3, 4]);
  assertEquals(new Set(alone).size, 4);
  for (const threads of [1, 2, 3]) {
    assertEquals(await epochs(threads, [1, 2, 3, 4]), alone);
  }
  assertEquals(await epochs(2, [3, 4]), alone.slice(2)); // a resumed run
  assertEquals(await epochs(2, [4, 1, 3, 2]), alone);
});

Deno.test("the workers of Augmenter augment the images of the next epoch, to the same bits", async () => {
  const distort = distorter(image, everything);
  const source = examples.inputs.data as Uint8Array;
  await watching(async (all) => {
    const augmenter = new Augmenter(examples, {
      ...{ image, spec: everything, seed: 5, epochs: 9, threads: 2 },
    });
    const posted = () => all.flatMap((one) => one.posted).length;
    await until(() => posted() === 2); // both workers are ready
    for (const epoch of [1, 2]) {
      const { inputs } = await augmenter.examples(epoch);
      const work = { source, first: 0, seed: 5, epoch };
      assertEquals(inputs.data, distort(work));
      // two pieces of the first epoch for each worker, then all eight of the
      // second
      if (epoch === 1) await until(() => posted() === 2 + 4 + 8);
    }
    augmenter.close();
  });
});

Deno.test("training with augment gives the same bits if workers are terminated", async () => {
  const run = async () => {
    const mlp = compile({ ...spec, epochs: 40 });
    mlp.fitted = { image };
    await mlp.train(examples.inputs, examples.targets);
    return mlp.parameters;
  };
  const alone = await watching(run, { instead: undefined });
  for (const last of [1, 2, 5]) {
    const found = await watching(run, {
      onSent: ({ worker }, message) => message === last && worker.terminate(),
    });
    assertEquals(found, alone, `after ${last} messages`);
  }
});

Deno.test("Augmenter starts no new pieces after its signal is aborted", async () => {
  const stop = new AbortController(), reason = new Error("enough");
  let pieces = 0;
  class Counted extends Uint8Array {
    override slice(start?: number, end?: number): Uint8Array<ArrayBuffer> {
      if (++pieces === 3) stop.abort(reason);
      return new Uint8Array(this).slice(start, end);
    }
  }
  const rows = 4000, area = 784, data = new Counted(rows * area);
  const many = {
    inputs: { rows, columns: area, data, scale: [0, 1] as const },
    targets: { rows, columns: 1, data: new Float32Array(rows) },
  };
  const options = { spec: everything, seed: 5, epochs: 1, threads: 0 };
  const image = { width: 28, height: 28 };
  const augmenter = new Augmenter(many, { image, ...options });
  const error = await assertRejects(() => augmenter.examples(1, stop.signal));
  assertStrictEquals(error, reason);
  assertEquals(pieces, 3); // 6 pieces in total
  augmenter.close();
});

Deno.test("train() saves a checkpoint when it is stopped during the augmentation", async () => {
  const { inputs, targets } = examples;
  const mlp = compile({
    ...{ name: "stopped", epochs: 2, learningRate: 0.1, batchSize: 10 },
    ...{ layers: [{ units: 2 }], augment: { shift: 1 } },
  }, { inputs: 63 });
  mlp.fitted = { ...mlp.fitted, image };
  const stop = new AbortController(), saved: number[] = [];
  const error = await assertRejects(() =>
    mlp.train(inputs, targets, {
      onEpoch: () => stop.abort(new Error("enough")),
      onCheckpoint: ({ figures }) => void saved.push(figures.length),
      signal: stop.signal,
    })
  );
  assertEquals([String(error), saved], ["Error: enough", [1]]);
});

Deno.test("Augmenter refuses rows that are not images", () => {
  const options = { spec: everything, seed: 1, epochs: 1, threads: 0 };
  const floats = { ...examples.inputs, data: new Float32Array(50 * 63) };
  const { scale: _, ...plain } = floats;
  for (
    const [inputs, image] of [
      [plain, { width: 9, height: 7 }],
      [examples.inputs, undefined],
      [examples.inputs, { width: 9, height: 8 }],
    ] as const
  ) {
    assertThrows(
      () => new Augmenter({ ...examples, inputs }, { ...options, image }),
      DatasetError,
      "augment must be used with grayscale images whose pixels are bytes",
    );
  }
});

const spec: SpecInput = {
  name: "augmented",
  layers: [{ units: 8, activation: "tanh" }, { units: 2 }],
  learningRate: 0.1,
  batchSize: 4,
  epochs: 4,
  augment: { shift: 2, elastic: { alpha: 20 } },
  inputs: { units: 63 },
};

Deno.test("a stopped run with augmented images resumes to the same bits as an uninterrupted run", async () => {
  const { inputs } = examples;
  const chance = random(8, "labels");
  const targets = {
    ...examples.targets,
    data: Float32Array.from({ length: 100 }, () => chance.below(2)),
  };
  const start = (change: Partial<SpecInput> = {}) => {
    const mlp = compile({ ...spec, ...change });
    mlp.fitted = { image };
    return mlp;
  };
  const whole = start();
  await whole.train(inputs, targets);
  const checkpoint = { checkpoint: { epochs: 2 } };
  const stopped = start(checkpoint), again = start();
  await assertRejects(
    () =>
      stopped.train(inputs, targets, {
        onCheckpoint(from) {
          throw from;
        },
      }).catch(async (from) => {
        await again.train(inputs, targets, { from });
        throw new Error("stopped");
      }),
    Error,
    "stopped",
  );
  assertEquals(again.parameters, whole.parameters);
  const plain = start({ augment: undefined });
  await plain.train(inputs, targets);
  assertNotEquals(plain.parameters, whole.parameters);
  const still = start({ augment: { shift: 0, elastic: { alpha: 0 } } });
  await still.train(inputs, targets);
  assertEquals(still.parameters, plain.parameters);
});

Deno.test("training with augment must know the width of the images", async () => {
  const mlp = compile(spec);
  await assertRejects(
    () => mlp.train(examples.inputs, examples.targets),
    DatasetError,
    "augment must be used with grayscale images whose pixels are bytes",
  );
});
