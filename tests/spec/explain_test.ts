import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import { explanation, parseOverride, traceSpec } from "../../lib/spec/mod.ts";
import { names } from "../dataset/_fixture.ts";
import { needing, READ } from "../_needing.ts";

const text = `name: explained
dataset: mnist
layers:
  - { units: 300 } # as in the table
  - name: digits
    units:
      10
    activation: &last softmax
loss: crossEntropy
learningRate: 0.1
batchSize: 100
"epochs": 5
`;

/** The lines of an explanation, without the spaces of the columns. */
function said(explained: string): string[] {
  const [values] = explained.split("\n\n");
  return values.split("\n").map((line) => line.trim().replace(/ +#/, " #"));
}

Deno.test("explanation() shows the origin of each value", () => {
  const overrides = [
    parseOverride("optimizer.type=adam")!,
    parseOverride("layers[0].activation=tanh")!,
  ];
  assertEquals(said(explanation(traceSpec(text, { overrides }))), [
    "version: 1 # default",
    "name: explained # line 1",
    "dataset: mnist # line 2",
    "inputs:",
    "scale: [0, 1] # default",
    "labels:",
    "oneHot: [0, 1] # default",
    "layers:",
    "- name: hidden1 # default",
    "type: dense # default",
    "units: 300 # line 4",
    "activation: tanh # --set layers[0].activation=tanh",
    "initializer: lecunNormal # default",
    "biasInitializer: zeros # default",
    "- name: digits # line 5",
    "type: dense # default",
    "units: 10 # line 6",
    "activation: softmax # line 8",
    "initializer: lecunNormal # default",
    "biasInitializer: zeros # default",
    "loss:",
    "type: crossEntropy # line 9",
    "reduction: mean # default",
    "optimizer:",
    "type: adam # --set optimizer.type=adam",
    "beta1: 0.9 # default",
    "beta2: 0.999 # default",
    "epsilon: 1e-8 # default",
    "learningRate: 0.1 # line 10",
    "batchSize: 100 # line 11",
    "epochs: 5 # line 12",
    "shuffle: true # default",
    "seed: 1 # default",
    "precision: float32 # default",
  ]);
});

Deno.test("explanation() shows shapes, parameters, multiply-adds and memory", () => {
  const [, table, run] = explanation(traceSpec(text)).split(/\n\n|\n#\n/);
  assertEquals(table.split("\n"), [
    "# layer    type   output  activation  parameters  multiply-adds",
    "# input              784",
    "# hidden1  dense     300  sigmoid        235,500        235,200", // 784 x 300, and 300 biases
    "# digits   dense      10  softmax          3,010          3,000",
    "# total                                  238,510        238,200",
  ]);
  // 4 x 238,510 bytes; 4 x 100 x (784 inputs, 310 sums, 310 outputs); 70,000 x
  // (784 bytes, and 4 bytes for the label)
  assertMatch(
    run,
    /^# 60,000 examples, 600 steps per epoch, 3,000 steps in total\n# memory of training, about \d/,
  );
  assertMatch(
    run,
    /: parameters 932 KiB, gradient 932 KiB, batch 548 KiB, examples 52\.6 MiB$/m,
  );
});

Deno.test("explanation() counts one step per epoch for a full batch", () => {
  const full = text.replace("batchSize: 100", "batchSize: full");
  assertMatch(
    explanation(traceSpec(full, { maxMemory: 2 ** 33 })),
    /^# 60,000 examples, 1 step per epoch, 5 steps in total$/m,
  );
});

Deno.test("explanation() counts the multiply-adds of a convolution, and reports the pixels that a pool leaves out", () => {
  const image = `name: image
inputs: { shape: [9, 9, 1] }
layers:
  - { name: c, type: conv2d, filters: 4, kernelSize: 3, padding: same }
  - { name: pool, type: maxPool2d }
  - { name: row, type: flatten }
  - { name: norm, type: layerNorm }
  - { name: output, units: 3 }
learningRate: 0.1
epochs: 1
`;
  const [, table, rest] = explanation(traceSpec(image)).split(/\n\n|\n#\n/);
  assertEquals(table.split("\n"), [
    "# layer   type          output  activation  parameters  multiply-adds",
    "# input              9 x 9 x 1",
    "# c       conv2d     9 x 9 x 4  relu                40          2,916", // (9 + 1) x 4; 81 x 9 x 4
    "# pool    maxPool2d  4 x 4 x 4                       0              0",
    "# row     flatten           64                       0              0",
    "# norm    layerNorm         64  identity           128             64",
    "# output  dense              3  sigmoid            195            192",
    "# total                                            363          3,172",
  ]);
  assertEquals(
    rest.split("\n")[0],
    "# pool: no window covers the last row and the last column",
  );
});

Deno.test({
  ...needing(
    "explanation() of each spec in specs/ names the line of each value",
    READ,
  ),
  async fn(t) {
    const folder = new URL("../../specs/", import.meta.url);
    for (const file of names(folder.pathname)) {
      if (!/\.ya?ml$/.test(file)) continue;
      await t.step(file, () => {
        const text = Deno.readTextFileSync(new URL(file, folder));
        const lines = text.split("\n");
        const traced = traceSpec(text);
        let named = 0;
        for (const line of said(explanation(traced))) {
          const [, key, origin] =
            /^(?:- |# )?(\w+):.* # (line \d+|default)$/.exec(line) ?? [];
          if (key === undefined) {
            assertMatch(line, /^(- )?\w+:$/); // a mapping, or a list of mappings
            continue;
          }
          if (origin === "default") continue;
          const number = Number(origin.slice("line ".length));
          assertMatch(lines[number - 1], new RegExp(`\\b${key}"?:|: \\w+`));
          named++;
        }
        assertGreater(named, 5);
      });
    }
  },
});
