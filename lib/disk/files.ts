/**
 * Files that are whole or not there, and their paths.
 *
 * @module
 */

/** Whether a path begins at the top of a disk. */
export function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[a-z]:[\\/]|^\\\\/i.test(path);
}

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
  const { mark = "" } = options; // so that a killed writer's can be told
  const temporary = `${path}.${mark}${crypto.randomUUID()}.part`;
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

/** Removes the temporary files of writers that were killed. */
export async function removeParts(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (/\.[0-9a-f-]{36}\.part$/.test(name)) {
      await Deno.remove(`${folder}/${name}`).catch(() => {}); // not in the way
    }
  }
}
