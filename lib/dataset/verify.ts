/**
 * Bytes that claim to be a file of the catalogue, held to its SHA-256.
 *
 * @module
 */

import type { CatalogueFile } from "../catalogue.ts";
import {
  ByteReader,
  type Bytes,
  gunzip,
  GzipError,
  isGzip,
  sha256,
} from "../format/mod.ts";

/** Bytes that are not the file they should be. */
export class ChecksumError extends TypeError {
  /** The name a stack trace shows. */
  override readonly name = "ChecksumError";
}

/**
 * The most bytes a file may have, whoever sends it: its contents, should they
 * come unpacked, and a little for a gzip that saves nothing.
 */
export function ceiling({ contents }: CatalogueFile): number {
  return contents.bytes + 2 ** 16;
}

/**
 * The contents of a file, unpacked and certain to be right: either the bytes
 * or what they unpack to has the SHA-256 of the catalogue, so that a copy
 * which a server unpacked or somebody zipped anew is as good.
 *
 * @param bytes All of the file, gzip or its contents.
 * @throws {ChecksumError} If it is another file, or not all of this one.
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
      `must unpack to ${contents.bytes} bytes: found ${found}`,
    );
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    throw new ChecksumError(error.problem, { cause: error });
  } finally {
    await reader.close();
  }
}

/** What bytes that are not the file may be, in words. */
function looks(bytes: Uint8Array): string {
  if (bytes.length === 0) return "nothing";
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  return start.startsWith("<")
    ? "a web page"
    : `${bytes.length} other bytes, neither gzip nor its contents`;
}
