/**
 * A run so short that a test can train it whole, and what is in its folder.
 *
 * @module
 */

import { sha256 } from "../dataset/_fixture.ts";
import { run } from "./_command.ts";

const spec = {
  name: "short",
  dataset: "digits",
  layers: [{ units: 16 }, { units: 10 }],
  learningRate: 1,
  epochs: 3,
  checkpoint: { epochs: 1 },
};

/** Writes a spec and trains it into `run`. */
export async function train(
  folder: string,
  change: object = {},
  ...args: string[]
) {
  const text = JSON.stringify({ ...spec, ...change });
  await Deno.writeTextFile(`${folder}/spec.json`, text);
  const out = args.includes("--out") ? [] : ["--out", "run"];
  return await run("train", folder, "spec.json", ...out, ...args);
}

/** What a file of JSON says. */
export async function readJson(path: string) {
  return JSON.parse(await Deno.readTextFile(path));
}

/** The SHA-256 of a run's model. */
export async function modelHash(run: string): Promise<string> {
  return await sha256(await Deno.readFile(`${run}/model.safetensors`));
}
