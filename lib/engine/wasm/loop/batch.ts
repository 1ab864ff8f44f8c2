/**
 * The training loop as WebAssembly code: for each batch, the loop runs the
 * forward pass, the loss, the backward pass and the update. The work of each
 * pass is divided among the workers. A worker waits at a barrier before it uses
 * results of other workers. The loop computes the same results as `train` of
 * the reference engine:
 *
 * ```
 * for each batch:
 *   fold, if it is due      each worker has a part of the weights
 *   forward, score, backward     each worker has a part of the examples
 *   sums += loss, correct        by every worker, in the order of the batch
 *   stop if the loss is not finite
 *   update                       each worker has a part of the weights
 * ```
 *
 * Each sum is computed by a single worker, so that the number of workers does
 * not change the results. A batch that is too large for memory is processed in
 * slices, in order. If a batch is processed in slices, the gradient is stored,
 * and the optimizer step is a separate pass.
 *
 * @module
 */

import {
  again,
  block,
  brIf,
  type Call,
  type Code,
  f64,
  i32,
  leave,
  type Local,
  memory,
  type Module,
  v128,
  when,
} from "../code/assemble.ts";
import { least, loop, plus, workerPart } from "../code/control.ts";
import { address } from "../code/memory.ts";
import type { Part } from "../layer/kernel.ts";
import type { Layout } from "../layer/layout.ts";
import type { Optimizer } from "../layer/optimizer.ts";
import type { BatchAddresses } from "../score/score.ts";
import { barrier } from "../thread/barrier.ts";

/**
 * The functions that a training step calls. The comment of each function shows
 * the parameters of the function: `row` is a row of the batch, `worker` the
 * index of a worker, `workers` the number of workers, and `examples` the number
 * of examples.
 */
export interface Parts {
  /** `(example, row)`: writes an example to a row of the batch. */
  readonly gather: Call;
  /** The kernel functions of the forward pass, in order. */
  readonly forward: readonly Part[];
  /**
   * `(row, example)`: stores the loss of a row, whether its prediction is
   * correct, and dL/dz.
   */
  readonly score: Call;
  /** The kernel functions of the backward pass, in order. */
  readonly backward: readonly Part[];
  /**
   * `(worker, workers, examples)`: updates the weights, or adds the gradients
   * of the examples to the stored gradient.
   */
  readonly update: readonly Call[];
  /** `(worker, workers)`: updates running means and variances. */
  readonly learn: readonly Call[];
  /** `(worker, workers)`: applies max-norm, the limit of the norm of a unit's weights. */
  readonly limit: readonly Call[];
  /** `(worker, workers)`: updates arrays derived from the weights, such as transposed weights. */
  readonly derive: readonly Call[];
  /** Whether `limit` or `derive` reads weights that another worker has updated. */
  readonly needsBarrier: boolean;
  /**
   * `(worker, workers)`: adds stored updates to the weights of a layer with a
   * background (a fold), after every `grain` examples of an epoch; see
   * `background.ts`.
   */
  readonly fold: Call | undefined;
}

/**
 * Adds the exported function `train(worker, workers, count)`, the training loop.
 *
 * @param grain The number of examples after which stored updates are added to
 *   the weights (a fold); see `background.ts`.
 * @param work The number of multiply-adds in the forward pass of one example.
 * @param gradientDistance The distance in bytes from the weights to the stored
 *   gradient, if the gradient is stored.
 */
