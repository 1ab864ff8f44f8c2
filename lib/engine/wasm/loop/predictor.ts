/**
 * Prediction with WebAssembly: a module that computes the outputs of a network.
 *
 * @module
 */

import type { Numbers } from "../../../formula/mod.ts";
import type { ByteFrame, Frame } from "../../../frame.ts";
import type { Plan } from "../../../network/mod.ts";
import {
  again,
  block as scope,
  br,
  brIf,
  type Code,
  drop,
  i32,
  memory as bytes,
  Module,
} from "../code/assemble.ts";
import { least, loop, plus } from "../code/control.ts";
import { Allotment } from "../code/memory.ts";
import {
  hasBackground,
  nonZeros,
  pays,
  store,
  type Stored,
  storeFor,
  storeLevels,
} from "../layer/examples.ts";
import { predictionForm } from "../layer/form.ts";
import { forwardOf, inputOf } from "../layer/forward.ts";
import { gatherRow } from "../layer/gather.ts";
import {
  copyParameters,
  copyStatistics,
  type Layout,
  layOut,
} from "../layer/layout.ts";
import { listExample, listsOf } from "../layer/lists.ts";
import { activateOutputs } from "../score/output.ts";
import { barrier } from "../thread/barrier.ts";
import { Team } from "../thread/team.ts";
import { MOST } from "../thread/threads.ts";
import type { WorkerFunction } from "../thread/workers.ts";

/**
 * `ROWS` is the largest number of examples in one call, and `BYTES` is the
 * largest size of the examples' inputs in bytes. If `ROWS` or `BYTES` allows
 * less than one block of examples for each thread, a call has one block for
 * each thread.
 */
const ROWS = 1024;
const BYTES = 2 ** 21;

/**
 * The number of examples that a worker processes at a time. The weights are
 * read once for all these examples.
 */
const BLOCK = 32;
/**
 * The largest size in bytes of all layers' values for the examples that a
 * worker processes at a time; a single example can exceed this size.
 */
const BLOCK_BYTES = 2 ** 23;

/** The number of examples that a worker processes at a time, for a given network. */
function blockOf({ layers }: Plan): number {
  const bytes = 4 * layers.reduce((sum, { memory }) => sum + memory, 0);
  return Math.max(1, Math.min(BLOCK, Math.floor(BLOCK_BYTES / bytes)));
}

/**
 * A WebAssembly module for prediction. The module skips zeros in inputs if the
 * module was compiled for inputs with many zeros. Skipping zeros does not
 * change the results.
 */
export class Predictor {
  readonly #plan: Plan;
  readonly #skips: boolean;
  readonly #stored: Stored;
  readonly #module: CompiledPredictor;
  readonly #memory: WebAssembly.Memory;
  readonly #team: Team;
  #scale: readonly number[] = []; // the scale of bytes that is in memory

