/**
 * The files of digits, as a mirror has them.
 *
 * @module
 */

import { digits as base64 } from "../../lib/dataset/digits.ts";
import type { Bytes } from "../dataset/_fixture.ts";

/** The four files, by their names. */
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
