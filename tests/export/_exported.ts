/**
 * Loads exported modules, and compares them with their networks.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { random } from "../../lib/random.ts";
import { type ByteFrame, exportJs, type Frame, type Mlp } from "../../mod.ts";

/** A module with the text of exportJs(). */
export interface Exported {
  readonly predict: (input: ArrayLike<number | string>) => Float32Array;
  readonly classes: readonly string[];
  readonly spec: unknown;
}

/** Loads the exported module of a network, like a web page would. */
export async function load(mlp: Mlp): Promise<Exported> {
  return await import(
    `data:text/javascript,${encodeURIComponent(exportJs(mlp))}`
  );
}

/** Random rows with zeros, and with numbers of different sizes. */
export function rows(count: number, columns: number): Frame {
  const chance = random(1, "rows");
  const data = Float32Array.from(
    { length: count * columns },
    (_, n) => n % 3 === 0 ? 0 : chance.normal() * 10 ** (n % 5 - 2),
  );
  return { rows: count, columns, data };
}

/** Compares the predictions of both, row by row and bit by bit. */
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
