/**
 * SHA-256 in hexadecimal.
 *
 * @module
 */

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
