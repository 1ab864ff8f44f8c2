/**
 * Reading of files through a function of the caller, for programs without access to
 * a disk, such as web pages.
 *
 * @module
 */

import { type Bytes, DatasetError } from "../format/mod.ts";
import { isPackaged, openPackaged } from "./packaged.ts";
import type { Source } from "./source.ts";
import { ChecksumError, verify } from "./verify.ts";

/** Reads a file; `path` is the path in the spec, or `NAME/FILE` for a named data set. */
export type ReadFile = (path: string) => Uint8Array | Promise<Uint8Array>;

/** A source that calls `readFile` for each file that is not part of the package. */
export function givenBy(readFile: ReadFile): Source {
  if (typeof readFile !== "function") {
    throw new TypeError(
      `options.read must be a function: found ${typeof readFile}`,
    );
  }
  const read = async (path: string) => {
    const bytes: unknown = await readFile(path);
    if (bytes instanceof Uint8Array) return bytes as Bytes;
    throw new DatasetError(
      `read(${JSON.stringify(path)}) must return a Uint8Array: found ${
        Object.prototype.toString.call(bytes).slice(8, -1)
      }`,
      [path],
    );
  };
  return {
    async read(path, maxBytes) {
      const bytes = await read(path);
      if (bytes.length <= maxBytes) return bytes;
      throw new DatasetError(
        `${path} must have at most ${maxBytes} bytes: found ${bytes.length}`,
        [path],
      );
    },
    list(path) {
      const problem =
        `${path} must be on a disk that Deno can read, since the function options.read cannot list folders; to convert the folder to IDX files, type the percept command data pack ${path}`;
      return Promise.reject(new DatasetError(problem, [path]));
    },
    async open(name, files) {
      if (isPackaged(name)) return await openPackaged(files);
      const opening = files.map(async (file) => {
        const path = `${name}/${file.name}`;
        const bytes = await read(path);
        try {
          return {
            contents: await verify(bytes, file),
            path,
            place: `${name}/`,
          };
        } catch (cause) {
          if (!(cause instanceof ChecksumError)) throw cause;
          throw new DatasetError(`${path} ${cause.message}`, [path], { cause });
        }
      });
      await Promise.allSettled(opening);
      return await Promise.all(opening); // awaited in order, so that the error of the first wrong file is thrown
    },
  };
}
