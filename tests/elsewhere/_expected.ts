/**
 * The expected results of the tasks in `portable.ts`: the models and metrics of
 * the command line, the contents of the files in the catalogue, and for the
 * others the results in Deno.
 *
 * @module
 */

import { inProject, run } from "../cli/_command.ts";
import { digits } from "../cli/_digits.ts";
import { answers, augmented, files, type works } from "./portable.ts";

/** Reads a file of this checkout for a task. */
export async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return digits[path] ?? await Deno.readFile(inProject(path));
}

/** The expected result of each task, in the form of `answers()`. */
export async function expected(
  folder: string,
): Promise<Record<keyof typeof works, string>> {
  const spec = await Deno.readTextFile(inProject(files.digits));
  const folds = await Deno.readTextFile(inProject(files.folds));
  const contents = new Blob([digits[files.idx]]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const idx = (await new Response(contents).bytes()).toBase64();
  const model = await trainedModel(folder, spec);
  const here = await answers(readFile, [
    ...["xor", "a table", "the text of an exported network"],
  ]);
  const elsewhere = (what: string, then: string) =>
    `HostError: ${what}: in a browser or Node.js, ${then}`;
  const read = "use options.read, a function that returns the bytes of a file";
  const verified =
    "use options.read of loadDataset, which verifies the SHA-256 of each file";
  return {
    xor: here.xor,
    "an IDX file": idx,
    "an IDX file as streams": idx,
    digits: model,
    "digits, continued from a copied checkpoint": model,
    "digits, augmented": await trainedModel(folder, augmented(spec)),
    "five folds": await foldsOf(folder, folds),
    "five folds, augmented": await foldsOf(folder, augmented(folds)),
    "a table": here["a table"],
    "the text of an exported network": here["the text of an exported network"],
    "what needs Deno": JSON.stringify({
      saveModel: elsewhere(
        "saveModel needs Deno to write a file",
        "call encodeModel and keep the bytes that it returns",
      ),
      loadModel: elsewhere(
        "loadModel needs Deno to read a file",
        "call decodeModel with the bytes of the file",
      ),
      saveCheckpoint: elsewhere(
        "saveCheckpoint needs Deno to write a file",
        "keep the checkpoint object; structuredClone and IndexedDB can copy it",
      ),
      loadCheckpoint: elsewhere(
        "loadCheckpoint needs Deno to read a file",
        "keep the checkpoint object, and pass it to train as { from: checkpoint }",
      ),
      fetchFiles: elsewhere(
        "fetchFiles needs Deno to download and keep files",
        verified,
      ),
      checkFiles: elsewhere("checkFiles needs Deno to read files", verified),
      "loadDataset of mnist": elsewhere(
        "loadDataset needs Deno to read the files of mnist",
        read,
      ),
      "loadDataset of a table": elsewhere(
        "loadDataset needs Deno to read data/iris.csv",
        read,
      ),
      "checkFiles of digits": "right,right,right,right",
    }),
  };
}

/** The tasks with a wrong result, each with its result. */
export function differing(
  found: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string | undefined>>,
): string[] {
  return Object.keys(expected)
    .filter((name) => found[name] !== expected[name])
    .map((name) =>
      `${name} must be ${shortened(expected[name])}: found ${
        shortened(found[name])
      }`
    );
}

function shortened(text = "nothing"): string {
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

/** Trains a spec with the command line. Returns the run folder. */
async function train(folder: string, spec: string) {
  const out = `${folder}/${crypto.randomUUID()}`, path = `${out}.yaml`;
  await Deno.writeTextFile(path, spec);
  const { code, err } = await run("train", folder, path, "--out", out);
  if (code !== 0) throw new Error(err);
  return out;
}

/** The model that the command line trains. */
async function trainedModel(folder: string, spec: string): Promise<string> {
  const out = await train(folder, spec);
  return (await Deno.readFile(`${out}/model.safetensors`)).toBase64();
}

/** The folds in the record of the command line. */
async function foldsOf(folder: string, spec: string): Promise<string> {
  const out = await train(folder, spec);
  const { folds } = JSON.parse(await Deno.readTextFile(`${out}/run.json`));
  type Fold = { readonly fold: number };
  return JSON.stringify(folds.sort((a: Fold, b: Fold) => a.fold - b.fold));
}
