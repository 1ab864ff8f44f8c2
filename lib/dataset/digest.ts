/**
 * The SHA-256 of examples. A run uses the SHA-256 of its examples to check that
 * the data has not changed.
 *
 * @module
 */

import { sha256 } from "../format/mod.ts";
import type { Examples } from "./examples.ts";

/** The SHA-256 of each array that was read from a file of the catalogue. */
const known = new WeakMap<ArrayBufferView, string>();

/** Stores the known SHA-256 of an array, so that this hash is not computed again. */
export function setSha256(data: ArrayBufferView, sha256: string): void {
  known.set(data, sha256);
}

/**
 * The SHA-256 of examples: the shapes, scales and numbers of the inputs and
 * targets.
 */
export async function examplesSha256(
  { inputs, targets }: Examples,
): Promise<string> {
  const parts = [inputs, targets].map(async (frame) => {
    const { rows, columns, data } = frame;
    const scale = "scale" in frame ? frame.scale.join(" to ") : "as it is";
    const { buffer, byteOffset, byteLength } = data;
    const hash = known.get(data) ??
      await sha256(new Uint8Array(buffer, byteOffset, byteLength));
    return `${rows} x ${columns} ${data.constructor.name} ${scale} ${hash}`;
  });
  return await sha256((await Promise.all(parts)).join("\n"));
}
