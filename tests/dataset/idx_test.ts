import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { GzipError } from "../../lib/dataset/gzip.ts";
import type { IdxData } from "../../lib/dataset/_elements.ts";
import { decodeIdx, encodeIdx, type Idx } from "../../lib/dataset/idx.ts";
import { IdxError } from "../../lib/dataset/idx_error.ts";
import {
  encodeIdxStream,
  idxStream,
  type IdxStreamOptions,
} from "../../lib/dataset/idx_stream.ts";
import { ShapeError } from "../../lib/frame.ts";
import { type Bytes, bytes, gzip, idxFile } from "./_fixture.ts";

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

Deno.test("decodeIdx() refuses a gzip file or stream that is not whole", async (t) => {
  const damaged = zipped.slice();
  damaged[zipped.length - 6] ^= 1; // in the checksum
  const files: Record<string, [Bytes, string]> = {
    "cut in the data": [
      zipped.slice(0, -12),
      `found it cut short, at byte ${zipped.length - 12}`,
    ],
    "cut in the checksum": [zipped.slice(0, -3), "found it cut short"],
    "only its header": [zipped.slice(0, 10), "found it cut short, at byte 10"],
    "damaged": [
      damaged,
      `must have the checksum of its contents: found another at byte ${
        zipped.length - 8
      }`,
    ],
    "followed by a byte": [
      bytes(zipped, 0),
      `found more bytes from byte ${zipped.length}`,
    ],
    "followed by itself": [
      bytes(zipped, zipped),
      `found a second one from byte ${zipped.length}`,
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

Deno.test("an IdxError says file, offset and problem", async () => {
  const error = await refused(() =>
    decodeIdx(bytes(0, 0, 7, 1), { name: "some.idx" })
  );
  assertEquals([error.source, error.offset], ["some.idx", 2]);
  assertEquals(error.message, `some.idx: at byte 2: ${error.problem}`);
});

Deno.test("decodeIdx() says where a gzip file is cut", async () => {
  const { offset, cause } = await refused(() => decodeIdx(zipped.slice(0, -3)));
  assertEquals(offset, zipped.length - 3);
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

/** Arrays as the format's page shows them, byte by byte. */
const byHand: Record<string, [Bytes, number[], IdxData]> = {
  "unsigned bytes": [
    bytes(0, 0, 8, 1, 0, 0, 0, 2, 1, 255),
    [2],
    Uint8Array.of(1, 255),
  ],
  "signed bytes": [
    bytes(0, 0, 9, 1, 0, 0, 0, 2, 1, 255),
    [2],
    Int8Array.of(1, -1),
  ],
  "shorts": [
    bytes(0, 0, 11, 1, 0, 0, 0, 2, 1, 2, 255, 254),
    [2],
    Int16Array.of(258, -2),
  ],
  "ints": [
    bytes(0, 0, 12, 1, 0, 0, 0, 1, 255, 255, 255, 0),
    [1],
    Int32Array.of(-256),
  ],
  "floats": [
    bytes(0, 0, 13, 1, 0, 0, 0, 1, 0xbf, 0xc0, 0, 0),
    [1],
    Float32Array.of(-1.5),
  ],
  "doubles": [
    bytes(
      0,
      0,
      14,
      2,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      1,
      0x40,
      9,
      0x21,
      0xfb,
      0x54,
      0x44,
      0x2d,
      0x18,
    ),
    [1, 1],
    Float64Array.of(Math.PI),
  ],
};

Deno.test("IDX has the bytes that its description says, for each kind of element", async (t) => {
  for (const [name, [file, shape, data]] of Object.entries(byHand)) {
    await t.step(name, async () => {
      assertEquals(await decodeIdx(file), { shape, data });
      assertEquals(await decodeIdx(await gzip(file)), { shape, data });
      assertEquals(encodeIdx({ shape, data }), file);
    });
  }
});

Deno.test("encodeIdx() refuses what no IDX file can be", async (t) => {
  const data = Uint8Array.of(1);
  const refusals: Record<string, [Idx, string]> = {
    "too few": [
      { shape: [2], data },
      "must have 2 elements for the shape 2: found 1",
    ],
    "no shape": [
      { shape: [], data },
      "shape must have 1 to 255 sizes: found 0",
    ],
    "half a size": [
      { shape: [0.5], data },
      "whole numbers from 0 to 4294967295: found 0.5",
    ],
    "a size too large": [{ shape: [2 ** 32], data }, "found 4294967296"],
    "another array": [
      { shape: [1], data: Uint16Array.of(1) as unknown as Uint8Array },
      "found another array",
    ],
  };
  for (const [name, [idx, message]] of Object.entries(refusals)) {
    await t.step(name, () => {
      assertThrows(() => encodeIdx(idx), ShapeError, message);
    });
  }
});

Deno.test("idxStream() gives rows before the rest of the file has come", async () => {
  let sent = 0;
  const file = idxFile([1000, 10], new Uint8Array(10_000).map((_, i) => i));
  const source = ReadableStream.from((async function* () {
    for (let at = 0; at < file.length; at += 100) {
      yield file.slice(at, at + 100);
      sent = at;
    }
  })());
  const { shape, data } = await idxStream(source, { rows: 3 });
  assertEquals(shape, [1000, 10]);
  for await (const part of data) {
    assertEquals([...part], Array.from({ length: 30 }, (_, i) => i));
    break;
  }
  assert(sent < 1000, `${sent} bytes were read`);
});

Deno.test("idxStream() says what is wrong when it comes to it", async () => {
  const rows: IdxData[] = [];
  const source = new Blob([idxFile([3, 2], [1, 2, 3])]).stream();
  const { data } = await idxStream(source, { name: "cut", rows: 1 });
  const error = await refused(async () => {
    for await (const row of data) rows.push(row);
  });
  assertEquals(rows, [Uint8Array.of(1, 2)]);
  assertStringIncludes(error.message, "cut: at byte 15: must have 2 bytes");
});

Deno.test("idxStream() refuses a part over its limit before it makes one", async (t) => {
  const parts: Record<
    string,
    [file: Bytes, options: IdxStreamOptions, problem: string]
  > = {
    "a row of 3 TB": [
      idxFile([1, 60_000, 50_000_000], []),
      {},
      "rows given at a time must fit in 67108864 bytes, the limit of a part: found 1 of 60000 x 50000000 unsigned bytes, 3000000000000 bytes",
    ],
    "many rows, as they were asked for": [
      idxFile([4_000_000_000, 784], []),
      { rows: 1_000_000_000 },
      "found 1000000000 of 784 unsigned bytes, 784000000000 bytes",
    ],
    "more than can be counted": [
      idxFile(Array(255).fill(2 ** 32 - 1), []),
      {},
      "must fit in 9007199254740991 bytes",
    ],
  };
  for (const [name, [file, options, problem]] of Object.entries(parts)) {
    await t.step(name, async () => {
      let closed = false;
      const source = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(file), // and goes on
        cancel: () => void (closed = true),
      });
      const error = await refused(() =>
        idxStream(source, { name: "huge", ...options })
      );
      assertStringIncludes(error.message, "huge: at byte 4: ");
      assertStringIncludes(error.problem, problem);
      assert(closed, "the source is let go of");
    });
  }
  await t.step("a zipped row of 48 MiB", async () => {
    const zeros = await gzip(bytes(0, 0, 8, 2, [0, 0, 0, 1], [3, 0, 0, 0]));
    const error = await refused(() =>
      idxStream(new Blob([zeros]).stream(), { maxBytes: 2 ** 20 })
    );
    assertStringIncludes(error.problem, "found 1 of 50331648 unsigned bytes");
  });
  await t.step("a row of the limit is given", async () => {
    const { data } = await idxStream(plain, { maxBytes: 3 });
    assertEquals((await Array.fromAsync(data)).length, 2);
  });
});

Deno.test("encodeIdxStream() fails where its elements are not of its shape", async (t) => {
  const parts: Record<string, IdxData[]> = {
    "too few": [Uint8Array.of(1)],
    "too many": [Uint8Array.of(1, 2), Uint8Array.of(3)],
    "of two kinds": [Uint8Array.of(1), Int8Array.of(2)],
  };
  for (const [name, data] of Object.entries(parts)) {
    await t.step(name, async () => {
      const written = encodeIdxStream({ shape: [2], data });
      await assertRejects(() => new Response(written).bytes(), ShapeError);
    });
  }
});
