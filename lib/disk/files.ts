/**
 * Files that are whole or not there, and their paths.
 *
 * @module
 */

import { partOf } from "./parts.ts";

/** What the file system said, such as `permission denied`, without the path. */
export function systemSaid({ message }: Error): string {
  const [said] = message.split(/ \(os error|: \w+ '/);
  return said.replace(/^Is a /, "a ").replace(/^./, (c) => c.toLowerCase());
}

/** A file or folder that could not be written. */
export class SaveError extends Error {
  /** The name a stack trace shows. */
  override readonly name = "SaveError";

  /** Says what the file system said. */
  constructor(
    /** The file or folder that was to be written. */
    readonly path: string,
    override readonly cause: Error,
  ) {
    super(
      `${path} must be written: found ${
        systemSaid(cause)
      }; what was there before is as it was`,
    );
  }
}

/** What the file system said, as a `SaveError`; a permission not given stays what it is. */
export function saveError(path: string, error: unknown): unknown {
  const known = error instanceof Error && "code" in error &&
    !(error instanceof Deno.errors.NotCapable);
  return known ? new SaveError(path, error) : error;
}

/** What there is at a path, in a word. */
function kindOf(info: Deno.FileInfo): string {
  if (info.isFile) return "a file";
  if (info.isDirectory) return "a folder";
  if (info.isSymlink) return "a link";
  if (info.isFifo) return "a pipe";
  return info.isSocket ? "a socket" : "a device";
}

/**
 * What is wrong with a path where a file is expected, before anything is opened:
 * a pipe or a device would never end.
 *
 * @param info Of `Deno.stat`, or of `Deno.lstat` where links are refused.
 * @returns Such as `must be a file: found a pipe`; `undefined` if nothing is.
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

/**
 * Reads a whole file.
 *
 * @param maxBytes The most that may be in it.
 * @param refuse Makes the error to throw from what is wrong.
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

/** What the folder of a run may hold. */
const RUN_FILES = ["run.json", "log.jsonl", "model.safetensors", "report.html"];

/**
 * Refuses the folder of a run in which something is not the file or folder that
 * it must be, such as a link out of it. Nothing is opened.
 *
 * @param refuse Makes the error to throw from what is wrong.
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
    if (name === "checkpoints") {
      if (info.isDirectory) continue;
      throw refuse(`${path} must be a folder: found ${kindOf(info)}`);
    }
    const fault = fileFault(info);
    if (fault !== undefined) throw refuse(`${path} ${fault}`);
    const isWritten = name === "log.jsonl" || name === "run.json"; // in place
    if (isWritten && (info.nlink ?? 1) > 1) {
      throw refuse(
        `${path} must be a file of its own: found another name for the same file (a hard link)`,
      );
    }
  }
}

/**
 * Reads the first `size` bytes of a file, or all if there are fewer, into one
 * array; `Deno.readFile` makes a copy.
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
      if (read === null) break; // it has become shorter
      length += read;
    }
    return bytes.subarray(0, length);
  } finally {
    file.close();
  }
}

/**
 * Writes a file under a temporary name beside it and renames it when it is
 * whole and on the disk.
 *
 * @param bytes All of it, or pieces as they come.
 * @throws {SaveError} If that cannot be done; the file is then as it was.
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  options: { readonly mark?: string } = {},
): Promise<void> {
  const { mark } = options; // so that a killed writer's can be told
  const temporary = mark === undefined
    ? partOf(path)
    : `${path}.${mark}${crypto.randomUUID()}.part`;
  try {
    const file = await Deno.open(temporary, { write: true, createNew: true });
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
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {}); // it may never have been made
    throw saveError(path, error);
  }
  await syncFolder(path.replace(/[^/\\]*$/, "") || ".");
}

/** Brings a folder's names to the disk, where the system knows how. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await Deno.open(path);
    await folder.sync().finally(() => folder.close());
  } catch {
    // Windows opens no folders; the names reach its disk in their own time
  }
}
