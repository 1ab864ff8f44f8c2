/**
 * Reads a file with `readRows()`, and joins its blocks to one frame.
 *
 * @module
 */

import { readRows } from "../../lib/dataset/rows.ts";
import type { RowsWanted } from "../../lib/dataset/rows_wanted.ts";
import type { ByteFrame, Frame } from "../../lib/frame.ts";

/** Splits bytes into pieces of a given length. */
export async function* pieces(
  bytes: Uint8Array,
  length = bytes.length || 1,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; at += length) {
    yield bytes.slice(at, at + length);
  }
}

/** Reads all rows of a file. */
export async function allRows(
  bytes: Uint8Array,
  name: string,
  wanted: RowsWanted,
  length?: number,
): Promise<Frame | ByteFrame> {
  const frames: (Frame | ByteFrame)[] = [];
  const blocks = readRows(pieces(bytes, length), name, wanted);
  for await (const { inputs } of blocks) frames.push(inputs);
  if (frames.length === 1) return frames[0];
  const [first] = frames, { columns } = first;
  const all = frames.flatMap(({ data }) => [...data]);
  const Numbers = first.data.constructor as typeof Float32Array;
  const data = Numbers.from(all);
  return { ...first, rows: all.length / columns, data } as Frame;
}
