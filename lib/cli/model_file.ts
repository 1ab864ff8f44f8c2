/**
 * Models as the command line names them: a file, or the folder of a run.
 *
 * @module
 */

import { type Mlp, RunError, type RunRecord } from "../mlp/mod.ts";
import { fileFault, loadModel, mustBePlain, readRecord } from "../disk/mod.ts";
import { UsageError } from "./flags.ts";
import { goOnCommand } from "./run_places.ts";
import { runFolder, typedPath } from "./paths.ts";

/** What a verb's help says of its first operand. */
export const MODEL_HELP =
  "  MODEL              a model.safetensors, or the folder of a run or a sweep that has one";

/**
 * Loads the network that an operand names.
 *
 * @throws {UsageError} If there is no such file.
 * @throws {ModelError} If it is damaged or holds something else.
 */
export async function readModel(typed: string | undefined): Promise<Mlp> {
  return await loadModel(await modelPath(typed));
}

/**
 * The file that an operand names, itself or as a run's folder.
 *
 * @throws {UsageError} If there is no such file.
 */
export async function modelPath(typed: string | undefined): Promise<string> {
  if (typed === undefined) {
    throw new UsageError("MODEL must be given: found none");
  }
  const path = runFolder(typedPath(typed));
  try {
    const { isDirectory } = await Deno.stat(path);
    const folder = path.replace(/[/\\]+$/, "");
    if (isDirectory) {
      await mustBePlain(folder, (fault) => new RunError(fault));
    }
    const file = isDirectory ? `${folder}/model.safetensors` : path;
    const fault = fileFault(await Deno.stat(file));
    if (fault === undefined) return file;
    const found = fault.replace("must be a file: found", "found no file but");
    throw new UsageError(`${typed} must be a model: ${found}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    if (path !== typedPath(typed)) {
      throw new RunError(
        `${typed} must be a sweep whose best settings are trained: found none in best/; type the command that began it again`,
        { cause: error },
      );
    }
    const record = await recordOf(typed).catch(() => undefined);
    if (record !== undefined) {
      throw new RunError(
        `${typed} must be the folder of a run that is done: found one that is not (status ${record.status}); to train it to the end:\n  ${
          goOnCommand(path.replace(/[/\\]+$/, ""), record)
        }`,
      );
    }
    throw new UsageError(
      `${typed} must be a model or the folder of a run that is done: found none there`,
      { cause: error },
    );
  }
}

/** The folder that an operand names, itself or as that of a model. */
export function folderOf(typed: string): string {
  const path = runFolder(typedPath(typed));
  const isDirectory = Deno.statSync(path).isDirectory;
  return isDirectory ? path : path.replace(/[^/\\]*$/, "") || ".";
}

/** The record of the run in whose folder a model is, if it is in one. */
export async function recordOf(typed: string): Promise<RunRecord | undefined> {
  try {
    return await readRecord(folderOf(typed));
  } catch (error) {
    if (error instanceof RunError) return undefined; // a model may lie anywhere
    throw error;
  }
}
