/**
 * File patterns such as `*.yaml`, for shells that do not expand patterns.
 *
 * @module
 */

import { UsageError } from "./flags.ts";
import { typedPath } from "./paths.ts";

/**
 * Expands each pattern to the files that match, sorted by name. A path without `*` or
 * `?` is returned unchanged, whether the file exists or not.
 *
 * @throws {UsageError} If a pattern matches no file.
 */
export async function expand(typed: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const one of typed) {
    if (!/[*?]/.test(one)) {
      files.push(one);
      continue;
    }
    const found = await matching("", one.split(/[\\/]/));
    if (found.length === 0) {
      throw new UsageError(
        `${one} must match at least one file: found no such file`,
      );
    }
    files.push(...found.sort());
  }
  return files;
}

async function matching(
  folder: string,
  [part, ...rest]: readonly string[],
): Promise<string[]> {
  const join = (name: string) =>
    folder === "" || folder === "/" ? folder + name : `${folder}/${name}`;
  if (!/[*?]/.test(part)) {
    const path = part === "" ? "/" : join(part);
    return rest.length === 0 ? [path] : await matching(path, rest);
  }
  const source = part.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]*").replaceAll("?", "[^/]");
  const pattern = new RegExp(`^${source}$`, "u");
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(typedPath(folder || "."))) {
      const hidden = entry.name.startsWith(".") && !part.startsWith(".");
      if (hidden || !pattern.test(entry.name)) continue;
      if (rest.length > 0 && entry.isDirectory) {
        found.push(...await matching(join(entry.name), rest));
      } else if (rest.length === 0 && entry.isFile) {
        found.push(join(entry.name));
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found;
}
