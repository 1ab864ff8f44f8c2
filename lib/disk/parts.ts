/**
 * Temporary files of writers: who writes one stands in its name, so that writers
 * without a common lock never remove each other's.
 *
 * @module
 */

/** Of a writer on this machine, a file that has not grown for so long is left over. */
const OWN_MS = 60_000;

/** Of any writer. */
const ANY_MS = 24 * 3_600_000;

/** The end of the name of a temporary file, with the machine and process that write it. */
const PART = /\.(?:([A-Za-z0-9-]{1,40})~\d+~)?[0-9a-f-]{36}\.part$/;

let host: string | undefined;

/** This machine's name, where a file says it; asking the system takes a permission. */
function hostName(): string {
  if (host !== undefined) return host;
  try {
    const name = Deno.readTextFileSync("/etc/hostname").trim();
    host = name.replaceAll(/[^A-Za-z0-9-]/g, "-").slice(0, 40) || "unknown";
  } catch {
    host = "unknown";
  }
  return host;
}

/** A temporary name for a file while it is written. */
export function partOf(path: string): string {
  return `${path}.${hostName()}~${Deno.pid}~${crypto.randomUUID()}.part`;
}

/** Whether a file is a temporary one. */
export function isPart(name: string): boolean {
  return PART.test(name);
}

/**
 * Removes the temporary files of writers that were killed: of this machine, those
 * that have not grown for a minute, of others, and of unknown ones, for a day.
 */
export async function removeParts(folder: string): Promise<void> {
  const found: { path: string; writer: string | undefined }[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const [part, writer] = PART.exec(name) ?? [];
    if (part !== undefined) found.push({ path: `${folder}/${name}`, writer });
  }
  if (found.length === 0) return;
  const now = await timeIn(folder);
  for (const { path, writer } of found) {
    const isOwn = writer !== undefined && writer !== "unknown" &&
      writer === hostName();
    try {
      const time = (await Deno.lstat(path)).mtime?.getTime() ?? now;
      if (now - time >= (isOwn ? OWN_MS : ANY_MS)) await Deno.remove(path);
    } catch {
      // it is gone, or not in the way
    }
  }
}

/** The time by the clock that the files of a folder have, which may be a server's. */
async function timeIn(folder: string): Promise<number> {
  const path = partOf(`${folder}/time`);
  try {
    const file = await Deno.open(path, { write: true, createNew: true });
    file.close();
    return (await Deno.lstat(path)).mtime?.getTime() ?? 0;
  } catch {
    return 0; // nothing can be written: nothing is removed either
  } finally {
    await Deno.remove(path).catch(() => {}); // it may never have been made
  }
}
