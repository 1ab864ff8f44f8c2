import { assertEquals, assertNotEquals } from "@std/assert";
import {
  type DatasetSpec,
  type Examples,
  examplesSha256,
} from "../../lib/dataset/mod.ts";
import { loadDataset } from "../../lib/disk/mod.ts";
import { needing, READ } from "../_needing.ts";
import { sha256 } from "./_fixture.ts";

const digits: DatasetSpec = {
  inputs: { scale: [0, 1] },
  labels: { oneHot: [0, 1] },
  precision: "float32",
  dataset: "digits",
};

/** The expected result of `examplesSha256`, from the bytes. */
async function hashed({ inputs, targets }: Examples): Promise<string> {
  const bytes = (data: ArrayLike<number> & ArrayBufferView) =>
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  const { rows } = inputs;
  const text =
    `${rows} x 64 Uint8Array 0 to 1 ${await sha256(bytes(inputs.data))}\n` +
    `${rows} x 10 Float32Array as it is ${await sha256(bytes(targets.data))}`;
  return await sha256(new TextEncoder().encode(text));
}

Deno.test({
  ...needing(
    "examplesSha256() hashes the bytes, also where the catalog has the hash",
    READ,
  ),
  async fn(t) {
    const { train, test } = await loadDataset(digits);
    const sampled = await loadDataset(digits, { limit: 100 });
    for (
      const [name, examples] of Object.entries({
        train,
        test: test!,
        sampled: sampled.train,
      })
    ) {
      await t.step(name, async () => {
        assertEquals(await examplesSha256(examples), await hashed(examples));
      });
    }
    await t.step("deskewed images", async () => {
      const upright = { ...digits, inputs: { ...digits.inputs, deskew: true } };
      const { train: turned } = await loadDataset(upright);
      assertEquals(await examplesSha256(turned), await hashed(turned));
      assertNotEquals(await hashed(turned), await hashed(train));
    });
  },
});
