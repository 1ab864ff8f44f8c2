/**
 * Answers from a network whose weights stand still.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../../frame.ts";
import type { Numbers, Plan } from "../../network/mod.ts";
import { drop, i32, Module } from "./assemble.ts";
import { barrier } from "./barrier.ts";
import { share } from "./batch.ts";
import { loop, plus } from "./control.ts";
import {
  gatherList,
  gatherRow,
  nonZeros,
  pays,
  store,
  type Stored,
  storeFor,
  storeLevels,
} from "./examples.ts";
import { forwardOf, inputOf } from "./forward.ts";
import { listsOf, skipsZeros } from "./hidden.ts";
import { Allotment, copyParameters, type Layout, layOut } from "./layout.ts";
import { answer } from "./output.ts";
import { type Share, Workers } from "./workers.ts";

/** How many examples are answered by one call. */
const ROWS = 256;

/** Weights times examples for which it is worth starting threads: 100 ms or so. */
const THREAD_WORK = 4e9;

/**
 * A module that answers. Whether it skips zeros is decided by the inputs that it
 * is made for, and changes no bit of any answer.
 */
export class Predictor {
  /** Whether it reads bytes, or float32. */
  readonly small: boolean;
  readonly #plan: Plan;
  readonly #stored: Stored;
  readonly #layout: Layout;
  readonly #memory: WebAssembly.Memory;
  readonly #module: WebAssembly.Module;
  readonly #predict: Share;
  readonly #threads: number;
  #scale: readonly number[] = []; // what bytes stand for, in memory

  /** Compiles it for inputs such as these, and at most so many threads. */
  constructor(plan: Plan, inputs: Frame | ByteFrame, threads: number) {
    this.small = "scale" in inputs;
    this.#plan = plan;
    const memory = new Allotment();
    const some = part(inputs, 0, Math.min(inputs.rows, 4 * ROWS));
    const columns = inputs.columns;
    const room = { ...part(inputs, 0, 0), rows: ROWS };
    const lists = pays(some, nonZeros(some).all)
      ? { all: ROWS * columns, longest: columns }
      : undefined;
    this.#stored = storeFor(memory, room, lists);
    const { bytes, pages, layout } = compilePredictor(
      memory,
      plan,
      this.#stored,
      threads > 1,
    );
    this.#layout = layout;
    this.#memory = new WebAssembly.Memory({
      initial: pages,
      maximum: pages,
      shared: threads > 1,
    });
    this.#threads = threads;
    this.#module = new WebAssembly.Module(bytes);
    const { exports } = new WebAssembly.Instance(this.#module, {
      env: { memory: this.#memory },
    });
    this.#predict = exports.predict as Share;
  }

  /** Takes over weights, in the plan's layout. */
  set parameters(parameters: Numbers) {
    const view = new Float32Array(this.#memory.buffer);
    copyParameters(view, this.#plan, this.#layout, parameters, true);
  }

  /** A row of answers for each row of inputs; many of them on several threads. */
  predict(inputs: Frame | ByteFrame): Frame {
    const isLong = inputs.rows * this.#plan.parameters >= THREAD_WORK;
    if (this.#threads === 1 || !isLong) {
      return this.#answers(inputs, (rows) => this.#predict(0, 1, rows));
    }
    const work = {
      module: this.#module,
      memory: this.#memory,
      name: "predict",
      share: this.#predict,
    };
    const workers = new Workers(work, this.#threads);
    try {
      return this.#answers(inputs, (rows) => workers.run(rows));
    } finally {
      workers.close();
    }
  }

  #answers(inputs: Frame | ByteFrame, predict: (rows: number) => void): Frame {
    const { rows } = inputs, columns = this.#plan.outputs;
    const data = new Float32Array(rows * columns);
    const { a, stride } = this.#layout.layers[this.#layout.layers.length - 1];
    const { buffer } = this.#memory;
    if ("scale" in inputs) {
      const [low, high] = inputs.scale;
      if (this.#scale[0] !== low || this.#scale[1] !== high) {
        storeLevels(buffer, this.#scale = inputs.scale);
      }
    }
    const answers = new Float32Array(buffer, a, ROWS * stride / 4);
    for (let start = 0; start < rows; start += ROWS) {
      const end = Math.min(start + ROWS, rows);
      store(buffer, part(inputs, start, end), this.#stored);
      predict(end - start);
      for (let r = start; r < end; r++) {
        const from = (r - start) * stride / 4;
        for (let o = 0; o < columns; o++) {
          data[r * columns + o] = answers[from + o];
        }
      }
    }
    return { rows, columns, data };
  }
}

/** Some rows of a frame, as a view. */
function part<F extends Frame | ByteFrame>(
  inputs: F,
  from: number,
  to: number,
): F {
  const { columns, data } = inputs;
  const rows = to - from;
  return { ...inputs, rows, data: data.subarray(from * columns, to * columns) };
}

/** The module that answers; `predict(worker, workers, rows)` those in `stored`. */
function compilePredictor(
  memory: Allotment,
  plan: Plan,
  stored: Stored,
  shared: boolean,
): { bytes: Uint8Array<ArrayBuffer>; pages: number; layout: Layout } {
  const layout = layOut(memory, plan, {
    batch: stored.rows,
    sparse: plan.layers.map((_, l) =>
      l === 0 ? stored.numbers !== undefined : skipsZeros(plan, l)
    ),
    single: false,
    extra: 0,
    copies: 0,
    learns: false,
  });
  const input = inputOf(memory, plan, stored, stored.rows, false);
  const lists = layout.layers.map((layer, l) =>
    l === 0
      ? input.lists
      : skipsZeros(plan, l)
      ? listsOf(memory, layer.inputs, layout.batch)
      : undefined
  );
  const module = new Module();
  const gather = input.lists
    ? gatherList(module, stored, input.lists)
    : gatherRow(module, stored, input);
  const forward = forwardOf(module, layout, input, lists);
  const last = layout.layers[layout.layers.length - 1];
  const answers = answer(module, last);
  const { enter, wait } = barrier(module, layout.batch * plan.parameters);
  const three = ["i32", "i32", "i32"] as const;
  module.fn(three, [], (local, worker, workers, rows) => {
    const [row, from, to] = [local("i32"), local("i32"), local("i32")];
    const mine = share(rows.get, worker, workers);
    return [
      from.set(mine.from),
      to.set(mine.to),
      enter(worker),
      loop(row, from.get, to.get, 1, gather(row.get, row.get)),
      forward.map((part) => part(from.get, i32.sub(to.get, from.get))),
      loop(
        row,
        from.get,
        to.get,
        1,
        answers(plus(i32.mul(row.get, i32.const(last.stride)), last.a)),
      ),
      drop(wait(worker.get, workers.get)),
    ];
  }, "predict");
  const { pages } = memory;
  return { bytes: module.assemble(pages, shared), pages, layout };
}
