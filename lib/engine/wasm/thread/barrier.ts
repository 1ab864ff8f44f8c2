/**
 * Where workers wait for each other. Each counts its turns in a word of its own,
 * on a cache line of its own, and goes on when the words of all others have come
 * as far: two workers on two cores need some 50 ns for it.
 *
 * A worker that was waited for in vain for about a phase of work sleeps; who
 * comes later wakes the sleepers.
 *
 * @module
 */

import {
  again,
  block,
  br,
  brIf,
  type Call,
  type Code,
  drop,
  i32,
  leave,
  type Local,
  memory,
  type Module,
  when,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import { address } from "../code/memory.ts";

/**
 * How often a worker looks before it sleeps: about a phase of work, and at least
 * as long as it takes to wake one, some 50 us. Otherwise two would fall asleep in
 * turns, each as it waits for the other to wake.
 */
function spinsFor(work: number): number {
  return Math.min(200_000, Math.max(20_000, Math.floor(work / 250)));
}
/** How long it sleeps at most before it looks again, in nanoseconds. */
const NAP = 100_000_000n;
/** How many naps in one wait, ten seconds, mean that a worker is gone, or as good as that. */
const NAPS = 100;

/** The meeting of all workers. */
export interface Barrier {
  /** Code that a worker runs at the start of a call. */
  enter(worker: Local): Code;
  /** `(worker, workers) -> failed`: all have come here, or 1: one has failed. */
  readonly wait: Call;
}

/**
 * Adds a barrier.
 *
 * @param work Multiply-adds between two meetings.
 */
export function barrier(module: Module, work: number): Barrier {
  const here = i32.const(0);
  const turnOf = (worker: Code) => i32.mul(worker, i32.const(64));
  const wait = module.fn(["i32", "i32"], ["i32"], (local, worker, workers) => {
    const [turn, other, at, seen, spins, naps] = local.many("i32", 6);
    const turnAddress = turnOf(worker.get);
    const fail = [
      i32.atomicStore(here, i32.const(1), address.failed),
      leave(i32.const(1)),
    ];
    const sleepers = (by: number) =>
      drop(i32.atomicAdd(here, i32.const(by), address.sleepers));
    const timedOut = i32.eq(
      memory.wait(plus(at.get, address.turns), seen.get, NAP),
      i32.const(2),
    );
    return [
      when(i32.le(workers.get, i32.const(1)), leave(here)),
      turn.set(plus(i32.atomicLoad(turnAddress, address.turns), 1)),
      i32.atomicStore(turnAddress, turn.get, address.turns),
      when(
        i32.atomicLoad(here, address.sleepers),
        drop(memory.notify(plus(turnAddress, address.turns), i32.const(-1))),
      ),
      loop(other, here, workers.get, 1, [
        at.set(turnOf(other.get)),
        spins.set(here),
        block(again([
          seen.set(i32.atomicLoad(at.get, address.turns)),
          // seen >= turn, of counts that run over after 2^32 turns
          brIf(1, i32.lt(i32.sub(seen.get, turn.get), i32.const(0x80000000))),
          when(i32.atomicLoad(here, address.failed), leave(i32.const(1))),
          spins.set(plus(spins.get, 1)),
          brIf(0, i32.lt(spins.get, i32.const(spinsFor(work)))),
          sleepers(1),
          naps.set(i32.add(naps.get, timedOut)),
          sleepers(-1),
          when(i32.gt(naps.get, i32.const(NAPS)), fail),
          br(0),
        ])),
      ]),
      i32.atomicLoad(here, address.failed),
    ];
  });
  return {
    enter: (worker) =>
      when( // the turns of the main thread, worker 0, are those that count
        worker.get,
        i32.atomicStore(
          turnOf(worker.get),
          i32.load(here, address.turn),
          address.turns,
        ),
      ),
    wait,
  };
}
