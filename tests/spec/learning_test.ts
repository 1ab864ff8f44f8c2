import { assertEquals } from "@std/assert";
import { activations } from "../../lib/formula/mod.ts";
import { checkSpec, SpecError } from "../../lib/spec/mod.ts";

/** A correct spec with the fields of the test. */
const spec = (tried: Record<string, unknown>) => ({
  name: "tried",
  inputs: { units: 2 },
  layers: [{ units: 3 }],
  learningRate: 0.1,
  epochs: 5,
  ...tried,
});

/** The issues of a spec, one line each. */
function said(tried: Record<string, unknown>): string[] {
  try {
    checkSpec(spec(tried));
    return [];
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
}

type Case = [name: string, tried: Record<string, unknown>, said: string[]];

function refuses(cases: readonly Case[]) {
  return async (t: Deno.TestContext) => {
    for (const [name, tried, lines] of cases) {
      await t.step(name, () => assertEquals(said(tried), lines));
    }
  };
}

const words = Object.keys(activations).join(", ");
const one = (activation: string) => [{ units: 3, activation }];

Deno.test(
  "checkSpec() refuses a loss that does not fit the last activation",
  refuses([
    ["none", { loss: "huber", layers: one("gelu") }, []],
    [
      "several labels",
      { loss: "binaryCrossEntropy", layers: one("sigmoid") },
      [],
    ],
    [
      "binaryCrossEntropy with tanh",
      { loss: "binaryCrossEntropy", layers: one("tanh") },
      [
        "loss.type: binaryCrossEntropy needs sigmoid as the activation of the last layer: found tanh",
      ],
    ],
    [
      "crossEntropy with sigmoid",
      { loss: "crossEntropy", layers: one("sigmoid") },
      ["loss.type: crossEntropy needs softmax as the activation of the last layer: found sigmoid"],
    ],
    [
      "softmax with huber",
      { loss: "huber", layers: one("softmax") },
      [
        "loss.type: must be crossEntropy if the activation of the last layer is softmax: found huber",
      ],
    ],
    [
      "a misspelled name",
      { layers: one("leakyRelU") },
      [
        `layers[0].activation: must be one of ${words}: found "leakyRelU", did you mean "leakyRelu"?`,
      ],
    ],
  ]),
);

Deno.test(
  "checkSpec() accepts only the constants of the optimizer",
  refuses([
    ["by name", { optimizer: "rmsprop" }, []],
    [
      "every constant",
      { optimizer: { type: "adamw", beta1: 0, decay: 0, epsilon: 1 } },
      [],
    ],
    [
      "nesterov",
      { optimizer: { type: "sgd", momentum: 0.9, nesterov: true } },
      [],
    ],
    [
      "nesterov without momentum",
      { optimizer: { type: "sgd", nesterov: true } },
      [
        "optimizer.nesterov: needs a momentum over 0: found 0; write momentum: 0.9",
      ],
    ],
    [
      "a constant of another optimizer",
      { optimizer: { type: "rmsprop", beta1: 0.9 } },
      [
        "optimizer.beta1: unknown key here: beta1 needs type adam or adamw; write optimizer: { type: adam, beta1: 0.9 }",
      ],
    ],
    [
      "out of bounds",
      { optimizer: { type: "adamw", beta2: 1, decay: -1 } },
      [
        "optimizer.beta2: must be a number of at least 0 and below 1: found 1",
        "optimizer.decay: must be a number of at least 0: found -1",
      ],
    ],
  ]),
);

Deno.test(
  "checkSpec() accepts a learning rate as a number or a schedule",
  refuses([
    ["cosine", { learningRate: { type: "cosine", rate: 0.1, warmup: 4 } }, []],
    [
      "step",
      { learningRate: { type: "step", rate: 1, every: 3, factor: 0.5 } },
      [],
    ],
    [
      "only a name",
      { learningRate: "cosine" },
      [
        "learningRate: must be a number over 0, or a schedule such as " +
        '{ type: cosine, rate: 0.1 }: found "cosine"',
      ],
    ],
    [
      "a step schedule without every",
      { learningRate: { type: "step", rate: 1 } },
      [
        "learningRate.every: is missing; write the number of epochs from one change of the learning rate to the next",
        "learningRate.factor: is missing; write the number by which the learning rate is multiplied: if `type` is exponential, after each epoch; if `type` is step, each time that `every` epochs have passed",
      ],
    ],
    [
      "a warm-up as long as the training",
      { learningRate: { type: "constant", rate: 1, warmup: 5 } },
      ["learningRate.warmup: must be below 5, the number of epochs: found 5"],
    ],
    [
      "another name",
      { learningRate: { type: "cosin", rate: 1 } },
      [
        "learningRate.type: must be one of constant, step, exponential, cosine: " +
        'found "cosin", did you mean "cosine"?',
      ],
    ],
  ]),
);

Deno.test(
  "checkSpec() refuses clip and regularization without an effect",
  refuses([
    [
      "all fields",
      {
        clip: { norm: 1, value: 0.1 },
        regularization: { l1: 1e-5, l2: 1e-4, maxNorm: 3 },
      },
      [],
    ],
    [
      "nothing",
      { clip: {}, regularization: {} },
      [
        "clip: must have the field norm or value, such as { norm: 1 }: found a mapping without keys",
        "regularization: must have l1, l2 or maxNorm, such as { l2: 0.0001 }: found a mapping without keys",
      ],
    ],
    [
      "l2 of 0",
      { regularization: { l2: 0 } },
      ["regularization.l2: must be a number over 0: found 0"],
    ],
  ]),
);

Deno.test(
  "checkSpec() accepts dropout in all layers but the last",
  refuses([
    ["hidden", { layers: [{ units: 5, dropout: 0.5 }, { units: 3 }] }, []],
    [
      "the last layer",
      { layers: [{ units: 3, dropout: 0.5 }] },
      [
        "layers[0].dropout: must be omitted from the last layer, since its outputs are the predictions: found 0.5",
      ],
    ],
    [
      "all outputs",
      { layers: [{ units: 5, dropout: 1 }, { units: 3 }] },
      ["layers[0].dropout: must be a number over 0 and below 1: found 1"],
    ],
  ]),
);
