/**
 * A barrier, at which workers wait for each other. Each worker has a counter on
 * a separate cache line, and increments this counter at the barrier. A worker
 * continues when the counters of all other workers have reached the value of
 * its own counter. A barrier between two workers on two cores takes about 50
 * ns.
 *
 * A worker starts to sleep after it has waited for about as long as the work
 * between two barriers takes. Workers that reach the barrier later wake the
 * sleeping worker.
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
 * The number of times that a worker checks the other counters before it sleeps.
 * The checks take about as long as the work between two barriers, but at least
 * about 50 us, the time to wake a worker. With fewer checks, two workers would
 * sleep alternately: each worker would sleep while the other worker wakes up.
 */
function spinsFor(work: number): number {
  return Math.min(200_000, Math.max(20_000, Math.floor(work / 250)));
}
/**
 * The longest sleep before a worker checks the other counters again, in
 * nanoseconds.
 */
const NAP = 100_000_000n;
/**
 * The maximum number of sleeps in one wait, about ten seconds in total. After
 * these sleeps, the missing worker counts as failed.
 */
const NAPS = 100;

/** A barrier for all workers. */
export interface Barrier {
  /** Code that a worker runs at the start of a call, before any barrier. */
  enter(worker: Local): Code;
  /**
   * A function `(worker, workers) -> failed` that returns when all workers have
   * called this function. The result is 1 if a worker has failed, else 0.
   */
  readonly wait: Call;
}

/**
 * Adds a barrier to a module.
 *
 * @param work The number of multiply-adds between two barriers.
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
          // seen >= turn, for counters that overflow after 2^32 turns
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
      when( // all workers start with the counter of worker 0, the main thread
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
