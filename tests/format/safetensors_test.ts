import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import {
  decodeSafetensors,
  encodeSafetensors,
  ModelError,
  type Tensor,
} from "../../lib/format/safetensors.ts";

/**
 * A file with a header, which is a text or a value, followed by the bytes of
 * tensors.
 */
function file(header: unknown, body: number[] = [], length?: number) {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + json.length + body.length);
  new DataView(bytes.buffer)
    .setBigUint64(0, BigInt(length ?? json.length), true);
  bytes.set(json, 8);
  bytes.set(body, 8 + json.length);
  return bytes;
}

/** 1 and -2 as float32, and 1 as float64, in little-endian IEEE 754 format. */
const one = [0x00, 0x00, 0x80, 0x3f];
const minusTwo = [0x00, 0x00, 0x00, 0xc0];
const wideOne = [0, 0, 0, 0, 0, 0, 0xf0, 0x3f];

/** A file written by hand from the format's README. */
const tiny = [
  ...[0x90, 0, 0, 0, 0, 0, 0, 0], // the header has 144 bytes
  ...new TextEncoder().encode(
    '{"__metadata__":{"format":"pt"},' +
      '"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
      '"b":{"dtype":"F64","shape":[],"data_offsets":[8,16]}}' +
      "    ", // padding to a multiple of 8
  ),
  ...[...one, ...minusTwo, ...wideOne],
];

const tensors = new Map<string, Tensor>([
  ["a", { shape: [1, 2], data: Float32Array.of(1, -2) }],
  ["b", { shape: [], data: Float64Array.of(1) }],
]);

Deno.test("decodeSafetensors() reads a file written by hand", () => {
  const found = decodeSafetensors(Uint8Array.from(tiny));
  assertEquals(found.metadata, { format: "pt" });
  assertEquals([...found.tensors], [...tensors]);
});

Deno.test("encodeSafetensors() writes the same bytes as the file written by hand", () => {
  const bytes = encodeSafetensors({ metadata: { format: "pt" }, tensors });
  assertEquals([...bytes], tiny);
});

Deno.test("decodeSafetensors() reads an empty tensor at the offset of another one, in any order", () => {
  const none = { dtype: "F32", shape: [0], data_offsets: [0, 0] };
  const some = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  for (const header of [{ none, some }, { some, none }]) {
    const found = decodeSafetensors(file(header, one)).tensors;
    assertEquals(found.get("none")?.data.length, 0);
    assertEquals(found.get("some")?.data, Float32Array.of(1));
  }
});

Deno.test("decodeSafetensors() reads bytes from the middle of a buffer", () => {
  const around = Uint8Array.from([1, 2, 3, ...tiny, 4, 5]);
  const found = decodeSafetensors(around.subarray(3, 3 + tiny.length));
  assertEquals([...found.tensors], [...tensors]);
});

Deno.test("decodeSafetensors() reads what encodeSafetensors() wrote, to the bit", async (t) => {
  const strange = Float64Array.of(NaN, -0, Infinity, -Infinity, 5e-324, 1 / 3);
  const cases: Record<string, [name: string, tensor: Tensor][]> = {
    "no tensors": [],
    "numbers of every kind": [
      ["wide", { shape: [6], data: strange }],
      ["narrow", { shape: [2, 3], data: Float32Array.from(strange) }],
    ],
    "an empty tensor between two": [
      ["a", { shape: [1], data: Float32Array.of(1) }],
      ["empty", { shape: [3, 0], data: new Float32Array() }],
      ["b", { shape: [1], data: Float32Array.of(2) }],
    ],
    "names that JavaScript orders or hides": [
      ["10", { shape: [1], data: Float32Array.of(10) }],
      ["9", { shape: [1], data: Float32Array.of(9) }],
      ["__proto__", { shape: [1], data: Float32Array.of(0) }],
      ["constructor", { shape: [1], data: Float32Array.of(1) }],
    ],
    "a name of other scripts": [
      ["Schicht “ß”\n", { shape: [1], data: Float32Array.of(1) }],
      ["层", { shape: [1], data: Float32Array.of(2) }],
    ],
  };
  for (const [name, entries] of Object.entries(cases)) {
    await t.step(name, () => {
      const metadata = { spec: '{"a": "\\"ü\\""}' };
      const bytes = encodeSafetensors({ metadata, tensors: new Map(entries) });
      assertEquals(new DataView(bytes.buffer).getUint32(0, true) % 8, 0);
      const found = decodeSafetensors(bytes);
      assertEquals(found.metadata, metadata);
      assertEquals([...found.tensors], entries);
    });
  }
});

