/**
 * Verification of data set files by the SHA-256 values in `catalogue.ts`.
 *
 * @module
 */

import type { CatalogueFile } from "../catalogue.ts";
import {
  ByteReader,
  type Bytes,
  gunzip,
  gunzipAtOnce,
  GzipError,
  isGzip,
  sha256,
} from "../format/mod.ts";

/** The error for bytes that are not the expected file. */
export class ChecksumError extends TypeError {
  /** The name of the error class. */
  override readonly name = "ChecksumError";
}

/**
 * The largest accepted size of a file in bytes: its decompressed size plus 64 KiB,
 * since gzip can enlarge a file.
 */
export function ceiling({ contents }: CatalogueFile): number {
  return contents.bytes + 2 ** 16;
}

/**
 * Decompresses a file and verifies it: the file, or its decompressed contents,
 * must have the SHA-256 in the catalogue. A file is accepted even if a server
 * decompressed the file, or compressed it again.
 *
 * @param bytes The whole file, gzipped or not.
 * @throws {ChecksumError} If the bytes are not the expected file, or the file
 * is incomplete.
 */
export async function verify(
  bytes: Bytes,
  file: CatalogueFile,
): Promise<Bytes> {
  if (!isGzip(bytes)) {
    if (await sha256(bytes) === file.contents.sha256) return bytes;
    throw new ChecksumError(`must be ${file.name}: found ${looks(bytes)}`);
  }
  const [hash, contents] = await Promise.all([
    sha256(bytes),
    unpack(bytes, file),
  ]);
  if (hash === file.sha256) return contents;
  if (await sha256(contents) === file.contents.sha256) return contents;
  throw new ChecksumError(
    `must have the SHA-256 of ${file.name}: found ${hash}`,
  );
}

async function unpack(
  bytes: Bytes,
  { name, contents }: CatalogueFile,
): Promise<Bytes> {
  const unpacked = gunzipAtOnce(bytes, contents.bytes);
  if (unpacked) return unpacked;
  const reader = new ByteReader(gunzip([bytes], name));
  try {
    const unpacked = await reader.take(contents.bytes);
    if (unpacked.length === contents.bytes && await reader.ended()) {
      return unpacked;
    }
    const found = unpacked.length < contents.bytes
      ? `${unpacked.length}`
      : "more";
    throw new ChecksumError(
      `must decompress to ${contents.bytes} bytes: found ${found}`,
    );
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    throw new ChecksumError(error.problem, { cause: error });
  } finally {
    await reader.close();
  }
}

/** Describes bytes that are not the expected file. */
function looks(bytes: Uint8Array): string {
  if (bytes.length === 0) return "nothing";
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  return start.startsWith("<")
    ? "a web page"
    : `${bytes.length} bytes of another file`;
}
