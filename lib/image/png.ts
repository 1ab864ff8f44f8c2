/**
 * Decoding and encoding of PNG files with the library pngjs, which is loaded at
 * the first call. This file and `decode.ts` limit the size of the files that
 * pngjs decodes.
 *
 * @module
 */

import type { Picture, Rgba } from "./pixels.ts";

/** The functions of pngjs that this file calls. */
interface Pngjs {
  readonly PNG: {
    readonly sync: {
      /** Decodes a PNG file to four bytes per pixel: red, green, blue, alpha. */
      read(bytes: Uint8Array): Rgba;
      /** Encodes an image with one byte per pixel; color type 0 means grayscale. */
      write(
        picture: { width: number; height: number; data: Uint8Array },
        options: { colorType: 0; inputColorType: 0; inputHasAlpha: false },
      ): Uint8Array;
    };
  };
}

/** The byte offset of the interlace method in the file. */
const INTERLACING = 28;

/**
 * The largest interlaced file in bytes. The limit exists because pngjs always
 * decompresses an interlaced file completely, even to 1,032 times its size.
 */
const MOST_INTERLACED_BYTES = 2 ** 18;

/** The error for an interlaced PNG file that is too large; undefined for other files. */
export function pngFault(bytes: Uint8Array): string | undefined {
  const most = bytes[INTERLACING] === 0 ? Infinity : MOST_INTERLACED_BYTES;
  return bytes.length <= most
    ? undefined
    : `must be at most ${most} bytes, because the PNG is interlaced: found ${bytes.length}; save the image without interlacing`;
}

/** Decodes a PNG file whose size has been checked. */
export async function decodePng(bytes: Uint8Array): Promise<Rgba> {
  const [{ PNG }, { Buffer }] = await Promise.all([
    import("pngjs") as Promise<Pngjs>,
    import("node:buffer"),
  ]);
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
  return { width, height, data };
}

/** Encodes a grayscale image as a PNG file. */
export async function encodePng(
  { width, height, pixels }: Picture,
): Promise<Uint8Array> {
  const { PNG } = await import("pngjs") as Pngjs;
  const gray = { colorType: 0, inputColorType: 0 } as const;
  return PNG.sync.write(
    { width, height, data: pixels },
    { ...gray, inputHasAlpha: false },
  );
}
