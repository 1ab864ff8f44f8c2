/**
 * Finding the model that the user names: a file, or the folder of a run.
 *
 * @module
 */

import { type Mlp, RunError, type RunRecord } from "../mlp/mod.ts";
import { fileFault, loadModel, mustBePlain, readRecord } from "../disk/mod.ts";
import { UsageError } from "./flags.ts";
import { resumeCommand } from "./run_places.ts";
import { runFolder, typedPath } from "./paths.ts";

/** The help text of the argument MODEL. */
export const MODEL_HELP =
  `  MODEL              a file model.safetensors, the folder of a finished run, or the
                     folder of a finished sweep (the network with the best settings)`;

/**
 * Loads the model that an argument names.
 *
 * @throws {UsageError} If the file does not exist.
 * @throws {ModelError} If the file is damaged or is not a model.
 */
export async function readModel(typed: string | undefined): Promise<Mlp> {
  return await loadModel(await modelPath(typed));
}

/**
 * The path of the model file that an argument names.
 *
 * @throws {UsageError} If the file does not exist.
 */
export async function modelPath(typed: string | undefined): Promise<string> {
  if (typed === undefined) {
    throw new UsageError(
      "MODEL is missing; type the folder of a run, or the path of a model file",
    );
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
    throw new UsageError(
      isDirectory
        ? `model.safetensors in the folder ${typed} ${fault}`
        : `${typed} ${fault.replace("a file", "a model file")}`,
    );
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    if (path !== typedPath(typed)) {
      throw new RunError(
        `${typed} must be the folder of a finished sweep: found no file best/model.safetensors, the model with the best settings; to train this model, type the sweep command again, without --no-refit`,
        { cause: error },
      );
    }
    const record = await recordOf(typed).catch(() => undefined);
    if (record !== undefined) {
      throw new RunError(
        `${typed} must be the folder of a finished run: found a run with status ${record.status}; to resume the run, type\n  ${
          resumeCommand(path.replace(/[/\\]+$/, ""), record)
        }`,
      );
    }
    throw new UsageError(
      `${typed} must be a model or the folder of a finished run: found neither`,
      { cause: error },
    );
  }
}

/**
 * The folder that an argument names or, if the argument names a file, the
 * folder that contains the file.
 */
export function folderOf(typed: string): string {
  const path = runFolder(typedPath(typed));
  const isDirectory = Deno.statSync(path).isDirectory;
  return isDirectory ? path : path.replace(/[^/\\]*$/, "") || ".";
}

/**
 * The record of the run that the model belongs to; undefined if the folder of
 * the model has no record.
 */
export async function recordOf(typed: string): Promise<RunRecord | undefined> {
  try {
    return await readRecord(folderOf(typed));
  } catch (error) {
    if (error instanceof RunError) return undefined; // a model file can be outside the folder of a run
    throw error;
  }
}
