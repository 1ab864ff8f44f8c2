/**
 * Checking of numbers from a file or a program, and conversion to inputs.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import { DatasetError } from "../format/mod.ts";
import { deskew } from "./deskew.ts";
import { BYTES, LARGE, outOfRange, rangeOf } from "./range.ts";
import type { Dataset } from "./examples.ts";
import { scaledNumbers } from "./scaling.ts";

/** The kind of numbers that a network expects as inputs. */
export interface NumbersWanted {
  /** The number of inputs. */
  readonly columns: number;
  /**
   * The width and height, if each row of inputs is a grayscale image; the
   * numbers are then bytes.
   */
  readonly image?: Dataset["image"] | undefined;
  /** Whether the numbers are bytes, but not grayscale images. */
  readonly bytes?: Dataset["bytes"] | undefined;
  /** Called with notes about doubtful numbers, one sentence each. */
  readonly onNote?: ((note: string) => void) | undefined;
  /** The numbers that bytes 0 and 255 are scaled to. */
  readonly scale: readonly [number, number];
  /**
   * The means and deviations that scale the numbers, if the network was trained
   * on scaled numbers.
   */
  readonly scales?: Dataset["scales"] | undefined;
  /**
   * The range of the training numbers; absent if the numbers are bytes and the
   * largest byte is at least 128.
   */
  readonly range?: Dataset["range"] | undefined;
  /** The precision of the numbers. */
  readonly precision: "float32" | "float64";
  /** Whether images are deskewed, like the training images. */
  readonly deskew?: boolean | undefined;
}

/** Converts numbers to inputs; images become bytes. */
export function numberFrame(
  numbers: ArrayLike<number>,
  wanted: NumbersWanted,
  name: string,
): Frame | ByteFrame {
  const { columns, image, bytes, scale, scales, precision, onNote } = wanted;
  const rows = numbers.length / columns;
  if (rows === 0) throw refuse(name, `rows of ${columns} numbers`, "no row");
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
      `bytes from 0 to 255, like the training data`,
      `${numbers[odd]} in row ${Math.floor(odd / columns)}${
        isUnit ? "; multiply the numbers by 255 and round them" : ""
      }`,
    );
  }
  const pictures = { rows, columns, data, scale };
  const seen = wanted.deskew && image ? deskew(pictures, image) : pictures;
  return scales ? scaledNumbers(seen, scales, precision) : seen;
}

/**
 * The error for input rows that cannot be used; the message says what the rows
 * must be, and what was found.
 */
export function refuse(
  name: string,
  must: string,
  found: string,
): DatasetError {
  return new DatasetError(`${name}: must be ${must}: found ${found}`, [name]);
}
