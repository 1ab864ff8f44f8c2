import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { Pace } from "../../lib/train/pace.ts";

/**
 * The longest time between two turns of the event loop, by a simulated clock.
 */
async function longest(
  { grain, exampleMs, epoch, epochMs, epochs }: {
    readonly grain: number;
    readonly exampleMs: number;
    readonly epoch: number;
    readonly epochMs: number;
    readonly epochs: number;
  },
): Promise<{ longest: number; turns: number; chunks: number }> {
  let now = 0, turn = 0, longest = 0, turns = 0, chunks = 0;
  const pace = new Pace(grain, () => now);
  for (let e = 0; e < epochs; e++) {
    now += epochMs; // the time of an epoch in addition to its examples
    for (let at = 0; at < epoch;) {
      const part = Math.min(pace.begin(), epoch - at);
      assert(part === epoch - at || part % grain === 0);
      now += part * exampleMs;
      at += part;
      chunks++;
      if (!pace.end(part)) continue;
      longest = Math.max(longest, now - turn);
      await pace.turn();
      turn = now;
      turns++;
    }
  }
  return { longest: Math.max(longest, now - turn), turns, chunks };
}

Deno.test("Pace returns to the event loop within 100 ms, for any time per example", async (t) => {
  const cases = [
    { grain: 1, exampleMs: 1e-4, epoch: 4, epochMs: 0.01, epochs: 20_000 },
    { grain: 1, exampleMs: 1e-4, epoch: 4, epochMs: 20, epochs: 20 },
    { grain: 1, exampleMs: 0.005, epoch: 60_000, epochMs: 5, epochs: 3 },
    { grain: 128, exampleMs: 0.06, epoch: 60_000, epochMs: 5, epochs: 1 },
    { grain: 32, exampleMs: 1, epoch: 1000, epochMs: 1, epochs: 2 },
    { grain: 1, exampleMs: 30, epoch: 20, epochMs: 1, epochs: 2 },
  ];
  for (const it of cases) {
    await t.step(JSON.stringify(it), async () => {
      const { longest: ms, turns, chunks } = await longest(it);
      assertLessOrEqual(ms, 100);
      assert(turns > 0);
      const { epochs, epoch, exampleMs, epochMs } = it;
      const all = epochs * (epoch * exampleMs + epochMs);
      assertLessOrEqual(turns, all / 30); // no more turns than necessary
      assertLessOrEqual(chunks, epochs * 7 + all / 20);
    });
  }
});

Deno.test("Pace uses chunks of one grain if a grain takes longer than the time of a chunk", async () => {
  const it = { grain: 64, exampleMs: 10, epoch: 256, epochMs: 0, epochs: 1 };
  assertEquals(await longest(it), { longest: 640, turns: 4, chunks: 4 });
});
