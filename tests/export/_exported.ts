/**
 * Exported modules for the tests: loaded, and compared with the networks that they
 * are of.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { random } from "../../lib/random.ts";
import { type ByteFrame, exportJs, type Frame, type Mlp } from "../../mod.ts";

/** A module that exportJs() wrote. */
export interface Exported {
  readonly predict: (input: ArrayLike<number | string>) => Float32Array;
  readonly classes: readonly string[];
  readonly spec: unknown;
}

/** The module, loaded as a page would. */
export async function load(mlp: Mlp): Promise<Exported> {
  return await import(
    `data:text/javascript,${encodeURIComponent(exportJs(mlp))}`
  );
}

/** Rows with zeros and numbers of every size among them. */
export function rows(count: number, columns: number): Frame {
  const chance = random(1, "rows");
  const data = Float32Array.from(
    { length: count * columns },
    (_, n) => n % 3 === 0 ? 0 : chance.normal() * 10 ** (n % 5 - 2),
  );
  return { rows: count, columns, data };
}

/** Asks both, row by row, and compares the bits. */
export async function assertSame(
  mlp: Mlp,
  inputs: Frame | ByteFrame,
): Promise<void> {
  const { predict } = await load(mlp);
  const { data, columns } = mlp.predict(inputs);
  assert(data.every(Number.isFinite));
  const bits = (row: Frame["data"]) => [...new Uint32Array(row.slice().buffer)];
  for (let r = 0; r < inputs.rows; r++) {
    const row = inputs.data.subarray(
      r * inputs.columns,
      (r + 1) * inputs.columns,
    );
    const expected = data.subarray(r * columns, (r + 1) * columns);
    assertEquals(bits(predict([...row])), bits(expected));
  }
}
