import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { parse } from "@std/yaml";
import { checkSpec } from "../../mod.ts";
import { Found } from "../../lib/spec/_fault.ts";
import { isMapping } from "../../lib/spec/_kinds.ts";
import { otherNames } from "../../lib/spec/_other_names.ts";
import { walk } from "../../lib/spec/_walk.ts";
import { anySchema } from "../../lib/spec/schema.ts";
import { fieldwise, issuesOf, partsByPath, rightSpecs } from "./_corpus.ts";
import { put, schemaPaths } from "./_generate.ts";
import { needing, READ } from "../_needing.ts";

const base = `
name: places
dataset: { csv: table.csv, label: kind }
layers:
  - { units: 4, activation: tanh }
  - { units: 2, activation: softmax }
loss: crossEntropy
learningRate: 0.1
epochs: 20
`;

/** The first issue of a spec with additional or replaced fields. */
function said(fields: string): string {
  const spec = { ...parse(base) as object, ...parse(fields) as object };
  const [{ path, message }] = issuesOf(() => checkSpec(spec));
  return `${path}: ${message}`;
}

/** Fields, and the expected issue. */
const cases: Record<string, [fields: string, said: string][]> = {
  "with its name in pandas": [
    [
      "dataset: { csv: table.csv, label: kind, sep: ';' }",
      "dataset.sep: unknown key here: the field is dataset.separator; write " +
      'dataset: { csv: "table.csv", label: kind, separator: ";" }',
    ],
    [
      "delimiter: ';'",
      "delimiter: unknown key here: the field is dataset.separator; write " +
      'dataset: { csv: "table.csv", label: kind, separator: ";" }',
    ],
    [
      "dataset: { csv: table.csv, label: kind, na_values: [x] }",
      "dataset.na_values: unknown key here: the field is dataset.missing.words; write " +
      'dataset: { csv: "table.csv", label: kind, missing: { words: [x] } }',
    ],
  ],
  "at the top that belongs in a mapping": [
    [
      "momentum: 0.9",
      "momentum: unknown key here: the field is optimizer.momentum; write " +
      "optimizer: { type: sgd, momentum: 0.9 }",
    ],
    [
      "l2: 0.001",
      "l2: unknown key here: the field is regularization.l2; write " +
      "regularization: { l2: 0.001 }",
    ],
    [
      "patience: 7\nearlyStopping: { metric: loss }",
      "patience: unknown key here: the field is earlyStopping.patience; write " +
      "earlyStopping: { metric: loss, patience: 7 }",
    ],
    [
      "sigma: 3",
      "sigma: unknown key here: the field is augment.elastic.sigma; write " +
      "augment: { elastic: { sigma: 3 } }",
    ],
    [
      "csv: other.csv",
      "csv: unknown key here: the field is dataset.csv; write " +
      'dataset: { csv: "other.csv", label: kind }',
    ],
    [
      "label: other", // not labels, which is a mapping
      "label: unknown key here: the field is dataset.label; write " +
      'dataset: { csv: "table.csv", label: other }',
    ],
    [
      "limit: 100\ndataset: digits\nlayers: [{ units: 10 }]",
      "limit: unknown key here: the field is dataset.limit; write " +
      "dataset: { name: digits, limit: 100 }",
    ],
    [
      "limit: 100",
      "limit: unknown key here: the field is dataset.limit with name; write " +
      "dataset: { name: ..., limit: 100 }",
    ],
  ],
  "at the top that belongs in a layer": [
    [
      "dropout: 0.2",
      "dropout: unknown key here: the field is layers[].dropout; write " +
      "layers: [{ units: 4, activation: tanh, dropout: 0.2 }, ...]",
    ],
    [
      "activation: relu\nlayers: [{ units: 3 }]",
      "activation: unknown key here: the field is layers[].activation; write " +
      "layers: [{ units: 3, activation: relu }]",
    ],
    [
      "biasInitializer: uniform",
      "biasInitializer: unknown key here: the field is layers[].biasInitializer; " +
      "write layers: [{ units: 4, activation: tanh, biasInitializer: uniform }, ...]",
    ],
  ],
  "in a mapping that belongs at the top": [
    [
      "optimizer: { type: sgd, learningRate: 0.1 }",
      "optimizer.learningRate: unknown key here: the field is learningRate; write " +
      "learningRate: 0.1",
    ],
    [
      "layers: [{ units: 2, seed: 3 }]",
      "layers[0].seed: unknown key here: the field is seed; write seed: 3",
    ],
    [
      "dataset: { csv: a, label: b, validation: { folds: 5 } }",
      "dataset.validation: unknown key here: the field is validation; write " +
      "validation: { folds: 5 }",
    ],
    [
      "dataset: { csv: a, label: b, inputs: { scale: [0, 1] } }",
      "dataset.inputs: unknown key here: the field is inputs; write " +
      "inputs: { scale: [0, 1] }",
    ],
  ],
  "in a mapping that belongs in another": [
    [
      "layers: [{ units: 3 }, { units: 2, l1: 0.1 }]",
      "layers[1].l1: unknown key here: the field is regularization.l1; write " +
      "regularization: { l1: 0.1 }",
    ],
    [
      "regularization: { l2: 0.1, dropout: 0.5 }",
      "regularization.dropout: unknown key here: the field is layers[].dropout; write " +
      "layers: [{ units: 4, activation: tanh, dropout: 0.5 }, ...]",
    ],
    [
      "validation: { fraction: 0.2, patience: 4 }",
      "validation.patience: unknown key here: the field is earlyStopping.patience; " +
      "write earlyStopping: { patience: 4 }",
    ],
  ],
  "with a value that stands for a mapping": [
    [
      "dataset: { csv: a, label: b, validation: 0.2 }",
      "dataset.validation: unknown key here: the field is validation.fraction or " +
      "validation.last; write validation: { fraction: 0.2 } or " +
      "validation: { last: 0.2 }",
    ],
    [
      "dataset: { csv: a, label: b, validation: 5 }",
      "dataset.validation: unknown key here: the field is validation.folds; write " +
      "validation: { folds: 5 }",
    ],
    [
      "checkpoint: 5",
      "checkpoint: must have the field epochs or seconds, such as { epochs: 1 }: found 5" +
      "; write checkpoint: { epochs: 5 } or checkpoint: { seconds: 5 }",
    ],
    [
      "validation: 0.1",
      "validation: must be a mapping of keys to values: found 0.1; write " +
      "validation: { fraction: 0.1 } or validation: { last: 0.1 }",
    ],
    [
      "layers: [{ units: 8 }, 4, 2]",
      "layers[1]: must be a mapping of keys to values: found 4; write " +
      "layers: [..., { units: 4 }, ...]",
    ],
  ],
  "with several possible places": [
    [
      "dataset: { csv: a, label: b, standardize: true }",
      "dataset.standardize: unknown key here: the field is inputs.standardize or " +
      "labels.standardize; write inputs: { standardize: true } or " +
      "labels: { standardize: true }",
    ],
    [
      "scale: 0.1", // not inputs.scale, which is a pair
      "scale: unknown key here: the field is augment.scale; write augment: { scale: 0.1 }",
    ],
    [
      "scale: [0, 1]",
      "scale: unknown key here: the field is inputs.scale; write inputs: { scale: [0, 1] }",
    ],
    ...["[1, 1]", "[a, b]"].map((pair): [string, string] => [
      `scale: ${pair}`, // a pair of two equal numbers, or of words, fits neither
      "scale: unknown key here: the field is inputs.scale or augment.scale; write " +
      "inputs: { scale: ... } or augment: { scale: ... }",
    ]),
    [
      "type: 3",
      "type: unknown key here: the field is layers[].type, loss.type, optimizer.type " +
      "or learningRate.type",
    ],
  ],
  "of another type": [
    [
      "optimizer: { type: adam, momentum: 0.9 }",
      "optimizer.momentum: unknown key here: momentum needs type sgd; write " +
      "optimizer: { type: sgd, momentum: 0.9 }",
    ],
    [
      "learningRate: { type: constant, rate: 0.1, factor: 0.5 }",
      "learningRate.factor: unknown key here: factor needs type step or " +
      "exponential; write learningRate: { type: step, rate: 0.1, every: ..., " +
      "factor: 0.5 }",
    ],
    [
      "optimizer: adam\nrho: 0.8",
      "rho: unknown key here: the field is optimizer.rho with type rmsprop; write " +
      "optimizer: { type: rmsprop, rho: 0.8 }",
    ],
    [
      "dataset: { name: digits, test: 0.2 }",
      "dataset.test: unknown key here: test needs csv and label; write " +
      "dataset: { csv: ..., label: ..., test: 0.2 }",
    ],
  ],
  "beside others that belong there": [
    [
      "momentum: 0.9\nnesterov: true",
      "momentum: unknown key here: the field is optimizer.momentum; write " +
      "optimizer: { type: sgd, momentum: 0.9, nesterov: true }",
    ],
    [
      "factor: 0.5\nevery: 10",
      "factor: unknown key here: the field is learningRate.factor; write " +
      "learningRate: { type: step, rate: 0.1, every: 10, factor: 0.5 }",
    ],
  ],
  "with a wrong value": [
    [
      "momentum: high",
      "momentum: unknown key here: the field is optimizer.momentum; write " +
      "optimizer: { type: sgd, momentum: ... }",
    ],
    [
      "momentum:",
      "momentum: unknown key here: the field is optimizer.momentum; write " +
      "optimizer: { type: sgd, momentum: ... }",
    ],
  ],
  "with its name in another library": [
    [
      "lr: 0.1",
      "lr: unknown key here: the field is learningRate; write learningRate: 0.1",
    ],
    [
      "lr_scheduler: cosine",
      "lr_scheduler: unknown key here: the field is learningRate; write " +
      "learningRate: { type: cosine, rate: ... }",
    ],
    [
      "scheduler: { type: step, rate: 0.2 }",
      "scheduler: unknown key here: the field is learningRate; write " +
      "learningRate: { type: step, rate: 0.2, every: ..., factor: ... }",
    ],
    ["batch_size: 8", 'batch_size: unknown key, did you mean "batchSize"?'],
    ["n_epochs: 8", 'n_epochs: unknown key, did you mean "epochs"?'],
    [
      "max_iter: 200",
      "max_iter: unknown key here: the field is epochs; write epochs: 200",
    ],
    [
      "weightDecay: 0.01",
      "weightDecay: unknown key here: the field is optimizer.decay or " +
      "regularization.l2; write optimizer: { type: adamw, decay: 0.01 } or " +
      "regularization: { l2: 0.01 }",
    ],
    [
      "optimizer: { type: adamw, weight_decay: 0.01 }",
      "optimizer.weight_decay: unknown key here: the field is optimizer.decay or " +
      "regularization.l2; write optimizer: { type: adamw, decay: 0.01 } or " +
      "regularization: { l2: 0.01 }",
    ],
    [
      "validation_split: 0.1",
      "validation_split: unknown key here: the field is validation.fraction; write " +
      "validation: { fraction: 0.1 }",
    ],
    [
      "optimizer: { name: Adam }",
      "optimizer.name: unknown key here: the field is optimizer.type; write " +
      "optimizer: { type: adam }",
    ],
    [
      "optimizer: { type: adam, learning_rate: 0.01 }",
      "optimizer.learning_rate: unknown key here: the field is learningRate; write " +
      "learningRate: 0.01",
    ],
    [
      "layers: [{ units: 3, kernel_initializer: he_normal }]",
      "layers[0].kernel_initializer: unknown key here: the field is " +
      "layers[].initializer; write layers: [{ units: 3, initializer: heNormal }]",
    ],
    [
      "layers: [{ Dense: { units: 3 } }, { units: 2 }]",
      "layers[0].Dense: unknown key: dense is the type of a layer; write " +
      "layers: [{ type: dense, units: 3 }, ...]",
    ],
    [
      "layers: [{ units: 3 }, { dropout: 0.5 }, { units: 2 }]",
      "layers[1].units: is missing; write the number of outputs; dropout is a " +
      "field, not a layer; remove this layer, and write dropout: 0.5 in the preceding layer",
    ],
    ...["earlyStopping: true", "early_stopping: true", "callbacks: [x]"]
      .map((fields): [string, string] => [
        fields,
        `${fields.split(":")[0]}: ${
          fields.startsWith("earlyS")
            ? "must be a mapping of keys to values: found true"
            : "unknown key here: the field is earlyStopping"
        }; write earlyStopping: { metric: validationLoss, patience: 5 } and validation: { fraction: 0.1 }`,
      ]),
    [
      "metrics: [accuracy]",
      "metrics: unknown key: training always reports the accuracy (for numbers: " +
      "RMSE and R squared); remove the key; to choose the metric of early " +
      "stopping, write earlyStopping: { metric: validationAccuracy }",
    ],
    [
      "input_shape: [28, 28]",
      "input_shape: unknown key here: the field is inputs.shape; write " +
      "inputs: { shape: [28, 28, 1] }",
    ],
    [
      "input_shape: [784]\ndataset: mnist\nlayers: [{ units: 10 }]",
      "input_shape: unknown key here: the field is inputs.units; write " +
      "inputs: { units: 784 }",
    ],
    ...["input_dim: 4", "inFeatures: 4", "input_shape: [4]"].map((
      key,
    ): [string, string] => [
      `dataset: { csv: t.csv, label: kind }\nlayers: [{ units: 2, ${key} }]`,
      `layers[0].${
        key.replace(/:.*/, "")
      }: unknown key: the number of inputs comes from the columns of the table; remove the key`,
    ]),
    [
      "device: cuda",
      "device: unknown key: training runs on the processor (CPU); remove the key",
    ],
    [
      "test_size: 0.2\ndataset: digits\nlayers: [{ units: 10 }]",
      "test_size: unknown key here: the field is dataset.test; write " +
      "dataset: { csv: ..., label: ..., test: 0.2 }",
    ],
    [
      "hidden_layer_sizes: [100, 50]",
      "hidden_layer_sizes: unknown key here: the field is layers; write " +
      "layers: [{ units: 100 }, { units: 50 }, { units: ... }]",
    ],
    [
      "layers: [{ units: 2 }, { out_features: 3 }]",
      "layers[1].out_features: unknown key here: the field is layers[].units; write " +
      "layers: [..., { units: 3 }]",
    ],
    [
      "random_state: 7",
      "random_state: unknown key here: the field is seed; write seed: 7",
    ],
    [
      "solver: adam",
      "solver: unknown key here: the field is optimizer; write optimizer: adam",
    ],
  ],
  "that is misspelled": [
    ["momentm: 0.9", "momentm: unknown key, did you mean optimizer.momentum?"],
    ["Droput: 0.9", "Droput: unknown key, did you mean layers[].dropout?"],
    [
      "dataset: { csv: a, label: b, lable: c }",
      'dataset.lable: unknown key, did you mean "label"?',
    ],
  ],
  "with an unknown name": [
    ["xyzzy: 1", "xyzzy: unknown key, must be one of version, name,"],
    ["constructor: 1", "constructor: unknown key, must be one of version,"],
    ['"": 1', '"": unknown key, must be one of version,'],
  ],
};

