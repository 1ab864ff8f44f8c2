/**
 * Images as PNG inside the page. The library pngjs encodes the images; pngjs is
 * loaded when the first image is encoded.
 *
 * @module
 */

import type { Numbers } from "../../formula/mod.ts";

/** The size of an image in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The part of pngjs that this file uses. */
interface Pngjs {
  readonly PNG: {
    readonly sync: {
      write(
        picture: Size & { readonly data: Uint8Array },
        options: {
          readonly colorType: number;
          readonly inputColorType: number;
          readonly inputHasAlpha: boolean;
        },
      ): Uint8Array;
    };
  };
}

/** The color types of PNG: 0 for gray images, 2 for RGB images. */
const GRAY = 0, COLOR = 2;

/** The data URL of an image of bytes, 0 black and 255 white. */
export function grayPicture(
  pixels: Uint8Array,
  size: Size,
): Promise<string> {
  return encode(pixels, size, GRAY);
}

/**
 * The data URL of an image of numbers: red below 0, blue above, white at 0.
 *
 * @param most The absolute value that has the strongest color.
 */
export function signedPicture(
  values: Numbers,
  size: Size,
  most: number,
): Promise<string> {
  const pixels = new Uint8Array(3 * values.length);
  values.forEach((value, n) => {
    const share = value / (most || 1), pale = 255 * (1 - Math.abs(share));
    const [red, green, blue] = share < 0
      ? [200 + pale * 55 / 255, pale, pale]
      : [pale, pale, 200 + pale * 55 / 255];
    pixels.set([red, green, blue], 3 * n);
  });
  return encode(pixels, size, COLOR);
}

async function encode(
  data: Uint8Array,
  size: Size,
  colorType: number,
): Promise<string> {
  const { PNG } = await import("pngjs") as Pngjs;
  const kind = { colorType, inputColorType: colorType, inputHasAlpha: false };
  const bytes = PNG.sync.write({ ...size, data }, kind);
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `data:image/png;base64,${btoa(text)}`;
}
