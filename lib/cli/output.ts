/**
 * Writing of results to stdout, or to a file that appears only when it is
 * complete.
 *
 * @module
 */

import { writeWhole } from "../disk/mod.ts";
import { type Flags, UsageError } from "./flags.ts";
import { Interrupts } from "./interrupt.ts";
import { shownPath, typedPath } from "./paths.ts";

/**
 * Checks that a result may be written to a path, and returns the path.
 *
 * @throws {UsageError} If the file exists and `--overwrite` is not given.
 */
export async function freePath(
  flags: Flags,
  path: string,
): Promise<string> {
  const there = await Deno.lstat(path).then(() => true, () => false);
  if (!there || flags.has("overwrite")) return path;
  throw new UsageError(
    `${
      shownPath(path)
    } already exists; to replace the file, add --overwrite; to write to another file, add --out FILE`,
  );
}

/**
 * Writes chunks of text to stdout or to the file that `--out` names. Writing
 * stops when the program that reads stdout, such as `head`, has exited.
 */
export async function writeOut(
  texts: AsyncIterable<string>,
  flags: Flags,
): Promise<void> {
  const out = flags.text("out");
  const encoder = new TextEncoder();
  if (out !== undefined) {
    const path = await freePath(flags, typedPath(out));
    using interrupts = new Interrupts();
    const bytes = async function* () {
      for await (const text of texts) {
        interrupts.signal.throwIfAborted();
        yield encoder.encode(text);
      }
    };
    await writeWhole(path, bytes());
    return;
  }
  try {
    for await (const text of texts) {
      const bytes = encoder.encode(text);
      for (let at = 0; at < bytes.length;) {
        at += await Deno.stdout.write(bytes.subarray(at));
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