export function train(
  module: Module,
  layout: Layout,
  { order, losses, rights }: BatchAddresses,
  parts: Parts,
  optimizer: Optimizer,
  { batchSize, grain, gradientDistance, work }: {
    batchSize: number;
    grain: number;
    gradientDistance?: number | undefined;
    work: number;
  },
): void {
  const { enter, wait } = barrier(
    module,
    layout.batch * Math.max(work, layout.weightBytes / 4),
  );
  const finish = passes(module, layout, optimizer, gradientDistance);

  /**
   * The forward pass, the score (loss and correctness) and the backward pass
   * for a worker's rows.
   */
  const learn = module.fn(
    ["i32", "i32", "i32", "i32", "i32", "i32"],
    [],
    (local, start, from, rows, worker, workers, all) => {
      const [row, to, example] = local.many("i32", 3);
      const exampleNumbers = example.set(
        i32.load(i32.mul(i32.add(start.get, row.get), i32.const(4)), order),
      );
      const each = (body: Code) =>
        loop(row, from.get, to.get, 1, [exampleNumbers, body]);
      const call = ({ run, joins }: Part): Code =>
        joins
          ? [
            when(wait(worker.get, workers.get), leave()),
            run(i32.const(0), all.get),
          ]
          : run(from.get, rows.get);
      return [
        to.set(i32.add(from.get, rows.get)),
        each(parts.gather(example.get, row.get)),
        parts.forward.map(call),
        each(parts.score(row.get, example.get)),
        parts.backward.map(call),
      ];
    },
  );

  /**
   * The code that adds the losses and the number of correct predictions of a
   * batch or slice to the totals.
   */
  const tally = (
    n: Local,
    row: Local,
    [loss, correct, examples]: readonly Local[],
  ) => [
    loop(row, i32.const(0), n.get, 1, [
      loss.set(
        f64.add(loss.get, f64.load(i32.mul(row.get, i32.const(8)), losses)),
      ),
      correct.set(f64.add(
        correct.get,
        f64.fromI32(i32.load(i32.mul(row.get, i32.const(4)), rights)),
      )),
    ]),
    examples.set(f64.add(examples.get, f64.fromI32(n.get))),
  ];

  module.fn(["i32", "i32", "i32"], [], (local, worker, workers, count) => {
    const [start, batch, n, row, done, before] = local.many("i32", 6);
    const sums = local.many("f64", 3);
    const places = [address.loss, address.correct, address.examples];
    const here = i32.const(0);
    const sync = when(wait(worker.get, workers.get), leave());
    const mine = workerPart(n.get, worker, workers);
    const half = [
      learn(
        start.get,
        mine.from,
        i32.sub(mine.to, mine.from),
        worker.get,
        workers.get,
        n.get,
      ),
      sync,
      tally(n, row, sums),
    ];
    const apply = parts.update.map((part) =>
      part(worker.get, workers.get, n.get)
    );
    const limit = [...parts.learn, ...parts.limit]
      .map((part) => part(worker.get, workers.get));
    const derive = parts.derive.map((part) => part(worker.get, workers.get));
    const finite = f64.lt(f64.abs(sums[0].get), f64.const(Infinity));
    const passed = i32.add(before.get, start.get);
    const fold = parts.fold?.(worker.get, workers.get);
    const left = (size: Code) => i32.sub(size, done.get);
    return [
      sums.map((sum, at) => sum.set(f64.load(here, places[at]))),
      before.set(i32.fromF64(sums[2].get)),
      optimizer.load,
      enter(worker),
      block([
        brIf(0, i32.eqz(count.get)),
        again([
          fold === undefined ? [] : when(
            i32.eqz(i32.rest(passed, i32.const(grain))),
            [fold, sync],
          ),
          batch.set(least(i32.sub(count.get, start.get), i32.const(batchSize))),
          gradientDistance === undefined
            ? [
              n.set(batch.get),
              half,
              brIf(1, i32.eqz(finite)),
              optimizer.begin(n.get),
              apply,
              parts.needsBarrier ? sync : [],
              limit,
              derive,
              start.set(i32.add(start.get, n.get)),
            ]
            : [
              finish.clear(worker.get, workers.get),
              sync,
              done.set(i32.const(0)),
              again([
                n.set(least(left(batch.get), i32.const(layout.batch))),
                [half, apply, sync],
                start.set(i32.add(start.get, n.get)),
                done.set(i32.add(done.get, n.get)),
                brIf(0, i32.lt(done.get, batch.get)),
              ]),
              brIf(1, i32.eqz(finite)),
              optimizer.begin(batch.get),
              finish.apply(worker.get, workers.get),
              sync,
              limit,
              derive,
            ],
          sync,
          brIf(0, i32.lt(start.get, count.get)),
        ]),
      ]),
      when(
        i32.eqz(worker.get),
        sums.map((sum, at) => f64.store(here, sum.get, places[at])),
      ),
    ];
  }, "train");
}

/**
 * Adds two functions `(worker, workers)`: one sets the stored gradient to 0,
 * and one updates the weights from the stored gradient.
 */
function passes(
  module: Module,
  { weights, weightBytes }: Layout,
  { update }: Optimizer,
  gradientDistance = 0,
): { clear: Call; apply: Call } {
  const vectors = i32.const(weightBytes / 16);
  const clear = module.fn(["i32", "i32"], [], (_, worker, workers) => {
    const { from, to } = workerPart(vectors, worker, workers);
    const first = i32.mul(from, i32.const(16));
    return memory.fill(
      plus(first, weights + gradientDistance),
      i32.const(0),
      i32.sub(i32.mul(to, i32.const(16)), first),
    );
  });
  const apply = module.fn(["i32", "i32"], [], (local, worker, workers) => {
    const [p, end] = local.many("i32", 2);
    const { from, to } = workerPart(vectors, worker, workers);
    const step = update.last(local);
    return [
      step.prepare,
      end.set(plus(i32.mul(to, i32.const(16)), weights)),
      loop(
        p,
        plus(i32.mul(from, i32.const(16)), weights),
        end.get,
        16,
        step(p, 0, v128.load(p.get, gradientDistance)),
      ),
    ];
  });
  return { clear, apply };
}
