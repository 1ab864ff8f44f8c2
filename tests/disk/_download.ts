/**
 * A small file to download, with timeouts for the tests.
 *
 * @module
 */

import { type DownloadOptions, FileSource } from "../../lib/disk/download.ts";
import { catalogued, idxFile } from "../dataset/_fixture.ts";
import { needing, SERVER } from "../_needing.ts";

const data = Uint8Array.from({ length: 4000 }, (_, i) => i * i % 251);
/** The file, its contents, and its compressed form on a mirror. */
export const { file, plain, zipped } = await catalogued(
  "some-images-idx3-ubyte.gz",
  idxFile([40, 10, 10], data),
);
/** The name of the unpacked file. */
export const unpackedName = "some-images-idx3-ubyte";

/** Timeouts for a server that answers, on a machine that is sometimes busy. */
export const patient = {
  answerMs: 30_000,
  idleMs: 30_000,
  paceMs: 30_000,
  totalMs: 300_000,
  againMs: 20,
  quietMs: 60_000,
};

/** Short timeouts for a server that does not answer. */
export const brief = { answerMs: 600, idleMs: 600, paceMs: 800 };

/** The source of the file, with the timeouts `patient` by default. */
export function source(
  folder: string,
  mirrors: URL[],
  options?: DownloadOptions,
): FileSource {
  const timeouts = { ...patient, ...options?.timeouts };
  return new FileSource("some", { folder, mirrors }, { ...options, timeouts });
}

/** Registers a test that needs a folder and a local server. */
export function diskTest(
  name: string,
  fn: (t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({ ...needing(name, SERVER), fn });
}
