/**
 * Measurement of training images: their background, and the size and position
 * of the drawings, if all drawings are similar.
 *
 * @module
 */

import { isMapping } from "../format/mod.ts";
import { strokeOf } from "./ink.ts";

/** The size, position and stroke width of the drawings in the training images. */
export interface DrawnForm {
  /**
   * The width and height, in pixels, of the box in which each drawing is as large
   * as possible.
   */
  readonly box: readonly [width: number, height: number];
  /**
   * The position of a drawing's center of mass, or of its bounding box's
   * center, in pixels from the left and the top.
   */
  readonly center: {
    readonly by: "mass" | "box";
    readonly x: number;
    readonly y: number;
  };
  /**
   * Whether the drawings are deskewed with the method of NIST: the leftmost ink
   * of the first row is directly above the leftmost ink of the last row.
   */
  readonly isSheared?: true | undefined;
  /**
   * The thickness of the drawings: the stroke width in pixels, or the total
   * ink, where a pixel of full ink counts as 1. The measure that varies less
   * between the training images is used: the stroke width (`stroke`) or the
   * total ink (`mass`).
   */
  readonly ink: { readonly by: "stroke" | "mass"; readonly amount: number };
}

/**
 * A description of the training images; images for a prediction are converted
 * to images that match this description. If `drawn` is present, all training
 * images show drawings that are cropped to one size and centered, like the
 * images of MNIST. If `drawn` is absent, images for a prediction are only
 * resized.
 */
export interface ImageForm {
  /** The background: dark with light ink (like MNIST), light with dark ink, or varied. */
  readonly ground: "dark" | "light" | "varied";
  /** The size, position and stroke width of the drawings, if all drawings are similar. */
  readonly drawn?: DrawnForm | undefined;
  /**
   * The largest byte in the measured training images, if this byte is below
   * 128; for example 1, if all pixels are 0 or 1.
   */
  readonly full?: number | undefined;
}

/**
 * The largest number of training images that are measured; they are chosen at
 * regular intervals.
 */
const SAMPLE = 500;

/** The smallest width and height of images that are measured, in pixels. */
const LEAST_SIDE = 8;

/**
 * The largest difference between the background level and the gray level of a
 * background pixel.
 */
const NEAR = 32;

/**
 * Measures grayscale training images.
 *
 * @param bytes The pixels, image by image.
 * @returns Undefined if the images are too small to be measured.
 */
export function imageForm(
  bytes: Uint8Array,
  size: { readonly width: number; readonly height: number },
): ImageForm | undefined {
  const { width, height } = size;
  if (Math.min(width, height) < LEAST_SIDE) return undefined;
  const area = width * height, count = bytes.length / area;
  const step = Math.max(1, count / SAMPLE);
  const images: Uint8Array[] = [];
  for (let b = 0; Math.floor(b) < count; b += step) {
    const at = Math.floor(b) * area;
    images.push(bytes.subarray(at, at + area));
  }
  const most = images.reduce(
    (most, image) => image.reduce((a, b) => Math.max(a, b), most),
    0,
  );
  if (most > 0 && most < 128) {
    const full = imageForm(bytes.map((byte) => 255 * byte / most), size);
    return full && { ...full, full: most };
  }
  const edge = edgeOf(width, height);
  const isOf = (level: number) => (byte: number) =>
    Math.abs(byte - level) <= NEAR;
  const plain = (level: number) =>
    images.filter((image) => {
      const near = edge.filter((p) => isOf(level)(image[p])).length;
      return near >= 0.6 * edge.length;
    }).length / images.length;
  const ground = plain(0) >= 0.9
    ? "dark"
    : plain(255) >= 0.9
    ? "light"
    : "varied";
  if (ground === "varied") return { ground };
  const drawn = drawnForm(
    images.map((image) =>
      ground === "dark" ? image : image.map((byte) => 255 - byte)
    ),
    width,
    height,
  );
  return { ground, ...(drawn && { drawn }) };
}

/**
 * Whether a value that was read from a model file or from the record of a
 * training run is an `ImageForm`.
 */
export function isImageForm(value: unknown): value is ImageForm {
  const isSide = (side: unknown) => typeof side === "number" && side > 0;
  const has = (
    value: unknown,
    kinds: Record<string, (of: unknown) => boolean>,
  ) =>
    isMapping(value) && Object.keys(value).every((key) => key in kinds) &&
    Object.keys(kinds).every((key) => kinds[key](value[key]));
  const isOneOf = (...words: string[]) => (word: unknown) =>
    words.includes(word as string);
  const isTrue = (flag: unknown) => flag === undefined || flag === true;
  return has(value, {
    ground: isOneOf("dark", "light", "varied"),
    full: (full) => full === undefined || isSide(full) && full as number < 256,
    drawn: (drawn) =>
      drawn === undefined || has(drawn, {
        box: (box) =>
          Array.isArray(box) && box.length === 2 && box.every(isSide),
        center: (center) =>
          has(center, { by: isOneOf("mass", "box"), x: isSide, y: isSide }),
        isSheared: isTrue,
        ink: (ink) =>
          has(ink, { by: isOneOf("stroke", "mass"), amount: isSide }),
      }),
  });
}