  /**
   * Compiles the module for at most `most` threads and for inputs of the same
   * kind as `inputs`: bytes or float32, with many zeros or few zeros.
   */
  constructor(plan: Plan, inputs: Frame | ByteFrame, most: number) {
    this.#plan = plan;
    const threads = Math.min(most, MOST - 1);
    const memory = new Allotment();
    const some = part(inputs, 0, Math.min(inputs.rows, ROWS));
    this.#skips = !hasBackground(some) && pays(some, nonZeros(some).all);
    const fit = Math.floor(
      BYTES / inputs.columns / inputs.data.BYTES_PER_ELEMENT,
    );
    const rows = Math.max(blockOf(plan) * threads, Math.min(ROWS, fit));
    this.#stored = storeFor(memory, { ...inputs, rows }, undefined);
    this.#module = compilePredictor(memory, plan, this.#stored, {
      skips: this.#skips,
      workers: threads,
    });
    const { bytes, pages } = this.#module;
    this.#memory = new WebAssembly.Memory({
      initial: pages,
      maximum: pages,
      shared: threads > 1,
    });
    const module = new WebAssembly.Module(bytes);
    const { exports } = new WebAssembly.Instance(module, {
      env: { memory: this.#memory },
    });
    const run = exports.predict as WorkerFunction;
    const work = { module, memory: this.#memory, name: "predict", run };
    this.#team = new Team(work, threads);
  }

  /**
   * Whether the module can read the given inputs. A module that skips zeros can
   * read bytes only if byte 0 stands for 0.
   */
  takes(inputs: Frame | ByteFrame): boolean {
    return "scale" in inputs === this.#stored.small &&
      !(this.#skips && hasBackground(inputs));
  }

  /** Sets the weights, in the parameter order of the plan. */
  set parameters(parameters: Numbers) {
    const view = new Float32Array(this.#memory.buffer);
    copyParameters(view, this.#module.layout, parameters, true);
    copyStatistics(view, this.#module.layout, parameters, true);
  }

  /**
   * Computes one row of outputs for each row of inputs, on several threads if
   * there are many rows.
   */
  predict(inputs: Frame | ByteFrame): Frame {
    return this.#team.run(
      inputs.rows * this.#plan.work,
      (run) => this.#predictRows(inputs, run),
    );
  }

  /** Ends the workers. */
  close(): void {
    this.#team.close();
  }

  #predictRows(
    inputs: Frame | ByteFrame,
    predict: (rows: number) => void,
  ): Frame {
    const { rows } = inputs, columns = this.#plan.outputs;
    const data = new Float32Array(rows * columns);
    const { buffer } = this.#memory, { next, outputs } = this.#module;
    if ("scale" in inputs) {
      const [low, high] = inputs.scale;
      if (this.#scale[0] !== low || this.#scale[1] !== high) {
        storeLevels(buffer, this.#scale = inputs.scale);
      }
    }
    const first = new Uint32Array(buffer, next, 1), most = this.#stored.rows;
    const found = new Float32Array(buffer, outputs, most * columns);
    for (let start = 0; start < rows; start += most) {
      const end = Math.min(start + most, rows);
      store(buffer, part(inputs, start, end), this.#stored);
      first[0] = 0;
      predict(end - start);
      data.set(found.subarray(0, (end - start) * columns), start * columns);
    }
    return { rows, columns, data };
  }
}

/** A view of some rows of a frame. */
function part<F extends Frame | ByteFrame>(
  inputs: F,
  from: number,
  to: number,
): F {
  const { columns, data } = inputs;
  const rows = to - from;
  return { ...inputs, rows, data: data.subarray(from * columns, to * columns) };
}

/** A compiled WebAssembly module for prediction, with its memory addresses. */
interface CompiledPredictor {
  /** The bytes of the module. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The number of memory pages that the module needs. */
  readonly pages: number;
  /** The memory layout of the network. */
  readonly layout: Layout;
  /**
   * The address of a counter: the index of the first example that no worker has
   * started to process. The counter is 0 before each call.
   */
  readonly next: number;
  /** The address of the outputs, one row for each example. */
  readonly outputs: number;
}

/**
 * Compiles the module that predicts. The module exports the function
 * `predict(worker, workers, rows)`, for the examples in `stored`. Each worker
 * processes one block of examples after another, and stores the layers' values
 * for these examples in rows of memory that no other worker uses.
 */
function compilePredictor(
  memory: Allotment,
  plan: Plan,
  stored: Stored,
  { skips, workers }: { skips: boolean; workers: number },
): CompiledPredictor {
  const form = predictionForm(plan, skips), block = blockOf(plan);
  const layout = layOut(memory, form, block * workers);
  const lists = layout.layers.map(({ inputs, sparse }) =>
    sparse
      ? listsOf(memory, { width: inputs, batch: layout.batch, learns: false })
      : undefined
  );
  const input = lists[0]
    ? { a: 0, stride: 0 }
    : inputOf(memory, plan, stored, layout.batch);
  const next = memory.take(4), width = 4 * plan.outputs;
  const outputs = memory.take(stored.rows * width);
  const module = new Module();
  const gather = lists[0]
    ? listExample(module, stored, lists[0])
    : gatherRow(module, stored, input);
  const forward = forwardOf(module, layout, input, lists);
  const last = layout.layers[layout.layers.length - 1];
  const finish = activateOutputs(module, last);
  const { enter, wait } = barrier(module, layout.batch * plan.work);
  const three = ["i32", "i32", "i32"] as const;
  module.fn(three, [], (local, worker, workers, rows) => {
    const [row, example, count, n, a] = local.many("i32", 5);
    const first = i32.mul(worker.get, i32.const(block));
    const each = (body: Code) =>
      loop(n, i32.const(0), count.get, 1, [
        row.set(i32.add(first, n.get)),
        body,
      ]);
    const one = i32.add(example.get, n.get);
    return [
      enter(worker),
      scope(again([
        example.set(i32.atomicAdd(i32.const(0), i32.const(block), next)),
        brIf(1, i32.ge(example.get, rows.get)),
        count.set(least(i32.sub(rows.get, example.get), i32.const(block))),
        each(gather(one, row.get)),
        forward.map(({ run }) => run(first, count.get)),
        each([
          a.set(plus(i32.mul(row.get, i32.const(last.stride)), last.a)),
          finish(a.get),
          bytes.copy(
            plus(i32.mul(one, i32.const(width)), outputs),
            a.get,
            i32.const(width),
          ),
        ]),
        br(0),
      ])),
      drop(wait(worker.get, workers.get)),
    ];
  }, "predict");
  const { pages } = memory;
  const all = module.assemble(pages, workers > 1);
  return { bytes: all, pages, layout, next, outputs };
}
