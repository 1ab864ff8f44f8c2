/**
 * Malformed and incomplete IDX files, each with the expected error. Run as a
 * program, this file reads all of them and prints the peak memory in MiB.
 *
 * @module
 */

import { decodeIdx } from "../../lib/format/idx.ts";
import { IdxError } from "../../lib/format/idx_error.ts";
import { idxStream } from "../../lib/format/idx_stream.ts";
import { mostMiB } from "../_memory.ts";
import { zippedFiles } from "./_malformed_gzip.ts";
import { type Malformed, plainFiles } from "./_malformed_plain.ts";

/** All malformed files, by their fault. */
export async function malformed(): Promise<Record<string, Malformed>> {
  return { ...plainFiles(), ...await zippedFiles() };
}

/** The readers: of a whole file, and of a stream of rows. */
const readers = {
  decodeIdx,
  async idxStream(
    file: Uint8Array | ReadableStream<Uint8Array>,
    options: { name: string },
  ) {
    const { data } = await idxStream(file, options);
    for await (const _ of data); // read to the end
  },
};

/** The error for a file; undefined if it can be read. */
export async function complaint(
  file: Uint8Array | ReadableStream<Uint8Array>,
  reader: keyof typeof readers = "decodeIdx",
): Promise<IdxError | undefined> {
  try {
    await readers[reader](file, { name: "some.idx" });
    return undefined;
  } catch (error) {
    if (error instanceof IdxError) return error;
    throw error;
  }
}

if (import.meta.main) {
  for (const [file] of Object.values(await malformed())) {
    for (const reader of ["decodeIdx", "idxStream"] as const) {
      await complaint(file, reader);
      await complaint(new Blob([file]).stream(), reader);
    }
  }
  console.log(mostMiB());
}
