/**
 * Kernel functions that copy stored examples to the rows of a batch, as whole
 * rows or as lists of nonzero inputs.
 *
 * @module
 */

import {
  type Call,
  type Code,
  f32,
  i32,
  memory as bytes,
  type Module,
  when,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import { address } from "../code/memory.ts";
import { endPairs } from "./background.ts";
import type { Stored } from "./examples.ts";
import type { Lists } from "./lists.ts";

/** Code that loads the stored value at an index, and converts the value to float32. */
function valueAt({ small, values }: Stored, index: Code): Code {
  return small
    ? f32.load(i32.mul(i32.load8(index, values), i32.const(4)), address.levels)
    : f32.load(i32.mul(index, i32.const(4)), values);
}

/** Adds a function `(example, row)` that copies an example to a row of the batch. */
export function gatherRow(
  module: Module,
  stored: Stored,
  x: { readonly a: number; readonly stride: number },
): Call {
  const { columns, values, small } = stored;
  return module.fn(["i32", "i32"], [], (local, example, row) => {
    const [i, from, to] = local.many("i32", 3);
    const start = i32.mul(example.get, i32.const(columns));
    const end = plus(i32.mul(row.get, i32.const(x.stride)), x.a);
    return small
      ? [
        from.set(start),
        to.set(end),
        loop(i, i32.const(0), i32.const(columns), 1, [
          f32.store(to.get, valueAt(stored, i32.add(from.get, i.get))),
          to.set(plus(to.get, 4)),
        ]),
      ]
      : bytes.copy(
        end,
        plus(i32.mul(start, i32.const(4)), values),
        i32.const(4 * columns),
      );
  });
}

/**
 * Adds a function `(example, row)` that makes the list of nonzero inputs for a
 * row of the batch from the stored list of an example.
 */
export function gatherList(module: Module, stored: Stored, lists: Lists): Call {
  const { numbers = 0, numberBytes, starts } = stored;
  return module.fn(["i32", "i32"], [], (local, example, row) => {
    const [i, end, pair] = local.many("i32", 3);
    const start = i32.mul(example.get, i32.const(4));
    const number = numberBytes === 2
      ? i32.load16(i32.mul(i.get, i32.const(2)), numbers)
      : i32.load(i32.mul(i.get, i32.const(4)), numbers);
    return [
      pair.set(plus(i32.mul(row.get, i32.const(lists.stride)), lists.pairs)),
      end.set(i32.load(start, starts + 4)),
      loop(i, i32.load(start, starts), end.get, 1, [
        i32.store(pair.get, number),
        f32.store(pair.get, valueAt(stored, i.get), 4),
        pair.set(plus(pair.get, 8)),
      ]),
      stored.beyond === undefined ? [] : [
        endPairs(stored, example.get, pair.get),
        pair.set(plus(pair.get, 16)),
      ],
      i32.store(i32.mul(row.get, i32.const(4)), pair.get, lists.ends),
    ];
  });
}

/**
 * Adds a function `(example, row)` that makes the list of nonzero inputs for a
 * row of the batch from the stored row of an example.
 */
export function gatherPairs(
  module: Module,
  stored: Stored,
  lists: Lists,
): Call {
  const { columns } = stored;
  return module.fn(["i32", "i32"], [], (local, example, row) => {
    const [i, from, pair, x] = [
      local("i32"),
      local("i32"),
      local("i32"),
      local("f32"),
    ];
    return [
      from.set(i32.mul(example.get, i32.const(columns))),
      pair.set(plus(i32.mul(row.get, i32.const(lists.stride)), lists.pairs)),
      loop(i, i32.const(0), i32.const(columns), 1, [
        x.set(valueAt(stored, i32.add(from.get, i.get))),
        when(f32.ne(x.get, f32.const(0)), [
          i32.store(pair.get, i.get),
          f32.store(pair.get, x.get, 4),
          pair.set(plus(pair.get, 8)),
        ]),
      ]),
      i32.store(i32.mul(row.get, i32.const(4)), pair.get, lists.ends),
    ];
  });
}
