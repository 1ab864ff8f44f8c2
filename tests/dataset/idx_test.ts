import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { GzipError } from "../../lib/dataset/gzip.ts";
import { decodeIdx, IdxError } from "../../lib/dataset/idx.ts";
import { bigEndian, type Bytes, bytes, gzip, idxFile } from "./_fixture.ts";

const plain = idxFile([2, 1, 3], [1, 2, 3, 250, 251, 252]);
const zipped = await gzip(plain);

/** The bytes as a stream of pieces of one length. */
function stream(file: Bytes, length: number): ReadableStream<Uint8Array> {
  const pieces = Array.from(
    { length: Math.ceil(file.length / length) },
    (_, p) => file.slice(p * length, (p + 1) * length),
  );
  return ReadableStream.from(pieces);
}

Deno.test("decodeIdx() reads the same from every kind of source", async (t) => {
  const sources = {
    "bytes": () => plain,
    "bytes within others": () => bytes(9, 9, plain, 9).subarray(2, -1),
    "gzip bytes": () => zipped,
    "a stream": () => stream(plain, 5),
    "a stream of single bytes": () => stream(plain, 1),
    "a gzip stream": () => stream(zipped, 7),
    "a gzip stream of single bytes": () => stream(zipped, 1),
    "a stream with empty pieces": () =>
      ReadableStream.from([
        bytes(),
        plain.slice(0, 1),
        bytes(),
        plain.slice(1),
      ]),
  };
  for (const [name, source] of Object.entries(sources)) {
    await t.step(name, async () => {
      const { shape, data } = await decodeIdx(source());
      assertEquals(shape, [2, 1, 3]);
      assertEquals([...data], [1, 2, 3, 250, 251, 252]);
    });
  }
});

Deno.test("decodeIdx() reads one to four dimensions and none of a size of 0", async (t) => {
  for (const shape of [[4], [2, 2], [1, 2, 2], [2, 1, 2, 1], [0], [3, 0, 2]]) {
    const length = shape.reduce((a, b) => a * b);
    await t.step(shape.join(" x "), async () => {
      const data = Array.from({ length }, (_, i) => i);
      const idx = await decodeIdx(idxFile(shape, data));
      assertEquals({ ...idx, data: [...idx.data] }, { shape, data });
    });
  }
});

Deno.test("decodeIdx() reads no elements where another size would be infinite", async () => {
  const shape = [...Array(40).fill(4294967295), 0];
  assertEquals((await decodeIdx(idxFile(shape, []))).shape, shape);
});

Deno.test("decodeIdx() gives a view of bytes that are not gzip", async () => {
  const { data } = await decodeIdx(plain);
  assertEquals(data.buffer, plain.buffer);
  assertEquals(data.byteOffset, 16);
});

