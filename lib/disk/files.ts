/**
 * Reading of regular files, and writing of files that appear only when they are
 * complete.
 *
 * @module
 */

import { partOf } from "./parts.ts";

/** The message of a system error, such as `permission denied`, without the path. */
export function systemSaid({ message }: Error): string {
  const [said] = message.split(/ \(os error|: \w+ '/);
  return said.replace(/^Is a /, "a ").replace(/^./, (c) => c.toLowerCase());
}

/**
 * The error for a file or folder that could not be written.
 *
 * @example A path that is a folder
 * ```ts
 * import { compile, saveModel, SaveError } from "@percept/nn";
 * import { assertRejects } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "and",
 *   layers: [{ units: 1 }],
 *   learningRate: 1,
 *   epochs: 1,
 * }, { inputs: 2 });
 * const folder = await Deno.makeTempDir();
 * await Deno.mkdir(`${folder}/and.safetensors`); // a folder of that name
 * await assertRejects(() => saveModel(mlp, `${folder}/and.safetensors`), SaveError);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export class SaveError extends Error {
  /** The name of the error class. */
  override readonly name = "SaveError";

  /** Makes a message from the system error. */
  constructor(
    /** The path of the file or folder. */
    readonly path: string,
    override readonly cause: Error,
  ) {
    super(
      `${path} could not be written: ${
        systemSaid(cause)
      }; existing files are unchanged`,
    );
  }
}

/**
 * Converts a system error to a `SaveError`; the error of a missing permission
 * is returned unchanged.
 */
export function saveError(path: string, error: unknown): unknown {
  const known = error instanceof Error && "code" in error &&
    !(error instanceof Deno.errors.NotCapable);
  return known ? new SaveError(path, error) : error;
}

/** The type of a file system entry. */
function kindOf(info: Deno.FileInfo): string {
  if (info.isFile) return "a file";
  if (info.isDirectory) return "a folder";
  if (info.isSymlink) return "a link";
  if (info.isFifo) return "a pipe";
  return info.isSocket ? "a socket" : "a device";
}

/**
 * The error message for a path that is not a regular file. The path is checked before
 * the file is opened, since reading a pipe or a device might never end.
 *
 * @param info The result of `Deno.stat`, or of `Deno.lstat` to refuse links.
 * @returns A text such as `must be a file: found a pipe`, or undefined.
 */
export function fileFault(
  info: Deno.FileInfo,
  maxBytes = Infinity,
): string | undefined {
  if (!info.isFile) return `must be a file: found ${kindOf(info)}`;
  return info.size > maxBytes
    ? `must have at most ${maxBytes} bytes: found ${info.size}`
    : undefined;
}

/** The error message for a path that is not a folder; see `fileFault`. */
export function folderFault(info: Deno.FileInfo): string | undefined {
  return info.isDirectory
    ? undefined
    : `must be a folder: found ${kindOf(info)}`;
}

/**
 * Reads a whole file.
 *
 * @param maxBytes The largest accepted size.
 * @param refuse Makes the error from a message.
 */
export async function readFile(
  path: string,
  maxBytes: number,
  refuse: (fault: string) => Error,
): Promise<Uint8Array<ArrayBuffer>> {
  const info = await Deno.stat(path), fault = fileFault(info, maxBytes);
  if (fault !== undefined) throw refuse(`${path} ${fault}`);
  return await readSized(path, info.size);
}

/** The files in the folder of a run. */
const RUN_FILES = ["run.json", "log.jsonl", "model.safetensors", "report.html"];

/**
 * Checks that the known entries of a run folder are regular files and folders, not
 * links. `run.json` and `log.jsonl` must also not be hard links to other files.
 * Nothing is opened.
 *
 * @param refuse Makes the error from a message.
 */
export async function mustBePlain(
  folder: string,
  refuse: (fault: string) => Error,
): Promise<void> {
  for (const name of [...RUN_FILES, "checkpoints"]) {
    const path = `${folder}/${name}`;
    let info: Deno.FileInfo;
    try {
      info = await Deno.lstat(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue;
      throw error;
    }
    const isFolder = name === "checkpoints";
    const fault = (isFolder ? folderFault : fileFault)(info);
    if (fault !== undefined) throw refuse(`${path} ${fault}`);
    const isWritten = name === "log.jsonl" || name === "run.json"; // written in place
    if (isWritten && (info.nlink ?? 1) > 1) {
      throw refuse(
        `${path} must be a separate file: found a hard link to another file`,
      );
    }
  }
}

/**
 * Reads the first `size` bytes of a file into one array, or all bytes if the
 * file is shorter. `Deno.readFile` is not used, because `Deno.readFile` would
 * copy the bytes once more.
 */
export async function readSized(
  path: string,
  size: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await Deno.open(path);
  try {
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      const read = await file.read(bytes.subarray(length));
      if (read === null) break; // the file was truncated
      length += read;
    }
    return bytes.subarray(0, length);
  } finally {
    file.close();
  }
}

/**
 * The largest number of times that a file is written again because its
 * temporary file was removed.
 */
const MOST_REWRITES = 3;

/**
 * Writes a file under a temporary name in the same folder, and renames the file
 * after it is flushed to the disk. If another process removes the temporary
 * file and `bytes` is one array, the file is written again; see `removeParts`.
 *
 * @param bytes The contents, as one array or as a sequence of arrays.
 * @throws {SaveError} If the file cannot be written; an existing file is then
 * unchanged.
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  options: { readonly mark?: string } = {},
): Promise<void> {
  const { mark } = options; // identifies files of killed processes
  for (let rewrites = 0;; rewrites++) {
    const temporary = mark === undefined
      ? partOf(path)
      : `${path}.${mark}${crypto.randomUUID()}.part`;
    try {
      await writeFile(temporary, bytes);
      await Deno.rename(temporary, path);
      break;
    } catch (error) {
      await Deno.remove(temporary).catch(() => {}); // the temporary file may not exist
      const isAgain = error instanceof Deno.errors.NotFound &&
        bytes instanceof Uint8Array && rewrites < MOST_REWRITES;
      if (!isAgain) throw saveError(path, error);
    }
  }
  await syncFolder(path.replace(/[^/\\]*$/, "") || ".");
}

/** Writes a new file, and flushes it to the disk. */
async function writeFile(
  path: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = await Deno.open(path, { write: true, createNew: true });
  try {
    const pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length;) {
        at += await file.write(piece.subarray(at));
      }
    }
    await file.sync();
  } finally {
    file.close();
  }
}

/**
 * Flushes a folder's list of file names to the disk, if the operating system
 * can flush folders.
 */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await Deno.open(path);
    await folder.sync().finally(() => folder.close());
  } catch {
    // Windows cannot open folders; Windows flushes the names later
  }
}
