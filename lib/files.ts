/**
 * Files that are whole or not there.
 *
 * @module
 */

/**
 * Writes a file under a temporary name beside it and renames it when it is
 * whole and on the disk.
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array,
  options: { readonly mark?: string } = {},
): Promise<void> {
  const { mark = "" } = options; // so that a killed writer's can be told
  const temporary = `${path}.${mark}${crypto.randomUUID()}.part`;
  try {
    const file = await Deno.open(temporary, { write: true, createNew: true });
    try {
      for (let at = 0; at < bytes.length;) {
        at += await file.write(bytes.subarray(at));
      }
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {}); // it may never have been made
    throw error;
  }
}

/**
 * Makes a folder that was not there: `path`, or else `path-2`, `path-3` and so on.
 *
 * @returns The folder that was made.
 */
export async function makeNewFolder(path: string): Promise<string> {
  for (let n = 1;; n++) {
    const folder = n === 1 ? path : `${path}-${n}`;
    try {
      await Deno.mkdir(folder);
      return folder;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}
