/**
 * A very short training run, and functions that read its run folder.
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

/** Writes a spec, and trains it into the run folder `run`. */
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

/** Reads a JSON file. */
export async function readJson(path: string) {
  return JSON.parse(await Deno.readTextFile(path));
}

/** The SHA-256 hash of the model of a run. */
export async function modelHash(run: string): Promise<string> {
  return await sha256(await Deno.readFile(`${run}/model.safetensors`));
}
