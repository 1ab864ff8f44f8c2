import { assertEquals, assertMatch } from "@std/assert";
import { catalogue, type CatalogueFile } from "../lib/catalogue.ts";
import { decodeIdx } from "../lib/format/idx.ts";
import { digits } from "./cli/_digits.ts";
import { sha256 } from "./dataset/_fixture.ts";
import { MNIST, mnistDir, needing } from "./_needing.ts";

const entries = Object.entries(catalogue);

/** The four files of an entry, with the shape of the array in each. */
function files({ image, train, test }: typeof entries[number][1]) {
  return [train, test].flatMap(({ count, images, labels }) => [
    { file: images, shape: [count, image.height, image.width] },
    { file: labels, shape: [count] },
  ]);
}

Deno.test("catalogue's counts and shapes match the sizes of its files", async (t) => {
  for (const [name, entry] of entries) {
    for (const { file, shape } of files(entry)) {
      await t.step(`${name}/${file.name}`, () => {
        const header = 4 + 4 * shape.length;
        const elements = shape.reduce((a, b) => a * b);
        assertEquals(file.contents.bytes, header + elements);
        assertMatch(file.name, new RegExp(`-idx${shape.length}-ubyte\\.gz$`));
      });
    }
  }
});

Deno.test("catalogue has a different SHA-256 for each file and its contents", () => {
  const hashes = entries.flatMap(([, entry]) =>
    files(entry).flatMap(({ file }) => [file.sha256, file.contents.sha256])
  );
  for (const hash of hashes) assertMatch(hash, /^[0-9a-f]{64}$/);
  assertEquals(new Set(hashes).size, hashes.length);
});

Deno.test("catalogue's mirrors are folders with https URLs", () => {
  for (const [, { mirrors }] of entries) {
    for (const mirror of mirrors) assertMatch(mirror, /^https:\/\/.*\/$/);
  }
});

Deno.test("catalogue's digits match the files in the package", async () => {
  for (const { file, shape } of files(catalogue.digits)) {
    const zipped = digits[file.name];
    assertEquals(zipped.length, file.bytes);
    assertEquals(await sha256(zipped), file.sha256);
    await assertContents(zipped, file, shape);
  }
});

Deno.test({
  ...needing(
    "catalogue's mnist matches the contents of the real MNIST files",
    MNIST,
  ),
  async fn() {
    for (const { file, shape } of files(catalogue.mnist)) {
      const zipped = await Deno.readFile(`${mnistDir}/${file.name}`);
      await assertContents(zipped, file, shape);
    }
  },
});

async function assertContents(
  zipped: Uint8Array<ArrayBuffer>,
  { contents }: CatalogueFile,
  shape: number[],
): Promise<void> {
  const stream = new Blob([zipped]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const unpacked = await new Response(stream).bytes();
  assertEquals(unpacked.length, contents.bytes);
  assertEquals(await sha256(unpacked), contents.sha256);
  assertEquals((await decodeIdx(unpacked)).shape, shape);
  if (contents.elementsSha256 === undefined) return;
  const elements = unpacked.subarray(4 + 4 * shape.length);
  assertEquals(await sha256(elements), contents.elementsSha256);
}