/** Every refusal: the file, where it is wrong, and the words for it. */
const refusals: Record<string, [Bytes, number, string]> = {
  "nothing": [
    bytes(),
    0,
    "must have 4 bytes of magic number: found the end after 0",
  ],
  "two bytes": [
    bytes(0, 0),
    2,
    "must have 4 bytes of magic number: found the end after 2",
  ],
  "a web page": [
    new TextEncoder().encode("<html>") as Bytes,
    0,
    "must begin with two zero bytes: found 60 and 104",
  ],
  "another second byte": [bytes(0, 1, 8, 1, bigEndian(0)), 0, "found 0 and 1"],
  "an unknown type": [
    bytes(0, 0, 7, 1, bigEndian(1), 5),
    2,
    "type must be 8 (unsigned byte): found 7",
  ],
  "no dimension": [
    bytes(0, 0, 8, 0, 5),
    3,
    "must have at least one dimension: found none",
  ],
  "sizes cut short": [
    bytes(0, 0, 8, 2, bigEndian(1), 0, 0),
    10,
    "must have 8 bytes of sizes: found the end after 6",
  ],
  "elements cut short": [
    idxFile([2, 3], [1, 2, 3, 4, 5]),
    4,
    "elements must fit in 5 bytes, what can follow: found 2 x 3 unsigned bytes",
  ],
  "one byte too many": [
    idxFile([2], [1, 2, 3]),
    10,
    "must end after its elements: found more bytes",
  ],
  "a header of 3 TB": [
    idxFile([3_000_000_000, 1_000], [1]),
    4,
    "elements must fit in 1 bytes, what can follow: found 3000000000 x 1000",
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
  "255 sizes whose product is infinite": [
    idxFile(Array(255).fill(4294967295), [1]),
    4,
    "elements must fit in 1 bytes",
  ],
};

Deno.test("decodeIdx() refuses what is not IDX, and says where", async (t) => {
  for (const [name, [file, offset, problem]] of Object.entries(refusals)) {
    await t.step(name, async () => {
      const error = await refused(() => decodeIdx(file, { name: "some.idx" }));
      assertEquals(error.source, "some.idx");
      assertEquals(error.offset, offset);
      assertStringIncludes(error.problem, problem);
      assertEquals(
        error.message,
        `some.idx: at byte ${offset}: ${error.problem}`,
      );
    });
  }
});

Deno.test("decodeIdx() refuses a gzip file or stream that is not whole", async (t) => {
  const damaged = zipped.slice();
  damaged[zipped.length - 6] ^= 1; // in the checksum
  const files: Record<string, [Bytes, string]> = {
    "cut in the data": [zipped.slice(0, -12), "must be one whole gzip file"],
    "cut in the checksum": [zipped.slice(0, -3), "must be one whole gzip file"],
    "only its header": [zipped.slice(0, 10), "must be one whole gzip file"],
    "damaged": [damaged, "must be one whole gzip file"],
    "followed by a byte": [bytes(zipped, 0), "must be one whole gzip file"],
    "followed by itself": [
      bytes(zipped, zipped),
      "must be one whole gzip file",
    ],
    "with an element too many": [
      await gzip(bytes(plain, 1)),
      "must end after its elements",
    ],
    "with an element too few": [
      await gzip(plain.slice(0, -1)),
      "must have 6 bytes of elements: found the end after 5",
    ],
  };
  for (const [name, [file, problem]] of Object.entries(files)) {
    await t.step(`${name}, bytes`, async () => {
      assertStringIncludes(
        (await refused(() => decodeIdx(file))).problem,
        problem,
      );
    });
    await t.step(`${name}, a stream`, async () => {
      const error = await refused(() => decodeIdx(stream(file, 5)));
      assertStringIncludes(error.problem, problem);
    });
  }
});

Deno.test("decodeIdx() says how far it came in a gzip file that is cut", async () => {
  const { offset, cause } = await refused(() => decodeIdx(zipped.slice(0, -3)));
  assertEquals(offset, plain.length);
  assertInstanceOf(cause, GzipError);
});

Deno.test("decodeIdx() stops at maxBytes, before it makes room", async (t) => {
  const most = 6;
  const sources = {
    "bytes": () => plain,
    "gzip bytes": () => zipped,
    "a stream": () => stream(plain, 5),
    "a stream that says 4 TB": () =>
      stream(idxFile([4_000_000_000, 1000], [1]), 5),
  };
  for (const [name, source] of Object.entries(sources)) {
    await t.step(name, async () => {
      const error = await refused(() =>
        decodeIdx(source(), { maxBytes: most - 1 })
      );
      assertEquals(error.offset, 4);
      assertStringIncludes(error.problem, "must fit in 5 bytes, the limit");
    });
  }
  assertEquals((await decodeIdx(plain, { maxBytes: most })).data.length, most);
});

Deno.test("decodeIdx() takes no more of a gzip bomb than the header says", async () => {
  const unpacked = new Uint8Array(2 ** 24);
  unpacked.set(idxFile([1], [0]));
  const bomb = await gzip(unpacked);
  let taken = 0;
  const source = ReadableStream.from((async function* () {
    for (let at = 0; at < bomb.length; at += 64) {
      yield bomb.slice(at, at + 64);
      taken += 64;
    }
  })());
  const error = await refused(() => decodeIdx(source));
  assertStringIncludes(error.problem, "must end after its elements");
  assert(taken < bomb.length / 2, `${taken} of ${bomb.length}`);
});

Deno.test("decodeIdx() lets go of the stream and passes its failures on", async () => {
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(bytes(0, 0, 0, 0)),
    cancel() {
      cancelled = true;
    },
  });
  await refused(() => decodeIdx(endless));
  assertEquals(cancelled, true);

  for (const start of [plain, zipped]) {
    const failing = ReadableStream.from((async function* () {
      yield start.slice(0, 12);
      await Promise.resolve();
      throw new EvalError("the disk is gone");
    })());
    await assertRejects(() => decodeIdx(failing), EvalError, "disk is gone");
  }
});

async function refused(work: () => Promise<unknown>): Promise<IdxError> {
  const error = await assertRejects(work);
  assertInstanceOf(error, IdxError);
  return error;
}
