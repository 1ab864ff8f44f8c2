/**
 * Numbers of a file, or of a program, as a network takes them.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import { DatasetError } from "../format/mod.ts";
import { deskew } from "./deskew.ts";
import { BYTES, LARGE, outOfRange, rangeOf } from "./range.ts";
import type { Dataset } from "./examples.ts";
import { scaledNumbers } from "./scaling.ts";

/** What a network reads of numbers. */
export interface NumbersWanted {
  /** How many numbers make a row. */
  readonly columns: number;
  /** Width and height, where rows are gray images; their numbers are bytes then. */
  readonly image?: Dataset["image"] | undefined;
  /** Whether their numbers are bytes, though they are no gray images. */
  readonly bytes?: Dataset["bytes"] | undefined;
  /** Called with what is doubtful in them, a sentence each. */
  readonly onNote?: ((note: string) => void) | undefined;
  /** What bytes 0 and 255 become. */
  readonly scale: readonly [number, number];
  /** What numbers are scaled by, where they are not taken as they are. */
  readonly scales?: Dataset["scales"] | undefined;
  /** The range of the numbers learned from, where they are not usual bytes. */
  readonly range?: Dataset["range"] | undefined;
  /** The precision of the numbers. */
  readonly precision: "float32" | "float64";
  /** Whether images are made upright, as those learned from were. */
  readonly deskew?: boolean | undefined;
}

/** Numbers as a network takes them: pictures as bytes. */
export function numberFrame(
  numbers: ArrayLike<number>,
  wanted: NumbersWanted,
  name: string,
): Frame | ByteFrame {
  const { columns, image, bytes, scale, scales, precision, onNote } = wanted;
  const rows = numbers.length / columns;
  if (rows === 0) throw refuse(name, "at least one row", "none");
  const areBytes = image !== undefined || bytes === true;
  const isUsual = areBytes && Math.abs(scale[1] - scale[0]) <= LARGE;
  const trained = wanted.range ?? (isUsual ? BYTES : undefined);
  const far = onNote && trained && columns > 1 &&
    outOfRange(rangeOf(numbers), trained);
  if (far) onNote(`${name}: ${far}`);
  if (!areBytes) {
    if (scales) {
      return scaledNumbers({ rows, columns, data: numbers }, scales, precision);
    }
    const Numbers = precision === "float64" ? Float64Array : Float32Array;
    return { rows, columns, data: Numbers.from(numbers) };
  }
  const data = Uint8Array.from(numbers);
  const odd = data.findIndex((byte, i) => byte !== numbers[i]);
  if (odd >= 0) {
    const isUnit = rangeOf(numbers)[0] >= 0 && rangeOf(numbers)[1] <= 1;
    throw refuse(
      name,
      `bytes from 0 to 255, as ${
        image ? "pictures" : "those learned from"
      } are`,
      `${numbers[odd]} in row ${Math.floor(odd / columns)}${
        isUnit ? "; write numbers from 0 to 1 times 255, rounded" : ""
      }`,
    );
  }
  const pictures = { rows, columns, data, scale };
  const seen = wanted.deskew && image ? deskew(pictures, image) : pictures;
  return scales ? scaledNumbers(seen, scales, precision) : seen;
}

/** What is wrong with a file. */
export function refuse(
  name: string,
  must: string,
  found: string,
): DatasetError {
  return new DatasetError(`${name}: must be ${must}: found ${found}`, [name]);
}
