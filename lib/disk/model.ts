/**
 * Saving and loading of models as files; `mlp/model.ts` encodes the models.
 *
 * @module
 */

import { ModelError } from "../format/mod.ts";
import { decodeModel, encodeModel, type Mlp } from "../mlp/mod.ts";
import { readFile, writeWhole } from "./files.ts";
import { needDeno } from "./host.ts";

/** The largest size of a model file in bytes: 4 GiB. */
const MOST_BYTES = 2 ** 32;

/**
 * Saves a network to a file. The file appears only when it is complete.
 *
 * @param path The path of the file; an existing file is replaced.
 * @throws {HostError} If the JavaScript runtime is not Deno; `encodeModel`
 * works in every runtime.
 * @example A file that loadModel() reads
 * ```ts
 * import { compile, loadModel, saveModel } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "and",
 *   layers: [{ units: 1 }],
 *   learningRate: 1,
 *   epochs: 1,
 * }, { inputs: 2 });
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * await saveModel(mlp, path);
 * assertEquals((await loadModel(path)).parameters, mlp.parameters);
 * await Deno.remove(path);
 * ```
 */
export async function saveModel(mlp: Mlp, path: string): Promise<void> {
  needDeno(
    "saveModel needs Deno to write a file",
    "call encodeModel and keep the bytes that it returns",
  );
  await writeWhole(path, await encodeModel(mlp));
}

/**
 * Loads a network from a file.
 *
 * @throws {ModelError} If the file is damaged, or is not a model.
 * @throws {HostError} If the JavaScript runtime is not Deno; `decodeModel`
 * works in every runtime.
 * @example A saved network makes the same predictions
 * ```ts
 * import { compile, frame, loadModel, saveModel } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "and",
 *   layers: [{ units: 1 }],
 *   learningRate: 1,
 *   epochs: 1,
 * }, { inputs: 2 });
 * const path = await Deno.makeTempFile();
 * await saveModel(mlp, path);
 * const again = await loadModel(path);
 * const inputs = frame([[0, 1]]);
 * assertEquals(again.predict(inputs), mlp.predict(inputs));
 * await Deno.remove(path);
 * ```
 */
export async function loadModel(path: string): Promise<Mlp> {
  needDeno(
    "loadModel needs Deno to read a file",
    "call decodeModel with the bytes of the file",
  );
  const bytes = await readFile(
    path,
    MOST_BYTES,
    (fault) => new ModelError(fault),
  );
  try {
    return await decodeModel(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ModelError(`${path} is not a model: ${cause.message}`, { cause });
  }
}
