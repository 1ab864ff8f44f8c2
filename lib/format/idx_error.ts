/**
 * What is wrong with an IDX file.
 *
 * @module
 */

import { GzipError } from "./gzip.ts";

/**
 * A file that is not IDX, or not all of it.
 *
 * @example Bytes that are not IDX
 * ```ts
 * import { decodeIdx, IdxError } from "@percept/nn";
 * import { assertRejects } from "@std/assert";
 *
 * const bytes = new TextEncoder().encode("<html>not found</html>");
 * await assertRejects(() => decodeIdx(bytes), IdxError, "at byte 0");
 * ```
 */
export class IdxError extends TypeError {
  /** The name a stack trace shows. */
  override readonly name = "IdxError";

  /** Says where it is wrong, what must hold and what was found. */
  constructor(
    /** The file's name. */
    readonly source: string,
    /** How far into the contents, unpacked; into the file as it is, where its gzip is at fault. */
    readonly offset: number,
    /** What must hold, and what was found. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    const zipped = options?.cause instanceof GzipError; // says where, itself
    super(
      `${source}: ${zipped ? "" : `at byte ${offset}: `}${problem}`,
      options,
    );
  }
}
