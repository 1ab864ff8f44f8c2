import { assert, assertEquals } from "@std/assert";
import { exp } from "../../lib/math.ts";
import { random } from "../../lib/random.ts";

/** The time between a kill and the start of work in the next process, in seconds. */
const START = 0.15;

/**
 * Simulates processes that share a folder. Each worker takes the first unfinished
 * trial that no other worker has. A worker that is killed releases its trial at once,
 * and loses its work since the last checkpoint.
 *
 * @param every The time between kills of a random worker, in seconds.
 * @param saved The time between checkpoints of a trial, in seconds.
 * @returns The duration, the number of kills, and how often each trial was finished.
 */
function simulate(
  seed: number,
  { trials, workers, every = Infinity, saved = Infinity }: {
    readonly trials: number;
    readonly workers: number;
    readonly every?: number;
    readonly saved?: number;
  },
) {
  const chance = random(seed, "simulation");
  // log-normal, with a median of 4 seconds
  const work = Array.from(
    { length: trials },
    () => 4 * exp(0.5 * chance.normal()),
  );
  const left = work.slice(), over = new Array<number>(trials).fill(0);
  const held = new Set<number>();
  const at = Array.from({ length: workers }, () => ({
    trial: -1,
    since: 0,
    free: 0, // the time from which the worker can take a trial
  }));
  let now = 0, kill = every, kills = 0;
  const take = () => {
    for (const one of at) {
      if (one.trial >= 0 || one.free > now) continue;
      const next = left.findIndex((rest, t) => rest > 0 && !held.has(t));
      if (next < 0) continue;
      held.add(next);
      [one.trial, one.since] = [next, now];
    }
  };
  while (over.some((times) => times === 0)) {
    take();
    const busy = at.filter(({ trial }) => trial >= 0);
    const ends = busy.map(({ trial, since }) => since + left[trial]);
    const starts = at.flatMap(({ trial, free }) =>
      trial < 0 && free > now ? [free] : []
    );
    now = Math.min(kill, ...ends, ...starts);
    for (const [b, one] of busy.entries()) {
      if (ends[b] > now) continue;
      left[one.trial] = 0;
      over[one.trial]++;
      held.delete(one.trial);
      one.trial = -1;
    }
    if (now < kill) continue;
    kill += every;
    const victim = at[chance.below(workers)];
    kills++;
    if (victim.trial >= 0) {
      const done = now - victim.since;
      if (saved < done) left[victim.trial] -= Math.floor(done / saved) * saved;
      held.delete(victim.trial);
    }
    [victim.trial, victim.free] = [-1, now + START];
  }
  return { now, kills, over };
}

Deno.test("killing one of 8 workers every 5 s makes 1,000 trials of 4 s at most 3 % slower with a checkpoint each second, and 12 % without any", async (t) => {
  const facts = { trials: 1000, workers: 8 };
  for (const seed of [1, 2, 3, 4, 5]) {
    await t.step(`seed ${seed}`, () => {
      const whole = simulate(seed, facts);
      const killed = simulate(seed, { ...facts, every: 5 });
      const saving = simulate(seed, { ...facts, every: 5, saved: 1 });
      assert(killed.kills > 100, `${killed.kills}`);
      assert(killed.now <= 1.12 * whole.now, `${killed.now / whole.now}`);
      assert(saving.now <= 1.03 * whole.now, `${saving.now / whole.now}`);
      for (const { over } of [whole, killed, saving]) {
        assertEquals(new Set(over), new Set([1]), "lost or done twice");
      }
    });
  }
});
