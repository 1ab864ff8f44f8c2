import {
  assertEquals,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { catalogue } from "../../lib/catalogue.ts";
import { gzipFault } from "../../lib/format/_gzip_fault.ts";
import { gunzip, GzipError, isGzip } from "../../lib/format/gzip.ts";
import { type Bytes, bytes, gzip } from "../dataset/_fixture.ts";

Deno.test("isGzip() checks the first two bytes", () => {
  assertEquals(isGzip(bytes(0x1f, 0x8b)), true);
  assertEquals(isGzip(bytes(0x1f)), false);
  assertEquals(isGzip(bytes(0x8b, 0x1f)), false);
  assertEquals(isGzip(bytes(0, 0, 8, 1)), false);
  assertEquals(isGzip(bytes()), false);
});

Deno.test("gunzip() yields a gzip bomb in small pieces, even if it gets the file as one chunk", async () => {
  const bomb = await gzip(new Uint8Array(2 ** 26));
  let largest = 0, sum = 0;
  for await (const { length } of gunzip([bomb], "bomb")) {
    largest = Math.max(largest, length);
    sum += length;
  }
  assertEquals(sum, 2 ** 26);
  assertLess(largest, 2 ** 23 + 2 ** 20); // 2 ** 13 bytes of input, times 1,032
});

/** The error of gunzip() for a file. */
async function complaint(
  file: AsyncIterable<Bytes> | Iterable<Bytes>,
): Promise<string> {
  const { problem } = await assertRejects(async () => {
    for await (const _ of gunzip(file, "some.gz")); // read to the end
  }, GzipError);
  return problem;
}

Deno.test("gunzip() reports the exact fault of a file as large as the largest one in the catalogue", async (t) => {
  const { train } = catalogue["fashion-mnist"];
  const noise = new Uint8Array(train.images.bytes);
  for (let i = 0, n = 1; i < noise.length; i++) {
    n = Math.imul(n, 48271) & 0x7fffffff;
    noise[i] = n >> 16;
  }
  const zipped = await gzip(noise);
  const { length } = zipped;
  const after = async (...more: number[]) =>
    await new Blob([zipped, Uint8Array.from(more)]).bytes();
  const checksum = zipped.slice();
  checksum[length - 8] ^= 1;
  // with fixed codes: the literal "a", a copy of 3 bytes at distance 1, the end
  const copied = bytes(
    zipped.subarray(0, 10),
    0x4b,
    0x04,
    0x02,
    0x00,
    0,
    0,
    0,
    0,
    4,
    0,
    0,
    0,
  );
  // with fixed codes: seven literals of nine bits, length 286, a distance: 79
  // bits
  const odd = bytes(
    zipped.subarray(0, 10),
    ...[0xfb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x8f, 0x01],
    new Uint8Array(20),
  );
  const letters = await gzip(noise.map((x) => 97 + x % 26)); // the first code lengths are 0
  letters[letters.length - 8] ^= 1;
  const faults: Record<string, [file: Bytes, problem: string]> = {
    "cut short": [zipped.subarray(0, -1000), `at byte ${length - 1000}`],
    "another checksum": [
      checksum,
      "must have the checksum of its contents: found a different checksum at byte",
    ],
    "another checksum after a copy from the first byte": [
      copied,
      "must have the checksum of its contents: found a different checksum at byte 14",
    ],
    "a length of no meaning, with one bit of a byte left": [
      odd,
      "found an undefined code at byte 19",
    ],
    "another checksum behind codes of letters alone": [
      letters,
      `must have the checksum of its contents: found a different checksum at byte ${
        letters.length - 8
      }`,
    ],
    "a second member": [
      await after(0x1f, 0x8b),
      `found a second gzip file from byte ${length}`,
    ],
    "bytes after its end": [
      await after(10),
      `found more bytes from byte ${length}`,
    ],
  };
  for (const [name, [file, problem]] of Object.entries(faults)) {
    await t.step(`${name}, in memory`, async () => {
      assertStringIncludes(await complaint([file]), problem);
    });
    await t.step(`${name}, as a stream`, async () => {
      const stream = new Blob([file]).stream();
      assertStringIncludes(await complaint(stream), problem);
    });
  }
});

Deno.test("gunzip() reports the exact fault of a stream up to 32 MiB, and a general error for a larger one", async () => {
  const most = 2 ** 25, file = await gzip(Uint8Array.of(1, 2, 3));
  const offsetOf = async (length: number) => {
    const chunk = new Uint8Array(length); // zeros after the end of the file
    chunk.set(file);
    async function* stream() {
      yield await Promise.resolve(chunk);
    }
    const read = async () => {
      for await (const _ of gunzip(stream(), "a.gz"));
    };
    return (await assertRejects(read, GzipError)).offset;
  };
  // the offset is the end of the gzip file, or the number of bytes read from a
  // larger stream
  assertEquals(await offsetOf(file.length + 5), file.length);
  assertEquals(await offsetOf(most), file.length);
  assertEquals(await offsetOf(most + 1), most + 1);
});

Deno.test("gzipFault() decodes copies of every length from 3 to 258 bytes", async () => {
  const runs = Array.from(
    { length: 256 },
    (_, n) => new Uint8Array(n + 4).fill(n), // one byte, and n + 3 copies of it
  );
  const zipped = await gzip(bytes(...runs));
  const checksum = zipped.length - 8;
  zipped[checksum] ^= 1;
  assertEquals(gzipFault(zipped).offset, checksum);
});
