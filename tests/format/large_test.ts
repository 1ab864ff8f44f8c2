import { assertEquals } from "@std/assert";
import { gunzipAtOnce } from "../../lib/format/gzip.ts";
import { sha256 } from "../../lib/format/sha256.ts";
import { type Bytes, bytes, gzip } from "../dataset/_fixture.ts";

/** 8 MiB of one letter, as a view into a longer array. */
const large = new Uint8Array(2 ** 23 + 8).fill(97).subarray(4, 2 ** 23 + 4);

Deno.test("sha256() of 8 MiB equals the output of sha256sum", async () => {
  assertEquals(
    await sha256(large),
    "ad97f87076920684e2ca66fc44e5d322797dc9d64706b174e51b5d0828937043",
  );
});

Deno.test("gunzipAtOnce() decompresses a complete large file, and is undefined for all others", async (t) => {
  const zipped = await gzip(large), { length } = large;
  const after = async (more: Bytes) => await new Blob([zipped, more]).bytes();
  const checksum = zipped.slice();
  checksum[zipped.length - 8] ^= 1;
  const longer = await gzip(new Uint8Array(length + 1));
  longer.set(zipped.subarray(-4), longer.length - 4); // the file declares a shorter length
  const others: Record<string, [file: Bytes, length: number]> = {
    "another length": [zipped, length + 1],
    "cut short": [zipped.subarray(0, -1), length],
    "another checksum": [checksum, length],
    "a second member": [await after(await gzip(bytes())), length],
    "the same twice": [await after(zipped), length],
    "other bytes after it": [await after(bytes(1, 2, 3, 4)), length],
    "more than it says": [longer, length],
    "nothing": [bytes(), length],
    "no gzip": [new Uint8Array(large), length],
    "a small file": [await gzip(bytes(1, 2, 3)), 3],
  };
  await t.step("whole", () => {
    assertEquals(gunzipAtOnce(zipped, length), new Uint8Array(large));
  });
  for (const [name, [file, length]] of Object.entries(others)) {
    await t.step(name, () => {
      assertEquals(gunzipAtOnce(file, length), undefined);
    });
  }
});
