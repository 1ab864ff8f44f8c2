/**
 * The gradient of a convolution's weights. For each filter and each example,
 * there is a list of the nonzero gradients. The kernels compute
 *
 * ```
 * for each f, example, place of its list, d = dz[place][f]:
 *   dW[f] += d x[window of place], dBias[f] += d
 * ```
 *
 * The terms are added in the same order as in `conv_update.ts`, so that the
 * results have the same bits as the results of `conv_update.ts`.
 *
 * @module
 */

import {
  type Call,
  type Code,
  i32,
  type Module,
  v128,
} from "../code/assemble.ts";
import { least, loop, plus, times, workerPart } from "../code/control.ts";
import {
  byFilterBytes,
  copyFour,
  filterBytesOf,
  perForm,
  piecesOf,
} from "./conv_by_filter.ts";
import { markedByFilter, PAIR } from "./conv_lists.ts";
import { pooledByFilter } from "./conv_pooled_lists.ts";
import type { ConvLayout } from "./conv_products.ts";
import { rowAt } from "./image.ts";
import type { Inputs } from "./kernel.ts";
import type { WeightUpdate } from "./optimizer.ts";
import { addRows } from "./sparse.ts";

/**
 * The number of examples in a block, chosen so that the data of a block stays
 * in the cache while all filters are processed.
 */
const BLOCK = 16;

const three = ["i32", "i32", "i32"] as const;

/**
 * The bytes of memory that the update needs: for the gradient sums of the
 * filters and biases, and for the lists of nonzero gradients of a block of
 * examples.
 */
export function listedUpdateBytes(
  layer: Pick<ConvLayout, "windows" | "filters">,
  longest: number,
): number {
  const filters = 4 * Math.ceil(layer.filters / 4);
  return byFilterBytes(layer) + filters * (BLOCK * listBytesOf(longest) + 4);
}

/**
 * The size in bytes of a list of at most `longest` pairs; the address of the
 * list's end takes the space of one more pair.
 */
function listBytesOf(longest: number): number {
  return PAIR * (longest + 1);
}

/**
 * Adds a function `(worker, workers, examples)` that adds the gradients of
 * `examples` examples to the stored gradient of the weights. Each worker
 * processes some of the filters.
 */
export function listedUpdate(
  module: Module,
  layer: ConvLayout,
  x: Inputs,
  { first, last }: WeightUpdate,
): Call {
  const { filters: F, longest = 0, weights, panelBytes } = layer;
  const pieces = piecesOf(layer), filterBytes = filterBytesOf(layer);
  const sumsAt = layer.derived + (layer.isFirst ? 0 : byFilterBytes(layer));
  const lists = sumsAt + byFilterBytes(layer), listBytes = listBytesOf(longest);
  const blockBytes = BLOCK * listBytes, fours = Math.ceil(F / 4);
  const biases = lists + 4 * fours * blockBytes;
  const made = { lists, listBytes, blockBytes, biases };
  const list = (layer.pooling ? pooledByFilter : markedByFilter)(
    module,
    layer,
    made,
  );
  /**
   * A function `(list, image, end, to)` that computes the gradient sums of one
   * filter from the lists of nonzero gradients of several examples, and adds
   * these sums to the values at address `to`.
   */
  const add = perForm(
    pieces,
    (offsets) =>
      module.fn(
        ["i32", "i32", "i32", "i32"],
        [],
        (local, list, image, end, to) => {
          const sums = local.many("v128", offsets.length),
            value = local("v128");
          const [pair, pairEnd, row] = local.many("i32", 3);
          return [
            sums.map((sum, n) => sum.set(v128.load(to.get, 16 * n))),
            loop(image, image.get, end.get, x.stride, [
              pair.set(plus(list.get, PAIR)),
              pairEnd.set(i32.load(list.get)),
              addRows(
                sums,
                { pair, end: pairEnd, x: value, row },
                (place) => i32.add(image.get, place),
                (n) => offsets[n],
              ),
              list.set(plus(list.get, listBytes)),
            ]),
            sums.map((sum, n) => v128.store(to.get, sum.get, 16 * n)),
          ];
        },
      ),
  );
  const take = copyFour(module, layer, sumsAt, { take: first });
  const give = copyFour(module, layer, sumsAt, { give: last });
  return module.fn(three, [], (local, worker, workers, examples) => {
    const [four, b, bEnd, f, fEnd, bias] = local.many("i32", 6);
    const mine = workerPart(i32.const(fours), worker, workers);
    const each = (body: Code) => loop(four, mine.from, mine.to, 1, body);
    const apply = last(local);
    const sums = plus(times(four.get, 16), biases);
    const findBias = bias.set(i32.add(
      times(i32.div(four.get, i32.const(2)), panelBytes),
      plus(times(i32.and(four.get, i32.const(1)), 16), weights),
    ));
    return [
      each([take(four.get), findBias, v128.store(sums, first(bias, 0))]),
      fEnd.set(least(times(mine.to, 4), i32.const(F))),
      loop(b, i32.const(0), examples.get, BLOCK, [
        bEnd.set(least(plus(b.get, BLOCK), examples.get)),
        each(list(four.get, b.get, bEnd.get)),
        loop(
          f,
          times(mine.from, 4),
          fEnd.get,
          1,
          pieces.map((piece) =>
            add(piece)(
              plus(times(f.get, blockBytes), lists),
              rowAt(b, x.stride, x.a + piece.inImage),
              rowAt(bEnd, x.stride, x.a + piece.inImage),
              plus(times(f.get, filterBytes), sumsAt + piece.at),
            )
          ),
        ),
      ]),
      each([
        give(four.get),
        findBias,
        apply.prepare ?? [],
        apply(bias, 0, v128.load(sums)),
      ]),
    ];
  });
}