/** The indexes of the pixels at the edges of an image. */
function edgeOf(width: number, height: number): number[] {
  return Array.from({ length: width * height }, (_, p) => p).filter((p) => {
    const x = p % width, y = Math.floor(p / width);
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  });
}

/** Measures drawings with light ink; undefined if the drawings are not similar. */
function drawnForm(
  images: readonly Uint8Array[],
  width: number,
  height: number,
): DrawnForm | undefined {
  const found = images.map((image) => measured(image, width, height))
    .filter((each) => each !== undefined);
  if (found.length < 0.9 * images.length) return undefined; // too many blank images
  const sorted = (of: (each: Measured) => number) =>
    Float64Array.from(found, of).sort();
  const at = (numbers: Float64Array, share: number) =>
    numbers[Math.floor(share * (numbers.length - 1))];
  const box = [
    at(sorted(({ wide }) => wide), 0.95),
    at(sorted(({ high }) => high), 0.95),
  ] as const;
  const fills = found.filter(({ wide, high }) =>
    Math.max(wide / box[0], high / box[1]) >= 0.85
  );
  if (fills.length < 0.9 * found.length) return undefined;
  const centers = (["mass", "box"] as const).map((by) => {
    const [x, y] = [
      sorted((each) => each[by][0]),
      sorted((each) => each[by][1]),
    ];
    const spread = at(x, 0.9) - at(x, 0.1) + at(y, 0.9) - at(y, 0.1);
    return { by, x: at(x, 0.5), y: at(y, 0.5), spread };
  });
  const [mass, middle] = centers;
  const { spread, ...center } = mass.spread < middle.spread ? mass : middle;
  if (spread > 0.15 * (width + height)) return undefined;
  const amounts = (["stroke", "mass"] as const).map((by) => {
    const all = sorted(({ ink }) => ink[by]), amount = at(all, 0.5);
    return { by, amount, spread: (at(all, 0.9) - at(all, 0.1)) / amount };
  });
  const [stroke, all] = amounts;
  const ink = stroke.spread <= all.spread ? stroke : all;
  const leans = sorted(({ lean }) => lean);
  const isSheared = at(leans, 0.9) - at(leans, 0.1) <= 0.1 * box[1] &&
    Math.abs(at(leans, 0.5)) <= 0.05 * box[1];
  const round = (number: number) => Math.round(100 * number) / 100;
  return {
    box,
    center: { by: center.by, x: round(center.x), y: round(center.y) },
    ...(isSheared && { isSheared }),
    ink: { by: ink.by, amount: round(ink.amount) },
  };
}

/** The measurements of one drawing. */
interface Measured {
  readonly wide: number;
  readonly high: number;
  readonly mass: readonly [x: number, y: number];
  readonly box: readonly [x: number, y: number];
  /**
   * The horizontal distance, in pixels, from the leftmost ink of the first row
   * to the leftmost ink of the last row.
   */
  readonly lean: number;
  readonly ink: Readonly<Record<"stroke" | "mass", number>>;
}

function measured(
  image: Uint8Array,
  width: number,
  height: number,
): Measured | undefined {
  let [left, top, right, bottom] = [width, height, 0, 0];
  let ink = 0, inkX = 0, inkY = 0;
  image.forEach((byte, p) => {
    const x = p % width, y = Math.floor(p / width);
    ink += byte;
    inkX += byte * (x + 0.5);
    inkY += byte * (y + 0.5);
    if (byte <= NEAR) return;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  });
  if (right === 0) return undefined;
  const leftmost = (y: number) => {
    const row = image.subarray(y * width, (y + 1) * width);
    const x = row.findIndex((byte) => byte > NEAR);
    return x + 1 - row[x] / 255;
  };
  const values = Float64Array.from(image, (byte) => byte / 255);
  return {
    wide: right - left,
    high: bottom - top,
    mass: [inkX / ink, inkY / ink],
    box: [(left + right) / 2, (top + bottom) / 2],
    lean: leftmost(bottom - 1) - leftmost(top),
    ink: { stroke: strokeOf({ width, height, values }), mass: ink / 255 },
  };
}
