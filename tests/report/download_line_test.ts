import { assertEquals } from "@std/assert";
import { downloadLine } from "../../lib/report/mod.ts";

Deno.test("downloadLine() shows bytes, percentage, rate and remaining time", async (t) => {
  const cases: [string, Parameters<typeof downloadLine>, string][] = [
    [
      "half way",
      [{ received: 5_000_000, bytes: 10_000_000, ms: 2_000 }],
      "downloading 5.0 of 10.0 MB   50%  2.5 MB/s  2 s left",
    ],
    [
      "too early for a rate",
      [{ received: 100_000, bytes: 10_000_000, ms: 20 }],
      "downloading 0.1 of 10.0 MB    1%",
    ],
    [
      "more than was known of",
      [{ received: 47_000_000, bytes: 9_900_000, ms: 1_000 }],
      "downloading 9.9 of 9.9 MB  100%  47.0 MB/s  0 s left",
    ],
    [
      "no room",
      [{ received: 5_000_000, bytes: 10_000_000, ms: 2_000 }, 20],
      "downloading 5.0 of …",
    ],
  ];
  for (const [name, args, line] of cases) {
    await t.step(name, () => assertEquals(downloadLine(...args), line));
  }
});
