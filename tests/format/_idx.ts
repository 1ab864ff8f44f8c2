/**
 * A small IDX file in several forms, and an assertion for its errors.
 *
 * @module
 */

import { assertInstanceOf, assertRejects } from "@std/assert";
import { IdxError } from "../../lib/format/idx_error.ts";
import { type Bytes, gzip, idxFile } from "../dataset/_fixture.ts";

/** The file without compression. */
export const plain = idxFile([2, 1, 3], [1, 2, 3, 250, 251, 252]);
/** The same file, gzip-compressed. */
export const zipped = await gzip(plain);

/** The bytes as a stream of chunks with this length. */
export function stream(
  file: Bytes,
  length: number,
): ReadableStream<Uint8Array> {
  const pieces = Array.from(
    { length: Math.ceil(file.length / length) },
    (_, p) => file.slice(p * length, (p + 1) * length),
  );
  return ReadableStream.from(pieces);
}

/**
 * Asserts that the function fails with an `IdxError`, and returns the error.
 */
export async function refused(work: () => Promise<unknown>): Promise<IdxError> {
  const error = await assertRejects(work);
  assertInstanceOf(error, IdxError);
  return error;
}
