/**
 * Safetensors files with a checksum in their metadata: the SHA-256 of the whole
 * file, computed with zeros in place of the checksum. Any changed bit of the
 * file is detected. Other programs read the checksum as ordinary metadata.
 *
 * @module
 */

import { nameText } from "../spec/mod.ts";
import { sha256 } from "./sha256.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  ModelError,
  type Tensors,
} from "./safetensors.ts";

/** The first characters of the header of every file with a checksum. */
const START = '{"__metadata__":{"sha256":"';

/** The position of the checksum in the file. */
const PLACE = 8 + START.length;

const BLANK = "0".repeat(64);

/** Encodes tensors as a safetensors file with a checksum. */
export async function encodeSealed(
  { metadata, tensors }: Tensors,
): Promise<Uint8Array> {
  const { sha256: _, ...rest } = metadata; // without the checksum of an earlier file
  const bytes = encodeSafetensors({
    metadata: { sha256: BLANK, ...rest },
    tensors,
  });
  place(bytes, await sha256(bytes));
  return bytes;
}

/**
 * Decodes a file that `encodeSealed` wrote.
 *
 * @param bytes The whole file.
 * @param format The required value of the metadata field `format`.
 * @throws {ModelError} If the file is damaged or has another format.
 */
export async function decodeSealed(
  bytes: Uint8Array,
  format: string,
): Promise<Tensors> {
  const { metadata, tensors } = decodeSafetensors(bytes);
  if (metadata.format !== format) {
    throw new ModelError(
      `the metadata must have the format ${format}: found ${
        nameText(metadata.format ?? "no format")
      }`,
    );
  }
  const { sha256: seal, ...rest } = metadata;
  const sealed = text(bytes, 8, PLACE) === START && /^[0-9a-f]{64}$/.test(seal);
  if (!sealed) {
    throw new ModelError(
      "the metadata must begin with the file's SHA-256: the SHA-256 is missing or damaged",
    );
  }
  const blank = bytes.slice();
  place(blank, BLANK);
  const found = await sha256(blank);
  if (seal !== found) {
    throw new ModelError(
      `the file must have the SHA-256 ${seal}: found ${found}; the file is damaged`,
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