for (const [kind, of] of Object.entries(cases)) {
  Deno.test(`checkSpec() reports the right place of a field ${kind}`, async (t) => {
    for (const [fields, expected] of of) {
      await t.step(fields, () => {
        assertEquals(said(fields).slice(0, expected.length), expected);
        if (!expected.endsWith(",")) assertEquals(said(fields), expected);
      });
    }
  });
}

Deno.test({
  ...needing(
    "checkSpec() reports the right place of each field of the schema in each other mapping",
    READ,
  ),
  async fn(t) {
    const parts = partsByPath([...rightSpecs(), ...fieldwise], 1);
    let count = 0, lines = 0;
    for (const [level, [{ spec, part: { keys, fields } }]] of parts) {
      if (fields === undefined) continue;
      await t.step(level || "the spec", () => {
        for (const [path, [{ part: { value } }]] of parts) {
          const name = /[^.[\]]+$/.exec(path)?.[0];
          if (name === undefined || Object.hasOwn(fields, name)) continue;
          // these keys are columns, classes or paths, and may have any name
          if (/NAME|CLASS|PATH/.test(path)) continue;
          const found = new Found(false, put(spec, [...keys, name], value));
          walk(anySchema, found.whole, found);
          const what = `${level}.${name} of ${path}`;
          const { message } = found.faults.find((fault) =>
            fault.keys.length === keys.length + 1 && fault.keys.at(-1) === name
          )!;
          const here = parts.has(level === "" ? name : `${level}.${name}`);
          const isSaid = message.includes(path) ||
            here &&
              /: \w+ (needs|is not allowed together with) \w+/.test(message);
          assert(isSaid, `${what}: ${message}`);
          count++;
          const line = /; write ((?!.* or \w+: ).*)$/.exec(message)?.[1];
          if (line === undefined || line.includes("...")) continue;
          const after = new Found(false, {
            ...spec as object,
            ...parse(line) as object,
          });
          walk(anySchema, after.whole, after);
          const [top] = Object.keys(parse(line) as object);
          const wrong = after.faults.filter((fault) => fault.keys[0] === top);
          assertEquals(wrong, [], `${what}: ${line}`);
          lines++;
        }
      });
    }
    assertGreaterOrEqual(count, 1000);
    assertGreaterOrEqual(lines, 500);
  },
});

