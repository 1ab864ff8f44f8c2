/**
 * Answers from a network whose weights stand still.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../../frame.ts";
import type { Numbers, Plan } from "../../network/mod.ts";
import { i32, Module } from "./assemble.ts";
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
import { Allotment, copyParameters, type Layout, layOut } from "./layout.ts";
import { answer } from "./output.ts";

/** How many examples are answered by one call. */
const ROWS = 256;

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
  readonly #predict: (rows: number) => void;
  #scale: readonly number[] = []; // what bytes stand for, in memory

  /** Compiles it for inputs such as these. */
  constructor(plan: Plan, inputs: Frame | ByteFrame) {
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
    );
    this.#layout = layout;
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(bytes),
      {
        env: { memory: this.#memory },
      },
    );
    this.#predict = exports.predict as (rows: number) => void;
  }

  /** Takes over weights, in the plan's layout. */
  set parameters(parameters: Numbers) {
    const view = new Float32Array(this.#memory.buffer);
    copyParameters(view, this.#plan, this.#layout, parameters, true);
  }

  /** A row of answers for each row of inputs. */
  predict(inputs: Frame | ByteFrame): Frame {
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
      this.#predict(end - start);
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

/** The module that answers; `predict(rows)` answers the rows in `stored`. */
function compilePredictor(
  memory: Allotment,
  plan: Plan,
  stored: Stored,
): { bytes: Uint8Array<ArrayBuffer>; pages: number; layout: Layout } {
  const layout = layOut(memory, plan, {
    batch: stored.rows,
    sparse: stored.numbers !== undefined,
    single: false,
    extra: 0,
    copies: 0,
    learns: false,
  });
  const input = inputOf(memory, plan, stored, stored.rows, false);
  const module = new Module();
  const gather = input.lists
    ? gatherList(module, stored, input.lists)
    : gatherRow(module, stored, input);
  const forward = forwardOf(module, layout, input);
  const last = layout.layers[layout.layers.length - 1];
  const answers = answer(module, last);
  module.fn(["i32"], [], (local, rows) => {
    const row = local("i32");
    return [
      loop(row, i32.const(0), rows.get, 1, gather(row.get, row.get)),
      forward.map((part) => part(i32.const(0), rows.get)),
      loop(
        row,
        i32.const(0),
        rows.get,
        1,
        answers(plus(i32.mul(row.get, i32.const(last.stride)), last.a)),
      ),
    ];
  }, "predict");
  const { pages } = memory;
  return { bytes: module.assemble(pages, false), pages, layout };
}
