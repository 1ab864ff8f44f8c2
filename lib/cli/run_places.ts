/**
 * The folders from which the data of a run may be read. A run folder may come from
 * someone else. Therefore, data outside the run folder and the current folder is
 * read only from a folder that the user names with `--data`.
 *
 * @module
 */

import { isWithin, type LoadOptions, type SpecFolders } from "../disk/mod.ts";
import { RunError, type RunRecord } from "../mlp/mod.ts";
import { datasetName, MAX_MEMORY } from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import type { Flags } from "./flags.ts";
import { placesOf } from "./loading.ts";
import { quoted, shownPath, typedPath } from "./paths.ts";

/** The folder that a run read its data files from, if the record names a folder. */
function recordedFolder({ spec, options }: RunRecord): string | undefined {
  const { dataset } = spec;
  if (datasetName(dataset) !== undefined) return options.data;
  const isInline = typeof dataset !== "object" || "inputs" in dataset;
  return isInline ? undefined : options.data ?? options.folders?.[0];
}

/**
 * A path with every symbolic link resolved; unchanged if the path does not
 * exist.
 */
async function real(path: string): Promise<string> {
  return await Deno.realPath(path).catch(() => path);
}

/**
 * The folders and mirrors that the data of a run may be read from.
 *
 * @param path The run's folder.
 * @throws {RunError} If the data is outside the run folder and the current
 *   folder, and neither `--data` nor `--mirror` is given.
 */
export async function placesOfRun(
  path: string,
  record: RunRecord,
  flags: Flags,
): Promise<Pick<LoadOptions, "data" | "mirror" | "folders">> {
  const { data, mirror } = placesOf(flags);
  const own = [typedPath("."), path], from = recordedFolder(record);
  if (data !== undefined || mirror !== undefined || from === undefined) {
    return { data, mirror, folders: own };
  }
  if (await isOutside(from, own)) {
    throw new RunError(
      `the data of ${
        shownPath(path)
      } must be in the folder where the command is started: found the folder ${from}; to allow this folder, add --data ${
        quoted(from)
      }`,
    );
  }
  return record.options.data === undefined
    ? { folders: [from, ...own] }
    : { data: from, folders: own };
}

/**
 * The folders from which a run may read the model that its field `initialize`
 * names.
 *
 * @throws {RunError} If the model is outside the run folder and the current
 *   folder, and `--data` does not name the folder of the model.
 */
export async function modelPlaces(
  path: string,
  { spec, options }: RunRecord,
  flags: Flags,
): Promise<SpecFolders> {
  const { data } = placesOf(flags), own = [typedPath("."), path];
  const [from = own[0]] = options.folders ?? [];
  const known = data === undefined ? own : [...own, data];
  if (spec.initialize && await isOutside(from, known)) {
    throw new RunError(
      `the model in the field initialize must be in the folder where the command is started: found the folder ${from}; to allow this folder, add --data ${
        quoted(from)
      }`,
    );
  }
  return { folders: [from, ...known] };
}

async function isOutside(
  folder: string,
  own: readonly string[],
): Promise<boolean> {
  const found = await real(folder);
  const roots = await Promise.all(own.map(real));
  return !roots.some((root) => isWithin(found, root));
}

/** The flags that a command needs to resume a run from the current folder. */
export function neededFlags(record: RunRecord): string {
  const { maxMemory = 0 } = record.options, from = recordedFolder(record);
  const here = Deno.realPathSync(typedPath("."));
  const data = from !== undefined && !isWithin(realSync(from), here)
    ? ` --data ${quoted(from)}`
    : "";
  return maxMemory > MAX_MEMORY ? `${data} --max-memory ${maxMemory}` : data;
}

function realSync(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

/** The command that resumes a run. */
export function resumeCommand(folder: string, record: RunRecord): string {
  return `${COMMAND} train ${quoted(shownPath(folder))}${neededFlags(record)}`;
}