Deno.test("checkSpec() suggests a line for each layer of other libraries", async (t) => {
  const start =
    "must be one of dense, conv2d, maxPool2d, avgPool2d, flatten, " +
    "batchNorm, layerNorm: found ";
  const before = (type: string, line: string) => {
    const types = line.startsWith("dropout")
      ? "dense, conv2d, maxPool2d, avgPool2d, batchNorm or layerNorm"
      : "dense, conv2d, batchNorm or layerNorm";
    return `${start}"${type}", which is a field of a layer in percept; remove this layer, and write ${line} in the preceding ${types} layer`;
  };
  const cases: [layer: object, message: string][] = [
    [{ type: "dropout", rate: 0.5 }, before("dropout", "dropout: 0.5")],
    [{ type: "Dropout", p: 0.25 }, before("Dropout", "dropout: 0.25")],
    [{ type: "dropout", rate: 2 }, before("dropout", "dropout: ...")],
    [{ type: "ReLU" }, before("ReLU", "activation: relu")],
    [
      { type: "Activation", activation: "tanh" },
      before("Activation", "activation: tanh"),
    ],
    [{ type: "Conv2D" }, `${start}"Conv2D", did you mean "conv2d"?`],
    [
      { type: "MaxPooling2D" },
      `${start}"MaxPooling2D", did you mean "maxPool2d"?`,
    ],
    [
      { type: "AveragePooling2D" },
      `${start}"AveragePooling2D", did you mean "avgPool2d"?`,
    ],
    [
      { type: "BatchNormalization" },
      `${start}"BatchNormalization", did you mean "batchNorm"?`,
    ],
    [{ type: "Linear" }, `${start}"Linear", did you mean "dense"?`],
    [{ type: "LSTM" }, `${start}"LSTM", which is not available`],
    [{ type: "Wrong" }, `${start}"Wrong"`],
    [
      { type: "conv2d", out_channels: 8, kernelSize: 3 },
      "unknown key here: the field is layers[].filters; write layers: " +
      "[{ type: conv2d, filters: 8, kernelSize: 3 }, ...]",
    ],
    [
      { type: "conv2d", filters: 8, kernel: 3 },
      "unknown key here: the field is layers[].kernelSize; write layers: " +
      "[{ type: conv2d, filters: 8, kernelSize: 3 }, ...]",
    ],
    [
      { type: "maxPool2d", kernel_size: 2 },
      "unknown key here: the field is layers[].poolSize; write layers: " +
      "[{ type: maxPool2d, poolSize: 2 }, ...]",
    ],
    [
      { type: "maxPool2d", pool_size: 2 },
      'unknown key, did you mean "poolSize"?',
    ],
    [ // not another type, since the pool would be lost
      { type: "maxPool2d", units: 5 },
      "unknown key, must be one of name, type, poolSize, strides, padding, dropout",
    ],
    [
      { type: "flatten", units: 3 },
      "unknown key here: units needs type dense; write layers: " +
      "[{ type: dense, units: 3 }, ...]",
    ],
  ];
  for (const [layer, expected] of cases) {
    await t.step(JSON.stringify(layer), () => {
      const spec = {
        ...{ name: "a", dataset: "digits", learningRate: 1, epochs: 1 },
        layers: [layer, { type: "flatten" }, { units: 10 }],
      };
      const [{ message }] = issuesOf(() => checkSpec(spec));
      assertEquals(message, expected);
    });
  }
});

