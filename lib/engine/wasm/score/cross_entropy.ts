/**
 * Cross-entropy and softmax of a row, as WebAssembly code:
 *
 * ```
 * a = softmax(z);  total = sum of t  (1 for one-hot targets)
 * loss = total log(sum of exp(z - largest)) - sum of t (z - largest)
 * dz[o] = a[o] total - t[o]
 * ```
 *
 * @module
 */

import {
  type Code,
  i32,
  type Local,
  type Locals,
  v128,
} from "../code/assemble.ts";
import { alongRow, lanesAdded, within } from "../code/control.ts";
import { log } from "../code/elementary.ts";
import { softmax } from "../code/softmax.ts";

/**
 * Local variables: the addresses of a row's outputs, dL/dz and targets, and a
 * loop counter.
 */
export interface Row {
  readonly a: Local;
  readonly dz: Local;
  readonly target: Local;
  readonly j: Local;
}

/**
 * Code that computes a row's outputs, dL/dz and loss. Each lane of the loss
 * vector contains the loss of the whole row.
 */
export function crossEntropyRow(
  local: Locals,
  { a, j, dz, target }: Row,
  units: number,
): { readonly code: Code; readonly loss: Local } {
  const [t, total, along, loss] = local.many("v128", 4);
  const logarithm = log(local);
  const code = [
    total.set(v128.const(0)),
    along.set(v128.const(0)),
    softmax(
      local,
      a,
      units,
      (at, z, mask) => [
        t.set(within(mask, v128.load(i32.add(target.get, at)))),
        total.set(v128.add(total.get, t.get)),
        along.set(v128.add(along.get, within(mask, v128.mul(t.get, z.get)))),
      ],
      (sum) => [
        total.set(lanesAdded(t, total.get)),
        along.set(lanesAdded(t, along.get)),
        loss.set(v128.sub(v128.mul(total.get, logarithm(sum.get)), along.get)),
      ],
    ),
    alongRow(j, units, (at) =>
      v128.store(
        i32.add(dz.get, at),
        v128.sub(
          v128.mul(v128.load(i32.add(a.get, at)), total.get),
          v128.load(i32.add(target.get, at)),
        ),
      )),
  ];
  return { code, loss };
}
