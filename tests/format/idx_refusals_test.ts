import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { GzipError } from "../../lib/format/gzip.ts";
import { decodeIdx } from "../../lib/format/idx.ts";
import { type Bytes, bytes, gzip, idxFile } from "../dataset/_fixture.ts";
import { plain, refused, stream, zipped } from "./_idx.ts";

Deno.test("decodeIdx() refuses an incomplete or damaged gzip file or stream", async (t) => {
  const damaged = zipped.slice();
  damaged[zipped.length - 6] ^= 1; // a byte of the checksum
  const files: Record<string, [Bytes, string]> = {
    "cut in the data": [
      zipped.slice(0, -12),
      `the file ends too early, at byte ${zipped.length - 12}`,
    ],
    "cut in the checksum": [zipped.slice(0, -3), "the file ends too early"],
    "only its header": [
      zipped.slice(0, 10),
      "the file ends too early, at byte 10",
    ],
    "damaged": [
      damaged,
      `must have the checksum of its contents: found a different checksum at byte ${
        zipped.length - 8
      }`,
    ],
    "followed by a byte": [
      bytes(zipped, 0),
      `found more bytes from byte ${zipped.length}`,
    ],
    "followed by itself": [
      bytes(zipped, zipped),
      `found a second gzip file from byte ${zipped.length}`,
    ],
    "with an element too many": [
      await gzip(bytes(plain, 1)),
      "must end after its elements",
    ],
    "with an element too few": [
      await gzip(plain.slice(0, -1)),
      "must have 6 bytes of elements: found the end of the file after 5 bytes",
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

Deno.test("an IdxError has the file, the offset and the problem", async () => {
  const error = await refused(() =>
    decodeIdx(bytes(0, 0, 7, 1), { name: "some.idx" })
  );
  assertEquals([error.source, error.offset], ["some.idx", 2]);
  assertEquals(error.message, `some.idx: at byte 2: ${error.problem}`);
});

Deno.test("decodeIdx() reports the offset at which a gzip file is cut", async () => {
  const { offset, cause } = await refused(() => decodeIdx(zipped.slice(0, -3)));
  assertEquals(offset, zipped.length - 3);
  assertInstanceOf(cause, GzipError);
});

Deno.test("decodeIdx() stops at maxBytes, before it allocates memory", async (t) => {
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
      assertStringIncludes(
        error.problem,
        "must fit in 5 bytes, the memory limit",
      );
    });
  }
  assertEquals((await decodeIdx(plain, { maxBytes: most })).data.length, most);
});

Deno.test("decodeIdx() reads only as much of a gzip bomb as its header declares", async () => {
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

Deno.test("decodeIdx() cancels the stream after an error, and passes on errors of the stream", async () => {
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
