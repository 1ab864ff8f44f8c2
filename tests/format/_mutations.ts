/**
 * Tests of the readers with random bytes and with randomly changed valid files.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { IdxData } from "../../lib/format/idx_elements.ts";
import { decodeIdx, encodeIdx } from "../../lib/format/idx.ts";
import { IdxError } from "../../lib/format/idx_error.ts";
import { encodeIdxStream, idxStream } from "../../lib/format/idx_stream.ts";
import { type Bytes, gzip, idxFile } from "../dataset/_fixture.ts";

/** The largest size of an array in these tests, in bytes. */
const ceiling = 2 ** 16;

/**
 * Reads a file with any content. It must either fail with an IdxError, or be
 * small.
 */
async function survives(file: Bytes): Promise<void> {
  for (const source of [file, new Blob([file]).stream()]) {
    try {
      const { shape, data } = await decodeIdx(source, { maxBytes: ceiling });
      assertEquals(shape.reduce((a, b) => a * b, 1), data.length);
      assert(data.byteLength <= ceiling);
    } catch (error) {
      if (!(error instanceof IdxError)) throw error;
    }
  }
}

const start = Uint8Array.from({ length: 600 }, (_, i) => i * i % 251 ^ i >> 3);
const good = [idxFile([20, 5, 6], start), await gzip(idxFile([600], start))];

/** A random change of a file. */
const change = fc.oneof(
  fc.record({ at: fc.nat(), value: fc.nat(255) }).map(
    ({ at, value }) => (file: Bytes) =>
      file.length > 0 ? file.with(at % file.length, value) : file,
  ),
  fc.nat().map((at) => (file: Bytes) => file.slice(0, at % (file.length + 1))),
  fc.record({ at: fc.nat(30), bytes: fc.uint8Array({ maxLength: 12 }) }).map((
    { at, bytes },
  ) =>
  (file: Bytes) =>
    Uint8Array.of(...file.subarray(0, at), ...bytes, ...file.subarray(at))
  ),
  fc.uint8Array({ maxLength: 30 }).map((bytes) => (file: Bytes) =>
    Uint8Array.of(...file, ...bytes)
  ),
);

/** Reads random bytes, half of them after the start of an IDX or gzip file. */
export async function randomBytes(numRuns: number): Promise<void> {
  const heads = [[], [0, 0, 8, 1], [0, 0, 13, 2], [0x1f, 0x8b, 8, 0]];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...heads),
      fc.uint8Array({ maxLength: 300 }),
      (head, rest) => survives(Uint8Array.of(...head, ...rest)),
    ),
    { numRuns },
  );
}

/** Reads valid files with one to four changes. */
export async function mutations(numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...good),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      (file, changes) =>
        survives(changes.reduce((changed, next) => next(changed), file)),
    ),
    { numRuns },
  );
}

const arrays: ((length: number) => fc.Arbitrary<IdxData>)[] = [
  (n) => fc.uint8Array({ minLength: n, maxLength: n }),
  (n) => fc.int8Array({ minLength: n, maxLength: n }),
  (n) => fc.int16Array({ minLength: n, maxLength: n }),
  (n) => fc.int32Array({ minLength: n, maxLength: n }),
  (n) => fc.float32Array({ minLength: n, maxLength: n }),
  (n) => fc.float64Array({ minLength: n, maxLength: n }),
];

/**
 * Writes arrays of each type and number of dimensions, and reads them in both
 * ways.
 */
export async function roundTrips(numRuns: number): Promise<void> {
  const idx = fc.array(fc.nat(4), { minLength: 1, maxLength: 6 })
    .chain((shape) =>
      fc.constantFrom(...arrays).chain((array) =>
        array(shape.reduce((a, b) => a * b)).map((data) => ({ shape, data }))
      )
    );
  await fc.assert(
    fc.asyncProperty(idx, fc.integer({ min: 1, max: 5 }), async (idx, rows) => {
      const file = encodeIdx(idx);
      const read = await decodeIdx(file);
      assertEquals(read, idx);
      assertEquals(encodeIdx(read), file);
      const { shape, data } = await idxStream(file, { rows });
      const parts = await Array.fromAsync(data);
      assertEquals(shape, idx.shape);
      assertEquals(parts.flatMap((part) => [...part]), [...idx.data]);
      if (parts.length === 0) return; // without elements, their type is unknown
      const written = encodeIdxStream({ shape, data: parts });
      assertEquals(await new Response(written).bytes(), file);
    }),
    { numRuns },
  );
}
