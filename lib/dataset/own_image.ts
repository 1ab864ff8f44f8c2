/**
 * Converts a user's image to look like a network's training images, or only
 * resizes the image.
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
 * Options for converting an image to look like the training images.
 *
 * @example An image with black ink, for a network trained on images with white ink
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
  /** Whether the ink is darker than the background (default: detected). */
  readonly invert?: boolean | undefined;
  /**
   * Whether the image is only resized (default: false; true for networks of
   * earlier versions, which do not describe their training images).
   */
  readonly asIs?: boolean | undefined;
}

/** The kind of images that a network expects. */
export interface ImageWanted extends FitOptions {
  /** The number of inputs. */
  readonly columns: number;
  /**
   * The width and height, if each row of inputs is a grayscale image; the
   * numbers are then bytes.
   */
  readonly image?: Dataset["image"] | undefined;
  /**
   * The shape `[rows, columns, channels]`, if `inputs.shape` in the spec says
   * that each row of inputs is an image.
   */
  readonly shape?: readonly number[] | undefined;
  /**
   * A description of the training images; images from files are adjusted to
   * this description.
   */
  readonly form?: Dataset["form"] | undefined;
}

/**
 * A description of how an image was converted to look like the training images.
 */
export interface Fit {
  /** A short text without sizes, such as `dark on light, inverted`. */
  readonly kind: string;
  /**
   * A longer text for the user, which may contain sizes in pixels, such as
   * `resized to 28 x 28`.
   */
  readonly said: string;
  /** Whether the drawing touches at least two edges of the image. */
  readonly reachesEdges?: boolean;
}

/**
 * The pixels of an image that was adjusted to the training images, and a
 * description of the adjustment.
 */
export interface OwnImage {
  readonly bytes: Uint8Array;
  readonly fit: Fit;
}

/**
 * Converts an image to the inputs of a network: one byte for each input.
 *
 * @param name The name of the image in error messages.
 * @throws {DatasetError} If the image is blank, or the network does not read
 * images.
 */
export function ownImage(
  image: Rgba,
  name: string,
  { columns, image: size, shape, form, invert, asIs }: ImageWanted,
): OwnImage {
  if (!size) {
    if (shape?.[2] !== 3 || shape[0] * shape[1] * 3 !== columns) {
      throw new DatasetError(
        `${name}: must be a file with rows of ${columns} numbers (IDX, JSON or CSV), since the network was not trained on images whose pixels are bytes: found an image; to predict images, train a network on a folder of images or on IDX files of type unsigned byte`,
        [name],
      );
    }
    return resizedAs(contained(image, shape), shape, invert);
  }
  const shown = [size.height, size.width];
  if (asIs && form) { // images of a folder are resized in the same way for training
    return resizedAs(contained(image, [...shown, 1]), shown, invert);
  }
  if (!form) { // networks of earlier versions only resize the image
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
      ? "must show dark ink on a light background for --invert: found a blank image"
      : "must show a drawing that is lighter or darker than its background: found a blank image";
    throw new DatasetError(`${name}: ${must}`, [name]);
  }
  return { bytes: fitted.pixels, fit: fitOf(fitted, image, size) };
}

/** Inverts a resized image if `invert` is true, and describes the result. */
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
    ? `the drawing (${drawn.width} x ${drawn.height} pixels in an image of ${width} x ${height} pixels) is cropped, scaled and centered like the training images`
    : isSet
    ? "already cropped and centered like the training images"
    : `resized to ${size.width} x ${size.height}`;
  return {
    kind: ground ?? "resized",
    said: ground ? `${ground}; ${area}` : area,
    ...(reachesEdges && { reachesEdges }),
  };
}
