/**
 * Safetensors with a seal: the metadata hold the SHA-256 of the whole file,
 * taken while the seal's own place was filled with zeros. A file that changed in
 * one bit, in its weights or elsewhere, is known as damaged. To other readers of
 * the format it is one more text among the metadata.
 *
 * @module
 */

import { sha256 } from "./sha256.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  ModelError,
  type Tensors,
} from "./safetensors.ts";

/** What every sealed file begins with, after the length of the header. */
const START = '{"__metadata__":{"sha256":"';

/** Where the seal is. */
const PLACE = 8 + START.length;

const BLANK = "0".repeat(64);

/** Writes tensors as bytes, sealed. */
export async function encodeSealed(
  { metadata, tensors }: Tensors,
): Promise<Uint8Array> {
  const { sha256: _, ...rest } = metadata; // of a file that was opened and changed
  const bytes = encodeSafetensors({
    metadata: { sha256: BLANK, ...rest },
    tensors,
  });
  place(bytes, await sha256(bytes));
  return bytes;
}

/**
 * Reads tensors from bytes that `encodeSealed` wrote.
 *
 * @param bytes A whole file.
 * @param format What the metadata must say the file is.
 * @throws {ModelError} If the bytes are damaged or of another format.
 */
export async function decodeSealed(
  bytes: Uint8Array,
  format: string,
): Promise<Tensors> {
  const { metadata, tensors } = decodeSafetensors(bytes);
  if (metadata.format !== format) {
    throw new ModelError(
      `the metadata must say format ${format}: found ${
        metadata.format ?? "no format"
      }`,
    );
  }
  const { sha256: seal, ...rest } = metadata;
  const sealed = text(bytes, 8, PLACE) === START && /^[0-9a-f]{64}$/.test(seal);
  if (!sealed) {
    throw new ModelError(
      "the metadata must begin with the file's SHA-256: found it damaged or none",
    );
  }
  const blank = bytes.slice();
  place(blank, BLANK);
  const found = await sha256(blank);
  if (seal !== found) {
    throw new ModelError(
      `the file must be as it was written, with the SHA-256 ${seal}: found it changed`,
    );
  }
  return { metadata: rest, tensors };
}

function place(bytes: Uint8Array, seal: string): void {
  bytes.set(new TextEncoder().encode(seal), PLACE);
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return new TextDecoder().decode(bytes.subarray(from, to));
}
