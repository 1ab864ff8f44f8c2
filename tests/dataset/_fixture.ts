/**
 * Small files like those of the catalog, and helper functions of the tests.
 *
 * @module
 */

import type { CatalogueFile } from "../../lib/catalogue.ts";

/** Bytes in their own buffer. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Joins numbers and arrays of bytes. */
export function bytes(...parts: (number | ArrayLike<number>)[]): Bytes {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "number" ? [part] : Array.from(part)
    ),
  );
}

/** An IDX file of unsigned bytes. */
export function idxFile(shape: number[], data: ArrayLike<number>): Bytes {
  const sizes = shape.flatMap((size) => [...bigEndian(size)]);
  return bytes(0, 0, 8, shape.length, sizes, data);
}

/** A 32-bit number, most significant byte first. */
export function bigEndian(n: number): Uint8Array {
  const four = new DataView(new ArrayBuffer(4));
  four.setUint32(0, n);
  return new Uint8Array(four.buffer);
}

/** Compresses bytes with gzip. */
export async function gzip(plain: Bytes): Promise<Bytes> {
  const stream = new Blob([plain]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}

/**
 * The same contents in another gzip file: the time in the header is different.
 */
export function rezipped(zipped: Bytes): Bytes {
  const other = zipped.slice();
  other[4] ^= 1;
  return other;
}

/** A gzip file and its entry in a catalog. */
export async function catalogued(
  name: string,
  plain: Bytes,
): Promise<{ file: CatalogueFile; plain: Bytes; zipped: Bytes }> {
  const zipped = await gzip(plain);
  const file: CatalogueFile = {
    name,
    bytes: zipped.length,
    sha256: await sha256(zipped),
    contents: { bytes: plain.length, sha256: await sha256(plain) },
  };
  return { file, plain, zipped };
}

/** The SHA-256 hash in hexadecimal. */
export async function sha256(data: Bytes): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data)).toHex();
}

/** Runs `work` with a temporary folder, and removes the folder. */
export async function inTemporaryFolder(
  work: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * The sorted names in a folder, or an empty list if the folder does not exist.
 */
export function names(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
