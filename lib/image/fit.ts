/**
 * Conversion of a user's image to an image like the training images of a
 * network.
 *
 * @module
 */

import { contained, paperOf, planesOf, shares, squeezed } from "./contain.ts";
import {
  asThick,
  drawInk,
  scaled,
  sheared,
  thickened,
  trimmed,
} from "./draw.ts";
import type { DrawnForm, ImageForm } from "./form.ts";
import { groundOf, median, solved } from "./ground.ts";
import {
  drawingOf,
  findInk,
  type Ink,
  inkOf,
  isDust,
  isSharp,
  lumaOf,
  strokeOf,
} from "./ink.ts";
import {
  around,
  type Box,
  edgesOf,
  pageOf,
  partOf,
  partsOf,
  surroundings,
} from "./parts.ts";
import { grayOf, type Rgba } from "./pixels.ts";

/**
 * An image after its conversion to an image like the training images, and the
 * changes that were made.
 */
export interface FittedImage {
  /** The gray levels of the pixels, row by row, from 0 to 255. */
  readonly pixels: Uint8Array;
  /**
   * Whether the ink is darker than the background; absent if the program did
   * not look for ink.
   */
  readonly isDark?: boolean;
  /** Whether the colors of the image were inverted. */
  readonly isInverted: boolean;
  /**
   * True if the image was not cropped and centered, because its drawing already
   * had the size and position of the drawings in the training images.
   */
  readonly isSet?: boolean;
  /** The bounding box of the drawing in the user's image, if the drawing was cropped. */
  readonly drawn?: Box;
  /** Whether the area `drawn` touches at least two edges of the image. */
  readonly reachesEdges?: true;
}

/**
 * Converts an image to an image like the training images. If the training
 * images have a dark background, an image with a light background is inverted,
 * and vice versa. If all drawings in the training images are cropped and
 * centered in the same way, the drawing in the image is cropped and centered in
 * this way, too. If the drawings in the training images are not cropped and
 * centered in the same way, the image is resized but not cropped. The aspect
 * ratio does not change.
 *
 * @param size The width and height of the training images.
 * @param isDark Whether the ink is darker than the background; by default, this
 * is detected from the image.
 * @returns Undefined if the image is blank and the training images have a
 * uniform background.
 * @throws {RangeError} If the drawing is too small in relation to the image.
 */
export function fitGray(
  image: Rgba,
  size: { readonly width: number; readonly height: number },
  { ground, drawn, full = 255 }: ImageForm,
  isDark?: boolean,
): FittedImage | undefined {
  const { width, height } = size;
  const ink = ground === "varied" ? undefined : findInk(image, isDark);
  if (ground !== "varied" && !ink) return undefined;
  if (ink?.isSmall) {
    throw new RangeError(
      `must show a larger drawing: found a drawing of ${ink.drawn.width} x ${ink.drawn.height} pixels in an image of ${image.width} x ${image.height}; crop the image to the drawing`,
    );
  }
  const isInverted = ink ? ink.isDark === (ground === "dark") : isDark === true;
  const isSet = ink && drawn && isSetAlready(image, ink, size, drawn);
  const isCropped = ink && drawn && !isSet;
  const seen = isCropped
    ? drawInk(ink, size, drawn)
    : contained(image, [height, width, 1]);
  const isTurned = isCropped ? ground === "light" : isInverted;
  const pixels = seen.map((gray) =>
    Math.round((isTurned ? 255 - gray : gray) * full / 255)
  );
  return {
    ...{ pixels, isInverted },
    ...(ink && { isDark: ink.isDark }),
    ...(isSet && { isSet }),
    ...(isCropped && { drawn: ink.drawn }),
    ...(isCropped && reachesEdges(ink.drawn, image) && { reachesEdges: true }),
  };
}

/** Whether a box touches at least two edges of an image. */
export function reachesEdges(
  { x, y, width, height }: Box,
  image: { readonly width: number; readonly height: number },
): boolean {
  const box = { left: x, top: y, right: x + width, bottom: y + height };
  return edgesOf(box, image) > 1;
}

/**
 * Whether an image already has a clean background, and a drawing with the size
 * and position of the drawings in the training images.
 */
export function isSetAlready(
  image: Rgba,
  { plane, box, isDark }: Ink,
  { width, height }: { readonly width: number; readonly height: number },
  { box: [wide, high], center }: DrawnForm,
): boolean {
  if (image.width !== width || image.height !== height) return false;
  if (plane.width !== width || plane.height !== height) return false;
  const fills = Math.max(box.width / wide, box.height / high);
  if (fills < 0.85 || box.width > wide + 1 || box.height > high + 1) {
    return false;
  }
  const whole = { x: 0, y: 0, width, height };
  const { values } = lumaOf(image, paperOf(image), whole, 1);
  let sum = 0, sumX = 0, sumY = 0;
  for (let p = 0; p < values.length; p++) {
    const x = p % width, y = Math.floor(p / width);
    const isIn = x >= box.x && x < box.x + box.width && y >= box.y &&
      y < box.y + box.height;
    if (!isIn && Math.abs(values[p] - (isDark ? 255 : 0)) > 25) return false;
    const share = center.by === "mass" ? plane.values[p] : isIn ? 1 : 0;
    sum += share;
    sumX += share * (x + 0.5);
    sumY += share * (y + 0.5);
  }
  return Math.abs(sumX / sum - center.x) <= Math.max(1, 0.05 * width) &&
    Math.abs(sumY / sum - center.y) <= Math.max(1, 0.05 * height);
}

/**
 * The source of `fitGray` as a JavaScript expression, for modules without
 * imports. The list `called` has all functions that `fitGray` needs. Each
 * function in `called` must be a function declaration, and may use no names of
 * this project except the names of functions in `called`.
 */
export function fitProgram(): string {
  const called = [
    partOf,
    ...[around, asThick, contained, drawingOf, drawInk, edgesOf, findInk],
    ...[grayOf, groundOf, inkOf, isDust, isSetAlready, isSharp],
    ...[
      lumaOf,
      median,
      pageOf,
      paperOf,
      partsOf,
      planesOf,
      reachesEdges,
    ],
    ...[scaled, shares],
    ...[sheared, solved, squeezed, strokeOf, surroundings, thickened, trimmed],
  ];
  return `(() => {\n${called.join("\n")}\nreturn ${fitGray};\n})()`;
}
