/**
 * Temporary files. The name of a temporary file contains the machine and the process
 * that write it, so that processes without a common lock never remove each other's
 * files.
 *
 * @module
 */

/** A temporary file of this machine is removed if it has not grown for this time. */
const OWN_MS = 60_000;

/** A temporary file of another machine is removed if it has not grown for this time. */
const ANY_MS = 24 * 3_600_000;

/** The end of the name of a temporary file, which contains the machine and the process. */
const PART = /\.(?:([A-Za-z0-9-]{1,40})~\d+~)?[0-9a-f-]{36}\.part$/;

let host: string | undefined;

/** The name of this machine, read from a file: `Deno.hostname` needs another permission. */
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

/** The name of a file while it is written. */
export function partOf(path: string): string {
  return `${path}.${hostName()}~${Deno.pid}~${crypto.randomUUID()}.part`;
}

/** Whether a file name is the name of a temporary file. */
export function isPart(name: string): boolean {
  return PART.test(name);
}

/**
 * Removes the temporary files of processes that were killed: files of this machine
 * that have not grown for a minute, and files of other and unknown machines that have
 * not grown for a day.
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
      // the file is already removed, or cannot be removed, which does no harm
    }
  }
}

/** The current time by the clock of the folder's disk, which may be on a server. */
async function timeIn(folder: string): Promise<number> {
  const path = partOf(`${folder}/time`);
  try {
    const file = await Deno.open(path, { write: true, createNew: true });
    file.close();
    return (await Deno.lstat(path)).mtime?.getTime() ?? 0;
  } catch {
    return 0; // no file can be written: remove no file either
  } finally {
    await Deno.remove(path).catch(() => {}); // the file may not exist
  }
}
