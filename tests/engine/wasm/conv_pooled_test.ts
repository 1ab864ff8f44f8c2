import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { WasmProgram } from "../../../lib/engine/wasm/program.ts";
import { sizeOf } from "../../../lib/layer/mod.ts";
import { planNetwork } from "../../../lib/network/mod.ts";
import { random } from "../../../lib/random.ts";
import type { LayerSpec, Shape } from "../../../mod.ts";
import { OPTIMIZERS, parametersOf } from "../cases.ts";
import { none } from "../contract.ts";

const pairs = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 3 }),
);

const convolutions = fc.record({
  filters: fc.constantFrom(1, 3, 4, 6, 8, 9, 16, 20, 37),
  kernelSize: pairs,
  strides: fc.constantFrom<[number, number]>([1, 1], [1, 1], [2, 1]),
  padding: fc.constantFrom("same" as const, "valid" as const),
  activation: fc.constantFrom(
    ...["relu", "relu", "leakyRelu", "identity"] as const,
  ),
});

const networks = fc.record({
  image: fc.tuple(
    fc.integer({ min: 9, max: 19 }),
    fc.integer({ min: 9, max: 19 }),
    fc.constantFrom(1, 3, 4),
  ),
  first: convolutions,
  second: fc.option(
    convolutions.map((layer) => ({
      ...layer,
      padding: "same" as const,
      strides: [1, 1] as [number, number],
    })),
  ),
  hidden: fc.boolean(),
  zeros: fc.boolean(),
  dropout: fc.constantFrom(0, 0, 0.4),
  batchSize: fc.constantFrom(1, 5, 20),
});

type Drawn = typeof networks extends fc.Arbitrary<infer D> ? D : never;

/**
 * The plan of a drawn network. `apart` adds a pooling layer of size 1 after
 * each convolution, which separates the convolution from the max pooling layer.
 * With dropout, a network without `apart` has these layers before the
 * convolution: the dropout masks depend on the index of the layer.
 */
function planOf(
  { image, first, second, hidden, dropout, batchSize }: Drawn,
  apart: boolean,
) {
  const initial = {
    initializer: "heNormal",
    biasInitializer: "zeros",
  } as const;
  const pool = { type: "maxPool2d", padding: "valid" } as const;
  const layers: LayerSpec[] = [first, ...second ? [second] : []].flatMap((
    layer,
    l,
  ): LayerSpec[] => {
    const one = { ...pool, name: `one${l}`, poolSize: 1 };
    return [
      ...!apart && dropout > 0 ? [one] : [],
      { ...layer, ...initial, type: "conv2d", name: `conv${l}` },
      ...apart ? [one] : [],
      { ...pool, name: `pool${l}`, poolSize: 2, dropout },
    ];
  });
  const dense = { ...initial, type: "dense" } as const;
  return planNetwork({
    layers: [
      ...layers,
      { type: "flatten", name: "flatten" },
      ...hidden
        ? [{ ...dense, name: "hidden", units: 65, activation: "relu" } as const]
        : [],
      { ...dense, name: "output", units: 3, activation: "softmax" },
    ],
    loss: { type: "crossEntropy", reduction: "mean" },
    ...{ optimizer: OPTIMIZERS[0], batchSize, precision: "float32" },
    inputs: { scale: [0, 1], shape: image as Shape },
  }, sizeOf(image as Shape));
}

Deno.test("a convolution that also computes the next max pooling layer has the same bits as two separate layers", () => {
  fc.assert(
    fc.property(networks, (drawn) => {
      const chance = random(7, "pooled"), rows = 23;
      const columns = sizeOf(drawn.image as Shape);
      const data = Float32Array.from(
        { length: rows * columns },
        (_, n) =>
          drawn.zeros && n % columns < columns / 2
            ? 0
            : Math.fround(chance.uniform() - 0.3),
      );
      const targets = new Float32Array(3 * rows);
      for (let row = 0; row < rows; row++) targets[3 * row + row % 3] = 1;
      const all = {
        inputs: { rows, columns, data },
        targets: { rows, columns: 3, data: targets },
      };
      const order = Uint32Array.from({ length: rows }, (_, n) => n);
      const [together, apart] = [false, true].map((apart) => {
        const plan = planOf(drawn, apart);
        const parameters = parametersOf(plan, random(8, "pooled"));
        const program = new WasmProgram(plan, parameters, all, {
          threads: 1,
          sparse: drawn.zeros,
        });
        const { gradient } = program.gradient(
          order.subarray(0, drawn.batchSize),
        );
        for (let epoch = 1; epoch <= 2; epoch++) {
          program.train(order, 0.05, none(), epoch);
        }
        const { data } = program.predict(all.inputs);
        const found = [gradient, program.parameters(), data];
        program.close();
        return found;
      });
      assertEquals(together, apart, JSON.stringify(drawn));
    }),
    { numRuns: 80, seed: 22 },
  );
});
