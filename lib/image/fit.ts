/**
 * An image of one's own, brought to the form of a network's training images.
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

/** An image as a network sees it, and what was done to it. */
export interface FittedImage {
  /** A gray for each pixel, row after row, 0 to 255. */
  readonly pixels: Uint8Array;
  /** Whether its ink is darker than its ground, where the form tells ink from ground. */
  readonly isDark?: boolean;
  /** Whether dark and light were exchanged. */
  readonly isInverted: boolean;
  /** Whether its drawing was set as those of the training images. */
  readonly isSet?: boolean;
  /** The area of the drawing in the image, where it was cropped to that. */
  readonly drawn?: Box;
  /** Whether that reaches two edges of the image or more. */
  readonly reachesEdges?: true;
}

/**
 * Brings an image to the form of training images. Where the form has a ground,
 * dark and light are exchanged if the image has the other one. Where it has
 * drawings that are all set alike, the drawing is cropped and set so; an image
 * that is so already stays as it is. Other images are scaled as a whole. The
 * proportions are kept.
 *
 * @param size Width and height of the training images.
 * @param isDark Whether its ink is darker than its ground; found out if not given.
 * @returns Nothing if the image is blank and the form tells ink from ground.
 * @throws {RangeError} If the drawing is too small for its page.
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
      `must show a drawing that is not too small for its page: found one of ${ink.drawn.width} x ${ink.drawn.height} pixels in an image of ${image.width} x ${image.height}; crop the image to it`,
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

/** Whether a box touches two edges of an image or more. */
export function reachesEdges(
  { x, y, width, height }: Box,
  image: { readonly width: number; readonly height: number },
): boolean {
  const box = { left: x, top: y, right: x + width, bottom: y + height };
  return edgesOf(box, image) > 1;
}

/** Whether an image has its drawing as training images have theirs, on a clean ground. */
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
 * `fitGray` as the text of a JavaScript expression, for modules that stand alone.
 * Each function must be a declaration that uses no names but those of the list.
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
