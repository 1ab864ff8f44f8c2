/**
 * One small IDX file, the ways to hand it over, and what an error must be.
 *
 * @module
 */

import { assertInstanceOf, assertRejects } from "@std/assert";
import { IdxError } from "../../lib/format/idx_error.ts";
import { type Bytes, gzip, idxFile } from "../dataset/_fixture.ts";

/** The file. */
export const plain = idxFile([2, 1, 3], [1, 2, 3, 250, 251, 252]);
/** The same as gzip. */
export const zipped = await gzip(plain);

/** The bytes as a stream of pieces of one length. */
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

/** The error of work that must fail, which is an `IdxError`. */
export async function refused(work: () => Promise<unknown>): Promise<IdxError> {
  const error = await assertRejects(work);
  assertInstanceOf(error, IdxError);
  return error;
}
