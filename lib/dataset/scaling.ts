/**
 * Scaling of inputs from files: bytes are stored with a scale unless they are
 * standardized; other numbers are scaled, standardized or unchanged. A note is
 * added if the range of the inputs may be a mistake.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import { DatasetError } from "../format/mod.ts";
import { bytesText } from "../spec/mod.ts";
import type { Dataset, Examples } from "./examples.ts";
import type { LabelScale } from "./label_scale.ts";
import {
  BYTES,
  LARGE,
  outOfRange,
  type Range,
  rangeOf,
  short,
} from "./range.ts";
import { heldRows } from "./sample.ts";
import type { DatasetSpec, ReadOptions } from "./source.ts";

/** A network cannot learn well from inputs whose range is smaller than this value. */
const SMALL = 1 / 8;

/**
 * Scales the numbers of each column to (number - mean) / deviation, in float64.
 *
 * @param scales The scales; column c has the scale with index c mod n, where n
 *   is the number of scales.
 */
export function scaledNumbers(
  { rows, columns, data }: Pick<Frame, "rows" | "columns"> & {
    readonly data: ArrayLike<number>;
  },
  scales: readonly LabelScale[],
  precision: "float32" | "float64",
): Frame {
  const Numbers = precision === "float64" ? Float64Array : Float32Array;
  const scaled = new Numbers(data.length), n = scales.length;
  for (let i = 0; i < scaled.length; i++) {
    const { mean, deviation } = scales[i % columns % n];
    scaled[i] = (data[i] - mean) / deviation;
  }
  return { rows, columns, data: scaled };
}

/** The scale that maps 0 and 255 to the two given numbers. */
export function lineOf([low, high]: readonly [number, number]): LabelScale {
  const deviation = 255 / (high - low);
  return { mean: -low * deviation, deviation };
}

/**
 * Scales the inputs of a data set, and adds a note if the range of the inputs may
 * be a mistake.
 *
 * @param data The data set with unscaled inputs.
 * @returns The data set with scaled inputs.
 * @throws {DatasetError} If standardized inputs would take too much memory.
 */
export function withScale(
  data: Dataset,
  spec: DatasetSpec,
  { fitted, isScaled, seed = 1, maxBytes = 2 ** 30 }: ReadOptions,
): Dataset {
  const { inputs, precision } = spec, raw = data.train.inputs;
  const found = rangeOf(raw.data);
  const { scale, scales, note } = fitted
    ? { scale: undefined, scales: fitted.scales, note: undefined }
    : inputs.standardize
    ? { scales: standardScales(data, spec, seed) }
    : "scale" in raw
    ? scaleOfBytes(found, inputs.scale, isScaled)
    : scaleOfNumbers(found, inputs.scale, isScaled);
  const all = [data.train, data.test, data.validation];
  const numbers = all.reduce((sum, part) => sum + sizeOfInputs(part), 0);
  const bytes = numbers * (precision === "float64" ? 8 : 4);
  if (scales && bytes > maxBytes) {
    throw new DatasetError(
      `inputs must take at most ${bytesText(maxBytes)} of memory: found ${
        bytesText(bytes)
      } after standardization; to keep the inputs as bytes, write inputs.scale instead of inputs.standardize; to raise the limit, add --max-memory`,
    );
  }
  const part = (examples: Examples): Examples => {
    const seen = scales
      ? scaledNumbers(examples.inputs, scales, precision)
      : scale
      ? { ...examples.inputs as ByteFrame, scale }
      : examples.inputs;
    return { ...examples, inputs: seen };
  };
  const { train, test, validation } = data, trained = fitted?.range ?? found;
  const far = [{ what: "test", of: test }, {
    what: "validation",
    of: validation,
  }].flatMap(({ what, of }) => {
    const numbers = `the numbers of the ${what} examples`;
    const note = of && outOfRange(rangeOf(of.inputs.data), trained, numbers);
    return note ?? [];
  });
  const isUsual = "scale" in raw && found[1] >= 128;
  return {
    ...data,
    train: part(train),
    ...(test && { test: part(test) }),
    ...(validation && { validation: part(validation) }),
    ...(scale && { scale }),
    ...(scales && { scales }),
    ...(scales && !inputs.standardize && { isScaled: true }),
    ...(!isUsual && { range: found }),
    notes: [...data.notes ?? [], ...note ? [note] : [], ...far],
  };
}

function sizeOfInputs(examples: Examples | undefined): number {
  return examples?.inputs.data.length ?? 0;
}

/**
 * The numbers that say how a data set's inputs are scaled, and a note for the
 * user.
 */
interface Scaling {
  /**
   * The numbers that bytes 0 and 255 are scaled to, if these numbers differ from
   * the values in the spec.
   */
  readonly scale?: readonly [number, number];
  /**
   * The mean and deviation for scaling as (x - mean) / deviation: for
   * standardized inputs, and for scaled numbers that are not bytes.
   */
  readonly scales?: readonly LabelScale[];
  /** A note, if the range of the inputs may be a mistake. */
  readonly note?: string;
}

