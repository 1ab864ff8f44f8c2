/**
 * SHA-256 in hexadecimal.
 *
 * @module
 */

import { builtin } from "./_node.ts";

/** The SHA-256 of bytes or of text in UTF-8, in lower-case hexadecimal. */
export async function sha256(data: Uint8Array | string): Promise<string> {
  const bytes = typeof data === "string"
    ? new TextEncoder().encode(data)
    : data;
  const inPlace = builtin("crypto", bytes.length)?.hash("sha256", bytes);
  if (inPlace !== undefined) return inPlace;
  const hash = await digest(bytes);
  return Array.from(
    hash,
    (byte) => byte.toString(16).padStart(2, "0"), // some platforms lack toHex()
  ).join("");
}

async function digest(bytes: Uint8Array): Promise<Uint8Array> {
  // a page over plain http has no crypto.subtle
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle) {
    return new Uint8Array(
      await subtle.digest("SHA-256", bytes as BufferSource),
    );
  }
  const { sha256 } = await import("@noble/hashes/sha2.js");
  return sha256(bytes);
}