Deno.test("each known name of another library belongs to a field or a value of a spec", () => {
  const paths = new Set(schemaPaths());
  const words = new Set<unknown>();
  const gather = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach((item) => words.add(item));
    if (isMapping(part) || Array.isArray(part)) {
      Object.entries(part).forEach(([name, inner]) => {
        words.add(name); // the type of a variant is a key
        gather(inner);
      });
    }
  };
  gather(anySchema);
  for (const [name, others] of Object.entries(otherNames)) {
    assert(paths.has(name) || words.has(name), name);
    for (const other of others.split(" ")) {
      assertEquals(other, other.toLowerCase().replace(/[^a-z0-9]/g, ""));
    }
  }
});

Deno.test("checkSpec() counts a hundred thousand misplaced fields", () => {
  const many = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, i) => [`momentum${i}`, 0.9]),
  );
  const whole = { ...parse(base) as object, ...many };
  const nested = { ...parse(base) as object, momentum: many, l2: { l2: many } };
  const cyclic: Record<string, unknown> = { ...parse(base) as object };
  cyclic.momentum = cyclic.inputs = cyclic;
  for (const spec of [whole, nested, cyclic]) {
    const issues = issuesOf(() => checkSpec(spec));
    assertStringIncludes(issues[0].message, "unknown key");
    for (const { message } of issues) assert(message.length < 400, message);
  }
});

Deno.test("a suggested line has at most 100 characters, texts of 40 characters, and lists of 10 items", async (t) => {
  const lineOf = (fields: string) => /; write (.*)$/.exec(said(fields))?.[1];
  const csv = `${"a".repeat(36)}.csv`; // 40 characters
  const label = (length: number) =>
    `csv: ${csv}\ndataset: { csv: t.csv, label: ${"y".repeat(length)} }`;
  const line = `dataset: { csv: "${csv}", label: ${"y".repeat(31)} }`;
  await t.step("100 characters", () => {
    assertEquals(line.length, 100);
    assertEquals(lineOf(label(31)), line);
    assertEquals(lineOf(label(32)), undefined);
  });
  await t.step("a text of 41", () => {
    assertEquals(
      lineOf(`csv: a${csv}`),
      "dataset: { csv: ..., label: kind }",
    );
  });
  await t.step("a list of 10", () => {
    const ten = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10";
    assertEquals(
      lineOf(`grid: { epochs: [${ten}] }`),
      `sweep: { grid: { epochs: [${ten}] } }`,
    );
    assertEquals(
      lineOf(`grid: { epochs: [${ten}, 11] }`),
      `sweep: { grid: { epochs: [${ten}, ...] } }`,
    );
  });
});
