import { assertEquals, assertLess } from "@std/assert";
import { gunzip, isGzip } from "../../lib/dataset/gzip.ts";
import { bytes, gzip } from "./_fixture.ts";

Deno.test("isGzip() goes by the first two bytes", () => {
  assertEquals(isGzip(bytes(0x1f, 0x8b)), true);
  assertEquals(isGzip(bytes(0x1f)), false);
  assertEquals(isGzip(bytes(0x8b, 0x1f)), false);
  assertEquals(isGzip(bytes(0, 0, 8, 1)), false);
  assertEquals(isGzip(bytes()), false);
});

Deno.test("gunzip() gives a bomb in pieces, even where it comes as one", async () => {
  const bomb = await gzip(new Uint8Array(2 ** 26));
  let largest = 0, sum = 0;
  for await (const { length } of gunzip([bomb], "bomb")) {
    largest = Math.max(largest, length);
    sum += length;
  }
  assertEquals(sum, 2 ** 26);
  assertLess(largest, 2 ** 24 + 2 ** 20); // of 2 ** 14 bytes, 1,032 times as long
});
