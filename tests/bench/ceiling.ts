/**
 * Compares the speed of the matrix products in dense layers and convolutions
 * with the top speed of this machine. The top speed is that of the same tile of
 * sums if all its numbers stay in the registers and the first-level cache.
 *
 * @module
 */

import { Module } from "../../lib/engine/wasm/code/assemble.ts";
import { i32, v128 } from "../../lib/engine/wasm/code/opcodes.ts";
import {
  denseBackward,
  denseForward,
  denseUpdate,
} from "../../lib/engine/wasm/layer/products.ts";
import {
  convBackward,
  convForward,
  type ConvLayout,
} from "../../lib/engine/wasm/layer/conv_products.ts";
import { pooledForward } from "../../lib/engine/wasm/layer/conv_pooled.ts";
import { convUpdate } from "../../lib/engine/wasm/layer/conv_update.ts";
import type { LayerLayout } from "../../lib/engine/wasm/layer/kernel.ts";
import { optimizerFor } from "../../lib/engine/wasm/layer/optimizer.ts";
import { Allotment } from "../../lib/engine/wasm/code/memory.ts";
import { trainingForm } from "../../lib/engine/wasm/layer/form.ts";
import type { DenseLayout } from "../../lib/engine/wasm/layer/dense_layout.ts";
import { layOut } from "../../lib/engine/wasm/layer/layout.ts";
import { ROWS, tile } from "../../lib/engine/wasm/layer/tile.ts";
import { type Plan, planNetwork } from "../../lib/network/mod.ts";
import { checkSpec } from "../../mod.ts";
import { median, planOf, workloads } from "./workloads.ts";

/** Speeds in billions of additions and multiplications per second. */
export interface Rates {
  /**
   * The speed of a tile of 5 rows by 8 columns that stays in the first-level
   * cache.
   */
  readonly ceiling: number;
  /**
   * The speeds of the products of W3's layers, for 128 examples, and of C2's
   * second convolution, for 16.
   */
  readonly products: readonly (readonly [name: string, rate: number])[];
}

const BATCH = 128, IMAGES = 16;
/** The number of products in each sum of the tile for `ceiling`. */
const K = 256;

/**
 * Measures all speeds in turns, so that a change of the machine's load affects
 * all of them.
 */
export function rates(): Rates {
  const spec = checkSpec({
    ...{ name: "products", learningRate: 1, epochs: 1, batchSize: BATCH },
    layers: [{ units: 512, activation: "relu" }, {
      units: 512,
      activation: "relu",
    }],
    inputs: { units: 784 },
  });
  const plan = planNetwork(spec, 784);
  const memory = new Allotment(), module = new Module();
  const optimizer = optimizerFor(module, plan, true, () => 0, () => []);
  const form = trainingForm(plan, { batchSize: BATCH });
  const dense = { sparse: false, sparseBackward: false };
  const layers = form.layers.map((layer) => ({ ...layer, ...dense }));
  const layout = layOut(memory, { ...form, layers }, BATCH);
  const [first, second] = layout.layers as readonly DenseLayout[];
  const x = { a: memory.take(BATCH * 3136 + 64), stride: 3136 };
  const one = tile(module, {
    ...{ aRow: 4 * K, aStep: 4, bStart: 0, bStep: 32, cRow: 32, k: K },
    first: () => v128.const(0),
    last: () => (c, offset, sum) => v128.store(c.get, sum, offset),
  }, ROWS);
  const place = i32.const(x.a);
  const times = 512;
  const run = (name: string, body: Parameters<Module["fn"]>[2]) =>
    module.fn([], [], body, name);
  run("ceiling", () =>
    Array.from(
      { length: times },
      () => one(place, i32.const(x.a + 8192), i32.const(x.a + 32768), place),
    ));
  const all = [i32.const(0), i32.const(BATCH)];
  const c2 = workloads.find(({ name }) => name === "C2")!;
  const convsOf = (plan: Plan) =>
    layOut(memory, trainingForm(plan, { batchSize: IMAGES }), IMAGES).layers;
  const [below, pooled] = convsOf(planOf(c2)) as readonly [
    LayerLayout,
    ConvLayout,
  ];
  const avg = { type: "avgPool2d", poolSize: 2 } as const; // max pooling allows sparse products
  const [, average, conv] = convsOf(planOf({
    ...c2,
    spec: checkSpec({
      ...c2.spec,
      layers: c2.spec.layers.map((layer) =>
        layer.type === "maxPool2d" ? { ...avg, name: layer.name } : layer
      ),
    }),
  })) as readonly [unknown, LayerLayout, ConvLayout];
  const images = [i32.const(0), i32.const(IMAGES)];
  const convFlops = 2 * IMAGES * conv.plan.work;
  const pooledFlops = convFlops * (10 * 10) / (11 * 11); // the part that is pooled
  const flops = (k: number) => 2 * BATCH * k * 512;
  const parts = [
    [
      "convolution and max pool, forward, 13 x 13 x 32 to 5 x 5 x 64",
      pooledForward(module, pooled, below),
      images,
      pooledFlops,
    ],
    [
      "convolution, forward, 13 x 13 x 32 to 11 x 11 x 64",
      convForward(module, conv, average),
      images,
      convFlops,
    ],
    [
      "convolution, backward, likewise",
      convBackward(module, conv, average),
      images,
      convFlops,
    ],
    [
      "convolution, update, likewise",
      convUpdate(module, conv, average, optimizer.update),
      [i32.const(0), i32.const(1), i32.const(IMAGES)],
      convFlops,
    ],
    [
      "forward, 128 x 784 x 512",
      denseForward(module, first, x),
      all,
      flops(784),
    ],
    [
      "forward, 128 x 512 x 512",
      denseForward(module, second, first),
      all,
      flops(512),
    ],
    [
      "backward, 128 x 512 x 512",
      denseBackward(module, second, first),
      all,
      flops(512),
    ],
    [
      "update, 784 x 128 x 512",
      denseUpdate(module, first, x, optimizer.update),
      [i32.const(0), i32.const(64), i32.const(BATCH)],
      flops(784),
    ],
  ] as const;
  for (const [name, part, operands] of parts) {
    run(name, () => part(...operands));
  }
  const pages = memory.pages;
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(module.assemble(pages, false)),
    {
      env: {
        memory: new WebAssembly.Memory({ initial: pages, maximum: pages }),
      },
    },
  );
  const rate = (name: string, flops: number) => {
    const start = performance.now();
    for (let n = 0; n < 8; n++) (exports[name] as () => void)();
    return 8 * flops / (performance.now() - start) / 1e6;
  };
  const found = new Map<string, number[]>();
  const note = (name: string, flops: number) =>
    found.set(name, [...found.get(name) ?? [], rate(name, flops)]);
  for (let round = 0; round < 25; round++) {
    note("ceiling", times * 2 * ROWS * 8 * K);
    for (const [name, , , count] of parts) note(name, count);
  }
  const middle = (name: string) => median(found.get(name)!.slice(5));
  return {
    ceiling: middle("ceiling"),
    products: parts.map(([name]) => [name, middle(name)]),
  };
}
