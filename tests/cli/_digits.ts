/**
 * The files of digits, as a mirror has them.
 *
 * @module
 */

import { catalogue } from "../../lib/catalogue.ts";
import type { Bytes } from "../dataset/_fixture.ts";

/** The four files, by their names. */
export async function digits(): Promise<Record<string, Bytes>> {
  const { train, test } = catalogue.digits;
  const files = [train.images, train.labels, test.images, test.labels];
  return Object.fromEntries(
    await Promise.all(files.map(async ({ name }) => [
      name,
      await Deno.readFile(
        new URL(`../../data/digits/${name}`, import.meta.url),
      ),
    ])),
  );
}