/**
 * Decides how inputs that are bytes are scaled. If the largest byte is 1 and
 * the spec sets no scale, the bytes are not scaled.
 */
function scaleOfBytes(
  [, most]: Range,
  scale: readonly [number, number],
  isScaled: boolean | undefined,
): Scaling {
  if (most === 1 && isScaled === false) {
    return {
      scale: BYTES,
      note:
        "the largest byte of the inputs is 1, so the bytes are not scaled; to divide them by 255, write inputs: { scale: [0, 1] }",
    };
  }
  const note = scaleNote("byte", most, scale);
  return note === undefined ? {} : { note };
}

/**
 * Decides how inputs that are not bytes are scaled. The numbers are scaled if
 * the spec sets a scale, but numbers from 0 to 1 are unchanged if this scale is
 * [0, 1].
 */
export function scaleOfNumbers(
  range: Range,
  scale: readonly [number, number],
  isScaled: boolean | undefined,
): Scaling {
  const [least, most] = range, isUnit = least >= 0 && most <= 1;
  const isUsual = scale[0] === 0 && scale[1] === 1;
  if (!isUsual || isScaled && !isUnit) {
    const note = scaleNote("number", Math.max(-least, most), scale);
    return { scales: [lineOf(scale)], ...(note !== undefined && { note }) };
  }
  const from = `numbers from ${short(least)} to ${short(most)}`;
  if (isScaled) {
    return {
      note:
        `${from} are not scaled, since inputs.scale: [0, 1] is for numbers from 0 to 255`,
    };
  }
  if (Math.max(-least, most) <= LARGE) return {};
  const standard = "to standardize them, write inputs: { standardize: true }";
  const isPixels = least >= 0 && most <= 255;
  return {
    note: `${from} are not scaled; ${
      isPixels
        ? `to divide them by 255, write inputs: { scale: [0, 1] }; ${standard}`
        : standard
    }`,
  };
}

/**
 * A note if the scale does not suit the numbers: the scaled inputs differ very
 * little, or are very large.
 */
function scaleNote(
  what: string,
  most: number,
  [low, high]: readonly [number, number],
): string | undefined {
  const span = most / 255 * Math.abs(high - low);
  const isSmall = most < 128 && span < SMALL;
  if (most <= 0 || !isSmall && span <= LARGE) return undefined;
  return `the largest ${what} of the inputs is ${
    short(most)
  }, so the scaled inputs are from ${short(low)} to ${
    short(low + most / 255 * (high - low))
  }; to scale ${short(most)} to 1, write inputs: { scale: [0, ${
    Number((255 / most).toPrecision(6))
  }] }`;
}

/**
 * The mean and standard deviation of each column of the training inputs; for
 * images, of each channel.
 */
function standardScales(
  { train, image }: Dataset,
  { inputs: { shape }, validation }: DatasetSpec,
  seed: number,
): LabelScale[] {
  const { fraction } = validation ?? {};
  const held = fraction === undefined
    ? new Uint32Array()
    : heldRows(train.targets, { fraction, seed });
  const channels = shape?.at(-1) ?? (image ? 1 : train.inputs.columns);
  return fitScales(train.inputs, channels, held);
}

/**
 * Returns n scales. Column c belongs to scale c mod n, and each scale has the
 * mean and standard deviation of all numbers in the columns that belong to it.
 *
 * @param held The rows that are not used for the means and standard deviations,
 *   in ascending order.
 */
export function fitScales(
  { rows, columns, data }: Frame | ByteFrame,
  n: number,
  held: Uint32Array = new Uint32Array(),
): LabelScale[] {
  const left = new Uint8Array(rows);
  for (const r of held) left[r] = 1;
  const count = (rows - held.length) * columns / n;
  const each = (visit: (x: number, s: number) => void) => {
    for (let r = 0; r < rows; r++) {
      if (left[r]) continue;
      for (let c = 0; c < columns; c++) visit(data[r * columns + c], c % n);
    }
  };
  const first = new Float64Array(n).fill(NaN), sums = new Float64Array(n);
  const squares = new Float64Array(n), areAlike = new Uint8Array(n).fill(1);
  each((x, s) => {
    if (Number.isNaN(first[s])) first[s] = x;
    else if (x !== first[s]) areAlike[s] = 0;
    sums[s] += x;
  });
  each((x, s) => {
    const far = x - sums[s] / count;
    squares[s] += far * far;
  });
  return Array.from(
    sums,
    (sum, s) =>
      areAlike[s]
        ? { mean: first[s], deviation: 1 }
        : { mean: sum / count, deviation: Math.sqrt(squares[s] / count) },
  );
}
