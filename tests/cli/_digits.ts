/**
 * The files of the digits data set, as a mirror serves them.
 *
 * @module
 */

import { digits as base64 } from "../../lib/dataset/digits.ts";
import type { Bytes } from "../dataset/_fixture.ts";

/** The bytes of the four files, by file name. */
export const digits: Readonly<Record<string, Bytes>> = Object.fromEntries(
  Object.entries(base64).map(([name, text]) => [
    name,
    Uint8Array.fromBase64(text),
  ]),
);

/** Writes the four files to a folder. */
export function writeDigits(folder: string): void {
  for (const [name, bytes] of Object.entries(digits)) {
    Deno.writeFileSync(`${folder}/${name}`, bytes);
  }
}
