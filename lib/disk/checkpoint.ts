/**
 * Saving and loading of checkpoints as files. Another process can resume the
 * training from a checkpoint.
 *
 * @module
 */

import {
  checkpointCeiling,
  decodeCheckpoint,
  encodeCheckpoint,
  type Mlp,
  mustBeMlp,
} from "../mlp/mod.ts";
import type { Checkpoint } from "../train/mod.ts";
import { readFile, writeWhole } from "./files.ts";
import { needDeno } from "./host.ts";
import { ModelError } from "../format/mod.ts";

/**
 * Saves a checkpoint to a file. The file appears only when it is complete.
 *
 * @param checkpoint The checkpoint that `onCheckpoint` received.
 * @param mlp The network in training.
 * @param path The path of the file; an existing file is replaced.
 * @throws {SaveError} If the file cannot be written; an existing file is then
 * unchanged.
 * @throws {HostError} If the JavaScript runtime is not Deno.
 * @example A run that is stopped after its first epoch
 * ```ts
 * import { compile, frame, loadCheckpoint, saveCheckpoint } from "@percept/nn";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "and",
 *   layers: [{ units: 1 }],
 *   learningRate: 1,
 *   epochs: 3,
 * }, { inputs: 2 });
 * const path = await Deno.makeTempFile(), stop = new AbortController();
 * await assertRejects(() =>
 *   mlp.train(frame([[0, 1], [1, 1]]), frame([[0], [1]]), {
 *     signal: stop.signal,
 *     onEpoch: () => stop.abort(),
 *     onCheckpoint: (checkpoint) => saveCheckpoint(checkpoint, mlp, path),
 *   })
 * );
 * const { figures } = await loadCheckpoint(path, mlp);
 * assertEquals(figures.length, 1); // finished epochs
 * await Deno.remove(path);
 * ```
 */
export async function saveCheckpoint(
  checkpoint: Checkpoint,
  mlp: Mlp,
  path: string,
): Promise<void> {
  needDeno(
    "saveCheckpoint needs Deno to write a file",
    "keep the checkpoint object; structuredClone and IndexedDB can copy it",
  );
  mustBeMlp(mlp);
  const spec = JSON.stringify(mlp.spec);
  await writeWhole(path, await encodeCheckpoint(checkpoint, mlp.plan, spec));
}

/**
 * Loads a checkpoint from a file.
 *
 * @param mlp A network with the spec of the run that saved the checkpoint.
 * @throws {ModelError} If the file is damaged, or belongs to another run.
 * @throws {HostError} If the JavaScript runtime is not Deno.
 * @example A training that is stopped and resumed
 * ```ts
 * import { compile, frame, loadCheckpoint, saveCheckpoint } from "@percept/nn";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const fresh = () =>
 *   compile({
 *     name: "and",
 *     layers: [{ units: 1 }],
 *     learningRate: 1,
 *     epochs: 10,
 *   }, { inputs: 2 });
 * const inputs = frame([[0, 0], [0, 1], [1, 0], [1, 1]]);
 * const labels = frame([[0], [0], [0], [1]]);
 * const path = await Deno.makeTempFile();
 *
 * const stopped = fresh(), stop = new AbortController();
 * await assertRejects(() =>
 *   stopped.train(inputs, labels, {
 *     signal: stop.signal,
 *     onEpoch: ({ epoch }) => epoch === 4 && stop.abort(),
 *     onCheckpoint: (checkpoint) => saveCheckpoint(checkpoint, stopped, path),
 *   })
 * );
 *
 * const resumed = fresh(), whole = fresh();
 * const from = await loadCheckpoint(path, resumed);
 * assertEquals(from.figures.length, 4); // finished epochs
 * await resumed.train(inputs, labels, { from });
 * await whole.train(inputs, labels);
 * assertEquals(resumed.parameters, whole.parameters);
 * await Deno.remove(path);
 * ```
 */
export async function loadCheckpoint(
  path: string,
  mlp: Mlp,
): Promise<Checkpoint> {
  needDeno(
    "loadCheckpoint needs Deno to read a file",
    "keep the checkpoint object, and pass it to train as { from: checkpoint }",
  );
  mustBeMlp(mlp);
  const spec = JSON.stringify(mlp.spec);
  const bytes = await readFile(
    path,
    checkpointCeiling(mlp.plan, spec),
    (fault) => new ModelError(fault),
  );
  try {
    return await decodeCheckpoint(bytes, mlp.plan, spec);
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    throw new ModelError(
      `${path} is not a checkpoint of this run: ${cause.message}`,
      { cause },
    );
  }
}
