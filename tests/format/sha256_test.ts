import { assertEquals } from "@std/assert";
import { sha256 } from "../../lib/format/sha256.ts";

/** The examples of FIPS 180-2, appendix B, and the empty message. */
const published: Record<string, [message: string, hash: string]> = {
  "nothing": [
    "",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  ],
  "one block": [
    "abc",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  ],
  "two blocks": [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  "a million letters": [
    "a".repeat(1_000_000),
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
  ],
};

/**
 * Runs a function without `crypto.subtle`, as in a web page with plain http.
 */
async function withoutSubtle(work: () => Promise<void>): Promise<void> {
  Object.defineProperty(crypto, "subtle", {
    value: undefined,
    configurable: true,
  });
  try {
    await work();
  } finally {
    Reflect.deleteProperty(crypto, "subtle"); // restores the property of the prototype
  }
}

Deno.test("sha256() has the published hashes, with and without crypto.subtle", async (t) => {
  for (const [name, [message, hash]] of Object.entries(published)) {
    const bytes = new TextEncoder().encode(message);
    await t.step(`${name}, with`, async () => {
      assertEquals(await sha256(message), hash);
      assertEquals(await sha256(bytes), hash);
    });
    await t.step(`${name}, without`, () =>
      withoutSubtle(async () => {
        assertEquals(await sha256(message), hash);
        assertEquals(await sha256(bytes), hash);
      }));
  }
});
