import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { IdxData } from "../../lib/format/idx_elements.ts";
import { IdxError } from "../../lib/format/idx_error.ts";
import { decodeIdx, encodeIdx, type Idx } from "../../lib/format/idx.ts";
import { ShapeError } from "../../lib/frame.ts";
import { type Bytes, bytes, gzip, idxFile } from "../dataset/_fixture.ts";
import { plain, stream, zipped } from "./_idx.ts";

Deno.test("decodeIdx() reads the same array from every kind of source", async (t) => {
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

Deno.test("decodeIdx() reads one to four dimensions, and arrays with a size of 0", async (t) => {
  for (const shape of [[4], [2, 2], [1, 2, 2], [2, 1, 2, 1], [0], [3, 0, 2]]) {
    const length = shape.reduce((a, b) => a * b);
    await t.step(shape.join(" x "), async () => {
      const data = Array.from({ length }, (_, i) => i);
      const idx = await decodeIdx(idxFile(shape, data));
      assertEquals({ ...idx, data: [...idx.data] }, { shape, data });
    });
  }
});

Deno.test("decodeIdx() reads an array with a size of 0, even if the product of the other sizes is infinite", async () => {
  const shape = [...Array(40).fill(4294967295), 0];
  assertEquals((await decodeIdx(idxFile(shape, []))).shape, shape);
});

Deno.test("decodeIdx() returns a view of uncompressed bytes", async () => {
  const { data } = await decodeIdx(plain);
  assertEquals(data.buffer, plain.buffer);
  assertEquals(data.byteOffset, 16);
});

/**
 * Arrays with their bytes, written by hand from the description of the format.
 */
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

Deno.test("encodeIdx() and decodeIdx() use the bytes of the format description, for each type of element", async (t) => {
  for (const [name, [file, shape, data]] of Object.entries(byHand)) {
    await t.step(name, async () => {
      assertEquals(await decodeIdx(file), { shape, data });
      assertEquals(await decodeIdx(await gzip(file)), { shape, data });
      assertEquals(encodeIdx({ shape, data }), file);
    });
  }
});

Deno.test("encodeIdx() refuses arrays that no IDX file can contain", async (t) => {
  const data = Uint8Array.of(1);
  const refusals: Record<string, [Idx, string]> = {
    "too few": [
      { shape: [2], data },
      "must have 2 elements for the shape 2: found 1",
    ],
    "no shape": [
      { shape: [], data },
      "shape must have 1 to 255 dimensions: found 0",
    ],
    "half a size": [
      { shape: [0.5], data },
      "whole numbers from 0 to 4294967295: found 0.5",
    ],
    "a size too large": [{ shape: [2 ** 32], data }, "found 4294967296"],
    "another array": [
      { shape: [1], data: Uint16Array.of(1) as unknown as Uint8Array },
      "found another type",
    ],
  };
  for (const [name, [idx, message]] of Object.entries(refusals)) {
    await t.step(name, () => {
      assertThrows(() => encodeIdx(idx), ShapeError, message);
    });
  }
});

Deno.test("decodeIdx() refuses a shape with more elements than the file has, before it reads the elements", async () => {
  const offsetOf = async (
    sizes: number[],
    elements: number,
    maxBytes?: number,
  ) => {
    const bytes = idxFile(sizes, Array(elements).fill(1));
    const options = maxBytes === undefined ? {} : { maxBytes };
    const { offset } = await assertRejects(
      () => decodeIdx(bytes, options),
      IdxError,
    );
    return offset;
  };
  // the sizes begin at byte 4
  assertEquals(await offsetOf([9, 3], 2), 4);
  assertEquals(await offsetOf([9, 2], 2), 4); // 18 is more than the 14 bytes of the file
  assertEquals(await offsetOf([3, 1], 2), 4);
  assertEquals(await offsetOf([3, 1], 3, 2), 4);
  const whole = idxFile([3, 1], [1, 1, 1]);
  assertEquals((await decodeIdx(whole, { maxBytes: 3 })).shape, [3, 1]);
});