Deno.test("decodeSafetensors() reads headers of other programs", async (t) => {
  const a = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const b = { dtype: "F32", shape: [1], data_offsets: [4, 8] };
  const cases: Record<string, unknown> = {
    "no metadata": { a, b },
    "spaces": JSON.stringify({ a, b }, null, 2),
    "spaces behind it": `${JSON.stringify({ a, b })}     `,
    "names in another order than the bytes": { b, a },
    "more than the format has": { a: { ...a, name: "c" }, b },
  };
  for (const [name, header] of Object.entries(cases)) {
    await t.step(name, () => {
      const found = decodeSafetensors(file(header, [...one, ...minusTwo]));
      assertEquals(found.metadata, {});
      assertEquals([...found.tensors], [
        ["a", { shape: [1], data: Float32Array.of(1) }],
        ["b", { shape: [1], data: Float32Array.of(-2) }],
      ]);
    });
  }
});

Deno.test("decodeSafetensors() refuses incomplete and invalid files, and gives the reason", async (t) => {
  const a = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const at = (from: unknown, to: unknown, rest?: object) => ({
    ...a,
    data_offsets: [from, to],
    ...rest,
  });
  const entry = JSON.stringify(a);
  const start = "must start with 8 bytes that are the length of the header";
  const shape = "must have a dtype of F32 or F64, a shape and data_offsets";
  const cases: [name: string, bytes: Uint8Array, message: string][] = [
    [
      "no bytes",
      new Uint8Array(),
      `${start}: found a file of 0 bytes`,
    ],
    ["seven bytes", new Uint8Array(7), `${start}: found a file of 7 bytes`],
    ["a header past the end", file({ a }, one, 1000), `${start}: found`],
    [
      "a header of 2^24 bytes and more",
      file("{}", [], 2 ** 24 + 1),
      "whose first 8 bytes give a wrong length of the header, 16777217",
    ],
    [
      "a header of 2^64 - 1 bytes",
      new Uint8Array(16).fill(255),
      "whose first 8 bytes give a wrong length of the header, 18446744073709552000",
    ],
    ["no header", file(""), "must be JSON in UTF-8"],
    ["text that is no JSON", file("{'a': 1}"), "must be JSON in UTF-8"],
    ["a header cut short", file({ a }, one, 20), "must be JSON in UTF-8"],
    ["a gzip file", file("\x1f\x8b\x08\x00"), "must be JSON in UTF-8"],
    [
      "bytes that are no UTF-8",
      Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0x22, 0xff, 0x22),
      "must be JSON in UTF-8",
    ],
    ["a list", file([]), "must be a JSON object"],
    ["nothing", file("null"), "must be a JSON object"],
    [
      "metadata that is no text",
      file({ __metadata__: { n: 1 } }),
      "__metadata__ must map names to strings",
    ],
    [
      "metadata that is a list",
      file({ __metadata__: ["n"] }),
      "__metadata__ must map names to strings",
    ],
    ["a tensor that is a number", file({ a: 1 }), `tensor a ${shape}: found 1`],
    ["a tensor that is nothing", file({ a: null }), shape],
    ["no dtype", file({ a: { shape: [1], data_offsets: [0, 4] } }, one), shape],
    ["another dtype", file({ a: { ...a, dtype: "I32" } }, one), shape],
    [
      "a dtype of an object's own",
      file({ a: { ...a, dtype: "toString" } }, one),
      shape,
    ],
    ["a negative length", file({ a: { ...a, shape: [-1] } }, one), shape],
    ["half a length", file({ a: { ...a, shape: [0.5] } }, one), shape],
    ["a shape that is a number", file({ a: { ...a, shape: 1 } }, one), shape],
    ["one offset", file({ a: { ...a, data_offsets: [0] } }, one), shape],
    ["an offset past 2^53", file({ a: at(0, 2 ** 53) }, one), shape],
    ["an offset of text", file({ a: at("0", 4) }, one), shape],
    [
      "a hole at the start",
      file({ a: at(4, 8) }, [...one, ...one]),
      "tensor a must be at bytes 0 to 4: found 4 to 8",
    ],
    [
      "a hole in the middle",
      file({ a, b: at(8, 12) }, [...one, ...one, ...one]),
      "tensor b must be at bytes 4 to 8: found 8 to 12",
    ],
    [
      "an overlap",
      file({ a, b: at(2, 6) }, [...one, 0, 0]),
      "tensor b must be at bytes 4 to 8: found 2 to 6",
    ],
    [
      "the same bytes twice",
      file({ a, b: a }, one),
      "tensor b must be at bytes 4 to 8: found 0 to 4",
    ],
    [
      "ends before it starts",
      file({ a: at(4, 0, { shape: [0] }) }, one),
      "must be at bytes 0 to 0",
    ],
    [
      "fewer bytes than its shape",
      file({ a: at(0, 4, { shape: [2] }) }, one),
      "must be at bytes 0 to 8: found 0 to 4",
    ],
    [
      "more bytes than its shape",
      file({ a: at(0, 8) }, [...one, ...one]),
      "must be at bytes 0 to 4: found 0 to 8",
    ],
    [
      "a shape whose product passes 2^64",
      file({ a: at(0, 4, { shape: [2 ** 33, 2 ** 33] }) }, one),
      "found 0 to 4",
    ],
    [
      "a shape whose product is infinite, times 0",
      file({ a: at(0, 0, { shape: [...Array(21).fill(2 ** 52), 0] }) }),
      "found 0 to 0",
    ],
    [
      "bytes cut off",
      file({ a }, one.slice(1)),
      "tensor a must end within the 3 bytes after the header: found its end at byte 4",
    ],
    [
      "a terabyte that is not there",
      file({ a: at(0, 2 ** 40, { shape: [2 ** 38] }) }, one),
      "must end within the 4 bytes after the header",
    ],
    [
      "bytes left over",
      file({ a }, [...one, 0]),
      "the tensors must fill the",
    ],
    ["bytes and no tensors", file({}, one), "the tensors must fill the"],
    [
      "a tensor twice",
      file(`{"a":${entry},"a":${entry}}`, one),
      "must not repeat a name",
    ],
    [
      "a tensor twice, written two ways",
      file(`{"a":${entry},"\\u0061" :${entry}}`, one),
      "must not repeat a name",
    ],
    [
      "metadata twice",
      file(`{"__metadata__":{"x":"1"},"__metadata__":{"x":"2"}}`),
      "must not repeat a name",
    ],
    [
      "a key of metadata twice",
      file(`{"__metadata__":{"x":"1","x":"2"}}`),
      "must not repeat a name",
    ],
    [
      "a shape twice",
      file(
        `{"a":{"dtype":"F32","shape":[2],"shape":[1],"data_offsets":[0,4]}}`,
        one,
      ),
      "must not repeat a name",
    ],
  ];
  for (const [name, bytes, message] of cases) {
    await t.step(name, () => {
      const error = assertThrows(() => decodeSafetensors(bytes), ModelError);
      assertInstanceOf(error, ModelError);
      assertEquals(error.message.includes(message), true, error.message);
    });
  }
});

Deno.test("decodeSafetensors() accepts __proto__ as a name", () => {
  const text = '{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  const { tensors, metadata } = decodeSafetensors(file(text, one));
  assertEquals([...tensors.keys()], ["__proto__"]);
  assertEquals(metadata, {});
});

Deno.test("decodeSafetensors() does not read text before a colon in a string as a key", () => {
  const text = JSON.stringify({ __metadata__: { 'a"b\\': '"c": "\\' } });
  const { metadata } = decodeSafetensors(file(text));
  assertEquals(metadata, { 'a"b\\': '"c": "\\' });
});
