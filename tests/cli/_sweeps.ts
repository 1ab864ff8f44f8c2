/**
 * Sweeps for the tests of the command.
 *
 * @module
 */

import { type Outcome, run } from "./_command.ts";

/** Eight short trials on digits: two learning rates, two widths, two seeds. */
export const SHORT = `name: short
dataset: digits
layers: [{ units: 16, activation: relu }, { units: 10, activation: softmax }]
loss: crossEntropy
learningRate: 0.1
epochs: 3
validation: { fraction: 0.2 }
sweep:
  grid:
    learningRate: [0.05, 0.5]
    layers[0].units: [8, 16]
  repeats: 2
`;

/** Writes a spec to a folder. */
export async function specIn(
  folder: string,
  text: string = SHORT,
): Promise<string> {
  await Deno.writeTextFile(`${folder}/spec.yaml`, text);
  return "spec.yaml";
}

/**
 * Runs the sweep of `spec.yaml`, and returns its JSON output and its exit code.
 */
export async function sweepJson(
  folder: string,
  ...args: readonly string[]
): Promise<Outcome & { readonly json: Record<string, unknown> }> {
  const ended = await run("sweep", folder, "spec.yaml", "--json", ...args);
  let json = {};
  try {
    json = JSON.parse(ended.out);
  } catch {
    // no JSON on stdout: the error is on stderr
  }
  return { ...ended, json };
}
