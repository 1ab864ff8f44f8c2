/**
 * Files that are not IDX, or not all of one, each with what must be said of it.
 * Run by itself it reads them all and prints the most memory that took, in MiB.
 *
 * @module
 */

import { decodeIdx } from "../../lib/format/idx.ts";
import { IdxError } from "../../lib/format/idx_error.ts";
import { idxStream } from "../../lib/format/idx_stream.ts";
import { mostMiB } from "../_memory.ts";
import { zippedFiles } from "./_malformed_gzip.ts";
import { type Malformed, plainFiles } from "./_malformed_plain.ts";

/** Every such file, by its fault. */
export async function malformed(): Promise<Record<string, Malformed>> {
  return { ...plainFiles(), ...await zippedFiles() };
}

/** The readers: of a whole file, and bit by bit. */
const readers = {
  decodeIdx,
  async idxStream(
    file: Uint8Array | ReadableStream<Uint8Array>,
    options: { name: string },
  ) {
    const { data } = await idxStream(file, options);
    for await (const _ of data); // to its end
  },
};

/** What is said of a file; nothing if it is read. */
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
