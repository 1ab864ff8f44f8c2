/**
 * One small file to be downloaded, with patience short enough for a test.
 *
 * @module
 */

import { type DownloadOptions, FileSource } from "../../lib/disk/download.ts";
import { catalogued, idxFile } from "../dataset/_fixture.ts";
import { needing, SERVER } from "../_needing.ts";

const data = Uint8Array.from({ length: 4000 }, (_, i) => i * i % 251);
/** The file, its contents, and how a mirror has it. */
export const { file, plain, zipped } = await catalogued(
  "some-images-idx3-ubyte.gz",
  idxFile([40, 10, 10], data),
);
/** Its name once unpacked. */
export const unpackedName = "some-images-idx3-ubyte";

/** Patience with a server that answers, on a machine that stands still at times. */
export const patient = {
  answerMs: 30_000,
  idleMs: 30_000,
  paceMs: 30_000,
  totalMs: 300_000,
  againMs: 20,
  quietMs: 60_000,
};

/** Patience with a server that is silent, of each kind, short enough for a test. */
export const brief = { answerMs: 600, idleMs: 600, paceMs: 800 };

/** The way to the file, with patience unless told otherwise. */
export function source(
  folder: string,
  mirrors: URL[],
  options?: DownloadOptions,
): FileSource {
  const timeouts = { ...patient, ...options?.timeouts };
  return new FileSource("some", { folder, mirrors }, { ...options, timeouts });
}

/** A test with a folder that may serve, where that is allowed. */
export function diskTest(
  name: string,
  fn: (t: Deno.TestContext) => Promise<void>,
): void {
  Deno.test({ ...needing(name, SERVER), fn });
}
