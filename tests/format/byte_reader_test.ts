import { assertEquals, assertRejects } from "@std/assert";
import { readRows } from "../../lib/dataset/mod.ts";
import { type Bytes, tableBlocks } from "../../lib/format/mod.ts";
import { streamOf } from "../../lib/format/byte_reader.ts";
import { decodeIdx, idxStream } from "../../mod.ts";

/**
 * Some bytes, then empty chunks until a timer fires; then it throws an error.
 */
async function* emptyAfter(first: Bytes, fired: AbortSignal) {
  yield first;
  for (;;) {
    fired.throwIfAborted();
    yield new Uint8Array(0);
  }
}

async function all(values: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of values);
}

const text = (words: string) => new TextEncoder().encode(words);
const header = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 9);
const wanted = { columns: 1, scale: [0, 1], precision: "float32" } as const;

const readers: Record<
  string,
  [begin: Bytes, read: (chunks: AsyncGenerator<Bytes>) => Promise<unknown>]
> = {
  "decodeIdx, from the start": [
    new Uint8Array(0),
    (chunks) => decodeIdx(streamOf(chunks)),
  ],
  "decodeIdx, below the header": [
    header,
    (chunks) => decodeIdx(streamOf(chunks)),
  ],
  "decodeIdx, in a gzip file": [
    Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3),
    (chunks) => decodeIdx(streamOf(chunks)),
  ],
  "idxStream": [
    header,
    async (chunks) => await all((await idxStream(streamOf(chunks))).data),
  ],
  "readRows, CSV": [
    text("1\n2\n"),
    (chunks) => all(readRows(chunks, "a.csv", wanted)),
  ],
  "readRows, JSON": [
    text("[[1], "),
    (chunks) => all(readRows(chunks, "a.json", wanted)),
  ],
  "tableBlocks": [
    text("a,b\n1,2\n"),
    (chunks) => all(tableBlocks(chunks, "a.csv")),
  ],
};

Deno.test("a stream of empty chunks lets timers fire, with every reader", async (t) => {
  for (const [name, [begin, read]] of Object.entries(readers)) {
    await t.step(name, async () => {
      const fired = new AbortController();
      const timer = setTimeout(() => fired.abort(new Error("fired")), 20);
      try {
        await assertRejects(
          () => read(emptyAfter(begin, fired.signal)),
          Error,
          "fired",
        );
      } finally {
        clearTimeout(timer);
      }
      assertEquals(fired.signal.aborted, true);
    });
  }
});
