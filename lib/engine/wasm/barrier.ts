/**
 * Where workers wait for each other.
 *
 * @module
 */

import {
  again,
  block,
  br,
  brIf,
  type Call,
  i32,
  leave,
  memory,
  type Module,
  when,
} from "./assemble.ts";
import { plus } from "./control.ts";
import { address } from "./layout.ts";

/** How often a worker looks before it sleeps: about a phase of work, within bounds. */
function spinsFor(work: number): number {
  return Math.min(2_000_000, Math.max(200_000, Math.floor(work / 13)));
}
/** How long it sleeps at most before it looks again, in nanoseconds. */
const NAP = 100_000_000n;
/** How many naps without news mean that a worker is gone: a minute. */
const NAPS = 600;

/**
 * Adds `(workers) -> failed`: returns when as many have called it, or with 1
 * when one of them has failed.
 *
 * @param work Weights times examples of a step.
 */
export function barrier(module: Module, work: number): Call {
  return module.fn(["i32"], ["i32"], (local, workers) => {
    const [passed, spins, naps] = [local("i32"), local("i32"), local("i32")];
    const at = i32.const(0);
    const nap = i32.store(
      at,
      plus(i32.load(at, address.naps), 1),
      address.naps,
    );
    const fail = [
      i32.atomicStore(at, i32.const(1), address.failed),
      leave(i32.const(1)),
    ];
    return [
      when(i32.le(workers.get, i32.const(1)), leave(at)),
      passed.set(i32.atomicLoad(at, address.passed)),
      when(
        i32.eq(
          plus(i32.atomicAdd(at, i32.const(1), address.arrived), 1),
          workers.get,
        ),
        [
          i32.atomicStore(at, at, address.arrived),
          i32.atomicStore(at, plus(passed.get, 1), address.passed),
          [memory.notify(i32.const(address.passed), i32.const(-1)), 0x1a],
          leave(i32.atomicLoad(at, address.failed)),
        ],
      ),
      block(again([
        brIf(1, i32.ne(i32.atomicLoad(at, address.passed), passed.get)),
        when(i32.atomicLoad(at, address.failed), leave(i32.const(1))),
        spins.set(plus(spins.get, 1)),
        brIf(0, i32.lt(spins.get, i32.const(spinsFor(work)))),
        nap,
        when(
          i32.eq(
            memory.wait(i32.const(address.passed), passed.get, NAP),
            i32.const(2),
          ),
          when(i32.gt(naps.tee(plus(naps.get, 1)), i32.const(NAPS)), fail),
        ),
        br(0),
      ])),
      i32.atomicLoad(at, address.failed),
    ];
  });
}
