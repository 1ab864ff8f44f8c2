import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertLess,
  assertStringIncludes,
} from "@std/assert";
import { complaint, malformed } from "./_malformed.ts";
import { mutations, randomBytes, roundTrips } from "./_mutations.ts";
import { lacking, needing } from "../_needing.ts";

Deno.test("decodeIdx() and idxStream() refuse 60 malformed files, and report position and reason", async (t) => {
  const files = await malformed();
  assertGreaterOrEqual(Object.keys(files).length, 60);
  for (const [name, [file, offset, problem]] of Object.entries(files)) {
    await t.step(name, async () => {
      const error = await complaint(file);
      assertInstanceOf(error, Error, "it was read");
      assertEquals(error.message.match(/^some\.idx: |\bbyte \d+/g)?.length, 2);
      assertStringIncludes(error.problem, problem);
      if (!Number.isNaN(offset)) assertEquals(error.offset, offset);
      // the error for a stream may be less exact
      assert(await complaint(new Blob([file]).stream()) !== undefined);
    });
    await t.step(`${name}, as a stream of rows`, async () => {
      const error = await complaint(file, "idxStream");
      assertStringIncludes(`${error?.problem}`, problem);
      assert(await complaint(new Blob([file]).stream(), "idxStream"));
    });
  }
});

Deno.test({
  ...needing(
    "decodeIdx() and idxStream() use less than 256 MiB for all malformed files",
    lacking("deno"),
  ),
  async fn() {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-check",
        "--allow-all", // to read its peak memory
        new URL("_malformed.ts", import.meta.url).pathname,
      ],
    }).output();
    const mostMiB = Number(new TextDecoder().decode(stdout));
    assert(mostMiB > 0);
    assertLess(mostMiB, 256);
  },
});

Deno.test("decodeIdx() refuses or reads any random bytes", () =>
  randomBytes(1000));

Deno.test("decodeIdx() refuses or reads randomly changed files", () =>
  mutations(1000));

Deno.test("encodeIdx() and decodeIdx() are inverse, for each type and number of dimensions", () =>
  roundTrips(300));
