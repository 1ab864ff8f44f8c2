/**
 * Uncompressed files that are not IDX files, or incomplete.
 *
 * @module
 */

import { bigEndian, type Bytes, bytes, idxFile } from "../dataset/_fixture.ts";

/**
 * A file, the offset of its error (in the content or in the gzip file), and a
 * part of the message.
 */
export type Malformed = readonly [file: Bytes, offset: number, problem: string];

/** The bytes of a text. */
export const text = (words: string) => new TextEncoder().encode(words) as Bytes;

/** A copy of the bytes with one of them changed. */
export function changed(file: Bytes, at: number, value: number): Bytes {
  const other = file.slice();
  other.set([value], at < 0 ? file.length + at : at);
  return other;
}

/** A header with a type code and a shape, followed by `length` bytes. */
function ofKind(code: number, shape: number[], length: number): Bytes {
  return changed(idxFile(shape, new Uint8Array(length)), 2, code);
}

const kinds = [8, 9, 11, 12, 13, 14];
const sizeOf: Record<number, number> = {
  8: 1,
  9: 1,
  11: 2,
  12: 4,
  13: 4,
  14: 8,
};

/** The malformed uncompressed files. */
export function plainFiles(): Record<string, Malformed> {
  const files: Record<string, Malformed> = {
    "nothing": [
      bytes(),
      0,
      "must have 4 bytes of magic number: found the end of the file after 0 bytes",
    ],
    "a web page": [
      text("<html>"),
      0,
      "must begin with two zero bytes: found 60 and 104",
    ],
    "another second byte": [
      bytes(0, 1, 8, 1, bigEndian(0)),
      0,
      "found 0 and 1",
    ],
    "another first byte": [bytes(9, 0, 8, 1, bigEndian(0)), 0, "found 9 and 0"],
    "a least significant byte first": [
      bytes(1, 8, 0, 0, 0),
      0,
      "found 1 and 8",
    ],
    "a PNG": [bytes(0x89, text("PNG\r\n")), 0, "found 137 and 80"],
    "a zip": [text("PK\x03\x04...."), 0, "found 80 and 75"],
    "an .npy": [bytes(0x93, text("NUMPY")), 0, "found 147 and 78"],
    "text": [text("5,0,0,0,3\n"), 0, "found 53 and 44"],
    "the second byte of gzip only": [
      bytes(0x8b, 0x1f, 8, 0),
      0,
      "found 139 and 31",
    ],
    "no dimension": [
      bytes(0, 0, 8, 0, 5),
      3,
      "must have at least one dimension: found 0 ",
    ],
    "no dimension of doubles": [
      bytes(0, 0, 14, 0),
      3,
      "at least one dimension",
    ],
    "one byte too many": [
      idxFile([2], [1, 2, 3]),
      10,
      "must end after its elements",
    ],
    "a byte after none": [idxFile([0], [1]), 8, "must end after its elements"],
    "a second file": [
      bytes(idxFile([1], [1]), idxFile([1], [1])),
      9,
      "must end after its elements",
    ],
    "sizes cut short": [
      bytes(0, 0, 8, 2, bigEndian(1), 0, 0),
      10,
      "must have 8 bytes of sizes: found the end of the file after 6 bytes",
    ],
    "255 sizes, of which 254 are there": [
      bytes(0, 0, 8, 255, new Uint8Array(4 * 254)),
      4 + 4 * 254,
      "must have 1020 bytes of sizes: found the end of the file after 1016 bytes",
    ],
    "elements cut short": [
      idxFile([2, 3], [1, 2, 3, 4, 5]),
      4,
      "elements must fit in 5 bytes, the most that can follow the header in this file: found 2 x 3 unsigned bytes",
    ],
    "a header of 3 TB": [
      idxFile([3_000_000_000, 1_000], [1]),
      4,
      "elements must fit in 1 bytes, the most that can follow the header in this file: found 3000000000 x 1000",
    ],
    "a row of 3 TB": [
      idxFile([1, 60_000, 50_000_000], [1]),
      4,
      "elements must fit in 1 bytes, the most that can follow the header in this file: found 1 x 60000 x 50000000",
    ],
    "a product that wraps around 2^32 to 0": [
      idxFile([65536, 65536], []),
      4,
      "65536 x 65536",
    ],
    "a product that wraps around 2^64 to 1": [
      idxFile([4294967295, 4294967295, 1, 1], [1]),
      4,
      "4294967295 x 4294967295",
    ],
    "doubles that wrap around 2^32 to 0": [
      ofKind(14, [2 ** 29], 0),
      4,
      "536870912 doubles",
    ],
    "shorts that wrap around 2^32 to 2": [
      ofKind(11, [2 ** 31 + 1], 2),
      4,
      "shorts",
    ],
    "a size that would be negative": [
      idxFile([0x80000000], []),
      4,
      "2147483648 unsigned",
    ],
    "255 sizes whose product is infinite": [
      idxFile(Array(255).fill(4294967295), [1]),
      4,
      "... (255 sizes)",
    ],
  };
  for (const length of [1, 2, 3]) {
    files[`${length} of the magic number's bytes`] = [
      bytes(0, 0, 8).subarray(0, length),
      length,
      `must have 4 bytes of magic number: found the end of the file after ${length} bytes`,
    ];
  }
  for (const code of [0, 1, 7, 10, 15, 255]) {
    files[`elements of type ${code}`] = [
      bytes(0, 0, code, 1, bigEndian(1), 5),
      2,
      `type must be 8 (unsigned byte), 9 (signed byte), 11 (short), 12 (int), 13 (float) or 14 (double): found ${code}`,
    ];
  }
  for (const code of kinds) {
    const size = sizeOf[code];
    files[`a byte too few of type ${code}`] = [
      ofKind(code, [2, 2], 4 * size - 1),
      4,
      `elements must fit in ${
        4 * size - 1
      } bytes, the most that can follow the header in this file`,
    ];
    files[`a byte too many of type ${code}`] = [
      ofKind(code, [2, 2], 4 * size + 1),
      12 + 4 * size,
      "must end after its elements: found more bytes",
    ];
  }
  return files;
}
