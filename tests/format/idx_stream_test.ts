import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { decodeIdx, encodeIdx } from "../../lib/format/idx.ts";
import type { IdxData } from "../../lib/format/idx_elements.ts";
import {
  encodeIdxStream,
  idxStream,
  type IdxStreamOptions,
} from "../../lib/format/idx_stream.ts";
import { ShapeError } from "../../lib/frame.ts";
import { type Bytes, bytes, gzip, idxFile } from "../dataset/_fixture.ts";
import { plain, refused } from "./_idx.ts";

Deno.test("idxStream() yields rows before the rest of the file has arrived", async () => {
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

Deno.test("idxStream() reports an error only after the rows before it", async () => {
  const rows: IdxData[] = [];
  const source = new Blob([idxFile([3, 2], [1, 2, 3])]).stream();
  const { data } = await idxStream(source, { name: "cut", rows: 1 });
  const error = await refused(async () => {
    for await (const row of data) rows.push(row);
  });
  assertEquals(rows, [Uint8Array.of(1, 2)]);
  assertStringIncludes(error.message, "cut: at byte 15: must have 2 bytes");
});

Deno.test("idxStream() refuses a block over the limit before it allocates memory", async (t) => {
  const parts: Record<
    string,
    [file: Bytes, options: IdxStreamOptions, problem: string]
  > = {
    "a row of 3 TB": [
      idxFile([1, 60_000, 50_000_000], []),
      {},
      "a block of rows must fit in maxBytes, 67108864 bytes: found 3000000000000 bytes for 1 x 60000 x 50000000 unsigned bytes; pass a larger maxBytes, or fewer rows",
    ],
    "many rows, as they were asked for": [
      idxFile([4_000_000_000, 784], []),
      { rows: 1_000_000_000 },
      "found 784000000000 bytes for 1000000000 x 784 unsigned bytes",
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
        start: (controller) => controller.enqueue(file), // the stream stays open
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
  await t.step("a gzip-compressed row of 48 MiB", async () => {
    const zeros = await gzip(bytes(0, 0, 8, 2, [0, 0, 0, 1], [3, 0, 0, 0]));
    const error = await refused(() =>
      idxStream(new Blob([zeros]).stream(), { maxBytes: 2 ** 20 })
    );
    assertStringIncludes(
      error.problem,
      "found 50331648 bytes for 1 x 50331648 unsigned bytes",
    );
  });
  await t.step("a row exactly at the limit is accepted", async () => {
    const { data } = await idxStream(plain, { maxBytes: 3 });
    assertEquals((await Array.fromAsync(data)).length, 2);
  });
});

Deno.test("encodeIdxStream() fails if its elements do not match the shape", async (t) => {
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

Deno.test("encodeIdxStream() writes an array without rows as bytes", async (t) => {
  for (const shape of [[0], [0, 3], [0, 28, 28]]) {
    await t.step(shape.join(" x "), async () => {
      const file = await new Response(encodeIdxStream({ shape, data: [] }))
        .bytes();
      assertEquals(file, encodeIdx({ shape, data: new Uint8Array(0) }));
      assertEquals((await decodeIdx(file)).shape, shape);
    });
  }
});
