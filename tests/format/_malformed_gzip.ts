/**
 * Gzip files that are incomplete, or whose content is not a complete IDX file.
 *
 * @module
 */

import { bytes, gzip, idxFile } from "../dataset/_fixture.ts";
import { changed, type Malformed, text } from "./_malformed_plain.ts";

/** The malformed gzip files. */
export async function zippedFiles(): Promise<Record<string, Malformed>> {
  const plain = idxFile([2, 1, 3], [1, 2, 3, 250, 251, 252]);
  const zipped = await gzip(plain);
  const { length } = zipped;
  const noise = Uint8Array.from(
    { length: 3000 },
    (_, i) => i * i % 251 ^ i >> 4,
  );
  const long = await gzip(idxFile([3000], noise));
  const zeros = new Uint8Array(2 ** 25);
  const bomb = await gzip(zeros);
  zeros.set(idxFile([1], [0]));
  const files: Record<string, Malformed> = {
    "a gzip of nothing": [
      await gzip(bytes()),
      0,
      "must have 4 bytes of magic number",
    ],
    "a gzip of a web page": [
      await gzip(text("<html>")),
      0,
      "must begin with two zero bytes",
    ],
    "a gzip of a gzip": [
      await gzip(zipped),
      0,
      "must begin with two zero bytes: found gzip inside gzip",
    ],
    "a gzip with an element too many": [
      await gzip(bytes(plain, 1)),
      22,
      "must end after its elements",
    ],
    "a gzip with an element too few": [
      await gzip(plain.slice(0, -1)),
      21,
      "must have 6 bytes of elements: found the end of the file after 5 bytes",
    ],
    "a gzip with a header of 3 TB": [
      await gzip(idxFile([3_000_000_000, 1_000], [1])),
      4,
      "3000000000 x 1000 unsigned bytes",
    ],
    "a bomb of no type": [bomb, 2, "type must be 8"],
    "a bomb that says one byte": [
      await gzip(zeros),
      9,
      "must end after its elements",
    ],
    "two bytes of gzip": [
      zipped.slice(0, 2),
      2,
      "the file ends too early, at byte 2",
    ],
    "a header of gzip": [
      zipped.slice(0, 10),
      10,
      "the file ends too early, at byte 10",
    ],
    "a gzip without its trailer": [
      zipped.slice(0, -8),
      length - 8,
      `the file ends too early, at byte ${length - 8}`,
    ],
    "a gzip that lacks a byte": [
      zipped.slice(0, -1),
      length - 1,
      `the file ends too early, at byte ${length - 1}`,
    ],
    "another checksum": [
      changed(zipped, -8, zipped[length - 8] ^ 1),
      length - 8,
      `must have the checksum of its contents: found a different checksum at byte ${
        length - 8
      }`,
    ],
    "another length": [
      changed(zipped, -4, 99),
      length - 4,
      `found the length 99 for 22 decompressed bytes at byte ${length - 4}`,
    ],
    "a byte after the gzip": [
      bytes(zipped, 0),
      length,
      `found more bytes from byte ${length}`,
    ],
    "a line after the gzip": [
      bytes(zipped, text("\r\n")),
      length,
      "found more bytes from byte",
    ],
    "a second member": [
      bytes(zipped, zipped),
      length,
      `found a second gzip file from byte ${length}`,
    ],
    "a second, empty member": [
      bytes(zipped, await gzip(bytes())),
      length,
      `found a second gzip file from byte ${length}`,
    ],
    "a method that is not deflate": [
      changed(zipped, 2, 7),
      2,
      "found method 7, not 8",
    ],
    "flags of no meaning": [
      changed(zipped, 3, 0xe0),
      3,
      "found undefined bits in the flags 224",
    ],
    "a name that does not end": [
      bytes(0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, text("name")),
      14,
      "the file ends too early, at byte 14",
    ],
    "a block of no type": [
      bytes(zipped.subarray(0, 10), 7, new Uint8Array(8)),
      10,
      "found a block of an unknown type at byte 10",
    ],
    "a stored block of two lengths": [
      bytes(zipped.subarray(0, 10), 1, 5, 0, 5, 0, new Uint8Array(13)),
      11,
      "found a stored block with contradictory lengths at byte 11",
    ],
    "a table of codes that cannot be": [
      bytes(zipped.subarray(0, 10), 0xfd, 0xff, 0xff, new Uint8Array(40)),
      10,
      "found an invalid table of Huffman codes",
    ],
    "a table of 19 codes of one bit": [ // bits: 101, 0, 0, 15, then 19 lengths of 1
      bytes(
        zipped.subarray(0, 10),
        ...[0x05, 0xe0, 0x93, 0x24, 0x49, 0x92, 0x24, 0x49, 0x92],
        new Uint8Array(40),
      ),
      10,
      "found an invalid table of Huffman codes at byte 10",
    ],
    // 257 literals, three of them with a code of one bit: lengths 1, 1, then
    // 138 and 116 zeros, 1
    "a table of three codes of one bit": [
      bytes(
        zipped.subarray(0, 10),
        ...[0x05, 0xc0, 0x01, 0x09, 0, 0, 0, 0, 0x10, 0xfe, 0x9f, 0x06],
        new Uint8Array(40),
      ),
      10,
      "found an invalid table of Huffman codes at byte 10",
    ],
    "a copy from before the beginning": [ // fixed codes: 257, 3 bytes; distance 1
      bytes(zipped.subarray(0, 10), 0x03, 0x02, new Uint8Array(20)),
      NaN,
      "found a reference to bytes before the start of the data",
    ],
    "cut in the middle": [
      long.slice(0, 1000),
      1000,
      "the file ends too early, at byte 1000",
    ],
    "with zeros in the middle": [
      long.slice().fill(0, 1000, 1400),
      NaN,
      "must ",
    ],
  };
  return files;
}
