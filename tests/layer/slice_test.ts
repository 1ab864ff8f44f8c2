import { assertEquals } from "@std/assert";
import { sliceOf } from "../../lib/layer/slice.ts";
import { planWith } from "../engine/cases.ts";

const facts = { batchSize: 1, precision: "float32" } as const;

Deno.test("sliceOf() is a whole batch up to 1,024 examples, or of any size if a layer combines examples", () => {
  const { layers } = planWith("dense", facts);
  assertEquals([1, 1024, 1025].map((size) => sliceOf(layers, size)), [
    ...[1, 1024, 1024],
  ]);
  const joined = planWith("batchNorm", facts).layers;
  assertEquals(sliceOf(joined, 5000), 5000);
});

Deno.test("sliceOf() of images is as large as fits into 8 MiB, with 32 to 1,024 examples, but fewer above 256 MiB", () => {
  const { layers } = planWith("conv2d", facts);
  const [first, ...rest] = layers.map((layer) => ({ ...layer, memory: 0 }));
  const of = (bytes: number, batchSize = 5000) =>
    sliceOf([{ ...first, memory: bytes / 4 }, ...rest], batchSize);
  const MiB = 2 ** 20;
  assertEquals(of(MiB / 8), 64);
  assertEquals(of(MiB / 8, 10), 10);
  assertEquals(of(MiB / 4), 32);
  assertEquals(of(MiB / 2), 32); // 16 MiB in all
  assertEquals(of(8 * MiB), 32); // 256 MiB
  assertEquals(of(16 * MiB), 16);
  assertEquals(of(256 * MiB), 1);
  assertEquals(of(512 * MiB), 1);
  assertEquals(of(8 * MiB / 1024), 1024);
  assertEquals(of(8 * MiB / 2048), 1024);
  const half = layers.map((layer) => ({ ...layer, memory: MiB / 128 }));
  assertEquals(sliceOf(half, 5000), Math.floor(256 / layers.length)); // memory of all layers
});
