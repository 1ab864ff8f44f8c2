/**
 * What is run elsewhere: XOR, trained with the library as anyone imports it.
 *
 * @module
 */

import { compile, encodeModel, frame } from "@percept/nn";

/** The SHA-256 of the network that learned XOR, and what it answers. */
export async function trainXor(): Promise<string> {
  const mlp = compile({
    name: "xor",
    layers: [{ units: 8 }, { units: 1 }],
    loss: { type: "mse", reduction: "sum" },
    learningRate: 1,
    batchSize: 1,
    epochs: 5000,
  }, { inputs: 2 });
  const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);
  await mlp.train(inputs, frame([[0], [1], [1], [0]]));
  const bytes = await encodeModel(mlp) as Uint8Array<ArrayBuffer>;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const hex = [...new Uint8Array(digest)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const answers = [...mlp.predict(inputs).data].map((a) => a > 0.5 ? 1 : 0);
  return `${answers.join(" ")}, model ${hex}`;
}
