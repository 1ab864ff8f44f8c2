/**
 * Dropout of a layer's outputs in training, with the hash function `word` of
 * `lib/formula/dropout.ts`. The kernel computes
 *
 * ```
 * m = word(key, example, o) < below ? 0 : 1 / (1 - dropout)
 * derivatives[b][o] = m f'(z);  a[b][o] *= m
 * ```
 *
 * @module
 */

import { dropoutThreshold, EXAMPLE, UNIT } from "../../../formula/mod.ts";
import {
  type Call,
  type Code,
  i32,
  type Local,
  type Module,
  v128,
} from "../code/assemble.ts";
import { loop, plus } from "../code/control.ts";
import { timesDerivative } from "./activation.ts";
import type { LayerLayout } from "./kernel.ts";

/** The addresses of the numbers that decide the dropout masks of a batch. */
export interface ExampleNumbers {
  /**
   * The address of an array with one 4-byte word for each row of the batch: the
   * index of the example in this row.
   */
  readonly numbers: number;
  /** The address of an array with one 4-byte word for each layer: the dropout key of the layer. */
  readonly keys: number;
}

/**
 * Code that applies the finalizer of MurmurHash3 to four words; see `fmix32` of
 * `lib/random.ts`.
 */
function mixed(x: Local): Code {
  const folded = (bits: number) =>
    v128.xorBits(x.get, v128.shiftRightUnsigned(x.get, i32.const(bits)));
  return [
    x.set(v128.mulWhole(folded(16), v128.wholes(0x85ebca6b | 0))),
    x.set(v128.mulWhole(folded(13), v128.wholes(0xc2b2ae35 | 0))),
    x.set(folded(16)),
  ];
}

/**
 * Adds a function `(row, rows)` that applies dropout to `rows` rows of the
 * batch, starting at `row`. Registers: 6.
 */
export function dropout(
  module: Module,
  layer: LayerLayout,
  key: number,
  { numbers }: ExampleNumbers,
): Call {
  const { units, stride, derivatives, dropout, activation } = layer;
  const hasDerivative = activation.derivative !== undefined;
  const unit = (n: number) => Math.imul(n, UNIT);
  return module.fn(["i32", "i32"], [], (local, row, rows) => {
    const [end, p, from] = local.many("i32", 3);
    const [first, unitWord, word, m, a] = local.many("v128", 5);
    const number = i32.load(i32.mul(row.get, i32.const(4)), numbers);
    return [
      end.set(i32.add(row.get, rows.get)),
      loop(row, row.get, end.get, 1, [
        first.set(v128.xorBits(
          v128.splatWhole(i32.load(i32.const(0), key)),
          v128.splatWhole(i32.mul(number, i32.const(EXAMPLE))),
        )),
        mixed(first),
        unitWord.set(v128.wholes(unit(0), unit(1), unit(2), unit(3))),
        from.set(plus(i32.mul(row.get, i32.const(stride)), layer.a)),
        loop(
          p,
          from.get,
          plus(from.get, 4 * units),
          16,
          [
            word.set(v128.addWhole(first.get, unitWord.get)),
            mixed(word),
            m.set(v128.select(
              v128.const(0),
              v128.const(1 / (1 - dropout)),
              v128.ltUnsigned(
                word.get,
                v128.wholes(dropoutThreshold(dropout) | 0),
              ),
            )),
            a.set(v128.load(p.get)),
            v128.store(
              p.get,
              hasDerivative
                ? v128.mul(v128.load(p.get, derivatives - layer.a), m.get)
                : timesDerivative(layer, a.get, m.get),
              derivatives - layer.a,
            ),
            v128.store(p.get, v128.mul(a.get, m.get)),
            unitWord.set(v128.addWhole(unitWord.get, v128.wholes(unit(4)))),
          ],
        ),
      ]),
    ];
  });
}
