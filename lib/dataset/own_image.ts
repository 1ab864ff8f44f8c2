/**
 * An image of one's own as a network sees it: brought to the form of the images
 * that it learned from, or only resized.
 *
 * @module
 */

import { DatasetError } from "../format/mod.ts";
import type { Dataset } from "./examples.ts";
import {
  contained,
  fitGray,
  type FittedImage,
  grayOf,
  resized,
  type Rgba,
} from "../image/mod.ts";

/**
 * How an image is brought to the form of training images.
 *
 * @example A bar drawn in black on white, for a network of white on black
 * ```ts
 * import { checkSpec, compile, loadDataset } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = checkSpec({
 *   name: "digits",
 *   dataset: "digits",
 *   layers: [{ units: 32 }, { units: 10 }],
 *   learningRate: 2,
 *   batchSize: 1,
 *   epochs: 5,
 * });
 * const data = await loadDataset(spec);
 * const mlp = compile(spec, { data });
 * await mlp.train(data.train.inputs, data.train.targets);
 *
 * const [width, height] = [100, 100];
 * const canvas = new Uint8ClampedArray(4 * width * height).fill(255);
 * for (let y = 30; y < 80; y++) {
 *   for (let x = 60; x < 70; x++) {
 *     canvas.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3);
 *   }
 * }
 * assertEquals(mlp.classify({ width, height, data: canvas }).class, "1");
 * ```
 */
export interface FitOptions {
  /** Whether its ink is darker than its ground (default: found out from the image). */
  readonly invert?: boolean | undefined;
  /**
   * Whether it is only resized, its gray as it is (default: false; true for
   * networks of earlier versions, which do not know how their images look).
   */
  readonly asIs?: boolean | undefined;
}

/** What a network reads of images. */
export interface ImageWanted extends FitOptions {
  /** How many numbers make a row. */
  readonly columns: number;
  /** Width and height, where rows are gray images; their numbers are bytes then. */
  readonly image?: Dataset["image"] | undefined;
  /** `[rows, columns, channels]`, where the spec says that rows are images. */
  readonly shape?: readonly number[] | undefined;
  /** How the training images look, to which image files are brought. */
  readonly form?: Dataset["form"] | undefined;
}

/** What was done to an image to bring it to what a network reads. */
export interface Fit {
  /** In few words, without sizes: `dark on light, inverted`. */
  readonly kind: string;
  /** In words. */
  readonly said: string;
  /** Whether the drawing reaches two edges of the image or more. */
  readonly reachesEdges?: boolean;
}

/** The bytes of an image for a network, and what was done to it. */
export interface OwnImage {
  readonly bytes: Uint8Array;
  readonly fit: Fit;
}

/**
 * Brings an image to what a network reads.
 *
 * @param name What to call it in an error.
 * @throws {DatasetError} If it is blank, or the network reads no images.
 */
export function ownImage(
  image: Rgba,
  name: string,
  { columns, image: size, shape, form, invert, asIs }: ImageWanted,
): OwnImage {
  if (!size) {
    if (shape?.[2] !== 3 || shape[0] * shape[1] * 3 !== columns) {
      throw new DatasetError(
        `${name}: must be ${columns} numbers, since the network did not learn from images of bytes from 0 to 255: found a picture; give rows of numbers (IDX, JSON or CSV), or train on such images (a folder of images, or IDX files of type unsigned byte)`,
        [name],
      );
    }
    return resizedAs(contained(image, shape), shape, invert);
  }
  const shown = [size.height, size.width];
  if (asIs && form) { // as the images of a folder are
    return resizedAs(contained(image, [...shown, 1]), shown, invert);
  }
  if (!form) { // as earlier versions did
    const { pixels } = resized(grayOf(image, invert ? 255 : 0), size);
    return resizedAs(pixels, shown, invert);
  }
  let fitted: FittedImage | undefined;
  try {
    fitted = fitGray(image, size, form, invert || undefined);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DatasetError(`${name}: ${error.message}`, [name]);
  }
  if (!fitted) {
    const must = invert
      ? "must show dark ink on a light ground, as --invert says: found none"
      : "must show a drawing that stands out from its ground: found a blank image";
    throw new DatasetError(`${name}: ${must}`, [name]);
  }
  return { bytes: fitted.pixels, fit: fitOf(fitted, image, size) };
}

/** An image that was only resized, with dark and light exchanged if asked for. */
function resizedAs(
  bytes: Uint8Array,
  [height, width]: readonly number[],
  invert = false,
): OwnImage {
  const kind = `resized${invert ? ", inverted" : ""}`;
  return {
    bytes: invert ? bytes.map((byte) => 255 - byte) : bytes,
    fit: {
      kind,
      said: kind.replace("resized", `resized to ${width} x ${height}`),
    },
  };
}

function fitOf(
  { drawn, isSet, isDark, isInverted, reachesEdges }: FittedImage,
  { width, height }: Rgba,
  size: { readonly width: number; readonly height: number },
): Fit {
  const ground = isDark === undefined
    ? isInverted ? "inverted" : undefined
    : `${isDark ? "dark on light" : "light on dark"}${
      isInverted ? ", inverted" : ""
    }`;
  const area = drawn
    ? `the drawing, ${drawn.width} x ${drawn.height} of ${width} x ${height} pixels, cropped, scaled and centered as the training images`
    : isSet
    ? "cropped and centered already as the training images"
    : `resized to ${size.width} x ${size.height}`;
  return {
    kind: ground ?? "resized",
    said: ground ? `${ground}; ${area}` : area,
    ...(reachesEdges && { reachesEdges }),
  };
}
