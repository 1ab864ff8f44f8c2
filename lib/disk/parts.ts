/**
 * Temporary files. The name of a temporary file contains the name of the
 * machine and the id of the process that writes the file. If a process is
 * killed, the next process on the same machine removes the temporary files of
 * the killed process.
 *
 * @module
 */

/**
 * A temporary file of another machine is removed if the file has not grown for
 * this time, in milliseconds.
 */
const FOREIGN_MS = 24 * 3_600_000;

/**
 * The end of the name of a temporary file, which contains the machine's name
 * and the process id.
 */
const PART = /\.(?:([A-Za-z0-9-]{1,40})~\d+~)?[0-9a-f-]{36}\.part$/;

let host: string | undefined;

/**
 * The name of this machine, read from a file, since `Deno.hostname` needs
 * another permission.
 */
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

/** The temporary name that a file has until the file is complete. */
export function partOf(path: string): string {
  return `${path}.${hostName()}~${Deno.pid}~${crypto.randomUUID()}.part`;
}

/** Whether a file name is the name of a temporary file. */
export function isPart(name: string): boolean {
  return PART.test(name);
}

/**
 * Removes temporary files from a folder: all temporary files that this machine
 * wrote, and those of other or unknown machines that have not grown for a day.
 * If a process is still writing a removed file, the process writes the file
 * again; see `writeWhole`.
 */
export async function removeParts(folder: string): Promise<void> {
  const foreign: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const [part, writer] = PART.exec(name) ?? [];
    if (part === undefined) continue;
    const path = `${folder}/${name}`;
    const isOwn = writer !== undefined && writer !== "unknown" &&
      writer === hostName();
    if (isOwn) await Deno.remove(path).catch(() => {}); // the file may be removed already
    else foreign.push(path);
  }
  if (foreign.length === 0) return;
  const now = await timeIn(folder);
  for (const path of foreign) {
    try {
      const time = (await Deno.lstat(path)).mtime?.getTime() ?? now;
      if (now - time >= FOREIGN_MS) await Deno.remove(path);
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
    return 0; // if no file can be written, no file is removed
  } finally {
    await Deno.remove(path).catch(() => {}); // the file may not exist
  }
}
