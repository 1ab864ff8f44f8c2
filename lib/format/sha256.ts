/**
 * SHA-256, by which files and examples are known again.
 *
 * @module
 */

import type { Examples } from "../dataset/examples.ts";

/** The SHA-256 of bytes, or of text in UTF-8, in lower-case hexadecimal. */
export async function sha256(data: Uint8Array | string): Promise<string> {
  const bytes = typeof data === "string"
    ? new TextEncoder().encode(data)
    : data;
  const hash = await crypto.subtle.digest("SHA-256", bytes as BufferSource);
  return Array.from(
    new Uint8Array(hash),
    (byte) => byte.toString(16).padStart(2, "0"), // toHex() is not everywhere yet
  ).join("");
}

/** The SHA-256 of examples as a network sees them: shapes, scale and numbers. */
export async function examplesSha256(
  { inputs, targets }: Examples,
): Promise<string> {
  const parts = [inputs, targets].map(async (frame) => {
    const { rows, columns, data } = frame;
    const scale = "scale" in frame ? frame.scale.join(" to ") : "as it is";
    const { buffer, byteOffset, byteLength } = data;
    const hash = await sha256(new Uint8Array(buffer, byteOffset, byteLength));
    return `${rows} x ${columns} ${data.constructor.name} ${scale} ${hash}`;
  });
  return await sha256((await Promise.all(parts)).join("\n"));
}
