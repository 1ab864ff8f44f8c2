/**
 * The program that `elsewhere_test.ts` runs in other hosts. It cross-validates,
 * and trains with augmentation, with the library imported as users import it.
 *
 * @module
 */

import { compile, crossValidate, frame, type SpecInput } from "@percept/nn";

const ROWS = 60, WIDTH = 9, HEIGHT = 7;

/** Arbitrary images and labels. */
const pictures = {
  rows: ROWS,
  columns: WIDTH * HEIGHT,
  data: Uint8Array.from(
    { length: ROWS * WIDTH * HEIGHT },
    (_, i) => i * i % 251,
  ),
  scale: [0, 1] as const,
};
const labels = frame(
  Array.from({ length: ROWS }, (_, b) => [Number(b % 3 === 0), b % 2]),
);
const spec: SpecInput = {
  name: "small",
  layers: [{ units: 8, activation: "tanh" }, { units: 2 }],
  learningRate: 0.1,
  batchSize: 4,
  epochs: 4,
  inputs: { units: WIDTH * HEIGHT },
};

/** The metrics of four folds, up to three in parallel. */
export async function folds(): Promise<string> {
  const options = { folds: 4, threads: 3 };
  return JSON.stringify(await crossValidate(spec, pictures, labels, options));
}

/** The parameters after training with augmentation. */
export async function augmented(epochs = 4): Promise<string> {
  const augment = { shift: 2, rotate: 10, elastic: { alpha: 20 } };
  const mlp = compile({ ...spec, epochs, augment });
  mlp.fitted = { image: { width: WIDTH, height: HEIGHT } };
  await mlp.train(pictures, labels);
  return mlp.parameters.join();
}
