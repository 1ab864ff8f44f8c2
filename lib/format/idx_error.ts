/**
 * The error for wrong IDX files.
 *
 * @module
 */

import { GzipError } from "./gzip.ts";

/**
 * An error in an IDX file.
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
  /** The name of the error class. */
  override readonly name = "IdxError";

  /** Makes an error from the source, the offset and the problem. */
  constructor(
    /** The name of the file. */
    readonly source: string,
    /**
     * The byte position of the error in the decompressed contents; for an error
     * in the gzip data, the byte position in the compressed file.
     */
    readonly offset: number,
    /** The rule that the file breaks, and what the file contains instead. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    const zipped = options?.cause instanceof GzipError; // a GzipError has the position in its message
    super(
      `${source}: ${zipped ? "" : `at byte ${offset}: `}${problem}`,
      options,
    );
  }
}
