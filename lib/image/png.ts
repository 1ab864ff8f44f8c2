/**
 * PNG files to and from pixels. The coding is pngjs's, which is loaded only when
 * an image comes; what a file may make it do is bounded here and in `decode.ts`.
 *
 * @module
 */

import type { Picture, Rgba } from "./pixels.ts";

/** The part of pngjs that is used. */
interface Pngjs {
  readonly PNG: {
    readonly sync: {
      /** Four bytes for each pixel: red, green, blue, alpha. */
      read(bytes: Uint8Array): Rgba;
      /** Of a byte for each pixel, where both types are 0. */
      write(
        picture: { width: number; height: number; data: Uint8Array },
        options: { colorType: 0; inputColorType: 0; inputHasAlpha: false },
      ): Uint8Array;
    };
  };
}

/** Where the header says whether pixels are interlaced. */
const INTERLACING = 28;

/** pngjs unpacks these without a bound of its own: at most 1,032 times as much. */
const MOST_INTERLACED_BYTES = 2 ** 18;

/** What the length of a PNG file must be, if it is not that. */
export function pngFault(bytes: Uint8Array): string | undefined {
  const most = bytes[INTERLACING] === 0 ? Infinity : MOST_INTERLACED_BYTES;
  return bytes.length <= most
    ? undefined
    : `must be at most ${most} bytes, since it is interlaced: found ${bytes.length}`;
}

/** The pixels of a PNG file whose size is bounded. */
export async function decodePng(bytes: Uint8Array): Promise<Rgba> {
  const [{ PNG }, { Buffer }] = await Promise.all([
    import("pngjs") as Promise<Pngjs>,
    import("node:buffer"),
  ]);
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
  return { width, height, data };
}

/** Writes a gray image as a PNG file. */
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
