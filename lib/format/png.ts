/**
 * PNG files to and from the grey pictures that networks read. The coding is
 * pngjs's, which is loaded only when a picture comes; what a file may make it do
 * is bounded here.
 *
 * @module
 */

import { DatasetError } from "./dataset_error.ts";

/** A grey picture. */
export interface Picture {
  /** How many pixels are in a row. */
  readonly width: number;
  /** How many rows there are. */
  readonly height: number;
  /** A byte for each pixel, row after row: 0 is black, 255 white. */
  readonly pixels: Uint8Array;
}

/** The part of pngjs that is used. */
interface Pngjs {
  readonly PNG: {
    readonly sync: {
      /** Four bytes for each pixel: red, green, blue and how solid it is. */
      read(bytes: Uint8Array): {
        readonly width: number;
        readonly height: number;
        readonly data: Uint8Array;
      };
      /** Of a byte for each pixel, where both types are 0. */
      write(
        picture: { width: number; height: number; data: Uint8Array },
        options: { colorType: 0; inputColorType: 0; inputHasAlpha: false },
      ): Uint8Array;
    };
  };
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Where the header says whether pixels are interlaced. */
const interlacing = 28;

const mostBytes = 2 ** 24;

/** pngjs unpacks these without a bound of its own: at most 1,032 times as much. */
const mostInterlacedBytes = 2 ** 18;

const mostPixels = 2 ** 24;

/** Of width and of height: pngjs takes long for each row, however short. */
const mostSide = 2 ** 14;

/** Whether bytes begin as a PNG file does. */
export function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, b) => bytes[b] === byte);
}

/**
 * Reads a PNG file of any kind as grey.
 *
 * @param name What to call it in an error.
 * @param paper The grey behind what can be seen through, 0 unless given.
 * @throws {DatasetError} If it is damaged, or larger than a picture should be.
 */
export async function decodePng(
  bytes: Uint8Array,
  name: string,
  { paper = 0 }: { readonly paper?: number } = {},
): Promise<Picture> {
  const refuse = (must: string, cause?: unknown) =>
    new DatasetError(`${name}: ${must}`, [name], { cause });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length <= interlacing) {
    throw refuse(`must be a whole PNG: found ${bytes.length} bytes`);
  }
  const most = bytes[interlacing] === 0 ? mostBytes : mostInterlacedBytes;
  if (bytes.length > most) {
    throw refuse(`must be at most ${most} bytes: found ${bytes.length}`);
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width * height === 0 || width * height > mostPixels) {
    throw refuse(
      `must be 1 to ${mostPixels} pixels: found ${width} x ${height}`,
    );
  }
  if (Math.max(width, height) > mostSide) {
    throw refuse(
      `must be at most ${mostSide} pixels wide and high: found ${width} x ${height}`,
    );
  }
  const [{ PNG }, { Buffer }] = await Promise.all([
    import("pngjs") as Promise<Pngjs>,
    import("node:buffer"),
  ]);
  let data: Uint8Array;
  try {
    ({ data } = PNG.sync.read(Buffer.from(bytes)));
  } catch (cause) {
    throw refuse("must be a whole PNG: found it damaged", cause);
  }
  const pixels = new Uint8Array(width * height);
  for (let p = 0, at = 0; p < pixels.length; p++, at += 4) {
    const grey = // ITU-R BT.601
      (299 * data[at] + 587 * data[at + 1] + 114 * data[at + 2]) / 1000;
    const solid = data[at + 3];
    pixels[p] = Math.round((grey * solid + paper * (255 - solid)) / 255);
  }
  return { width, height, pixels };
}

/** Writes a grey picture as a PNG file. */
export async function encodePng(
  { width, height, pixels }: Picture,
): Promise<Uint8Array> {
  const { PNG } = await import("pngjs") as Pngjs;
  const grey = { colorType: 0, inputColorType: 0 } as const;
  return PNG.sync.write(
    { width, height, data: pixels },
    { ...grey, inputHasAlpha: false },
  );
}

/**
 * A picture in another size: each new pixel is the mean of what it covers of
 * the old ones.
 */
export function resized(
  picture: Picture,
  { width, height }: Omit<Picture, "pixels">,
): Picture {
  const isWide = picture.height * width > mostPixels && // rows would take much
    picture.width * height < picture.height * width;
  if (isWide) {
    const columns = transposed(picture.pixels, picture.width);
    const down = squeezed(columns, picture.height, height);
    const across = squeezed(transposed(down, height), picture.width, width);
    return { width, height, pixels: Uint8Array.from(across, Math.round) };
  }
  const across = squeezed(picture.pixels, picture.width, width);
  const down = squeezed(transposed(across, width), picture.height, height);
  return {
    width,
    height,
    pixels: Uint8Array.from(transposed(down, height), Math.round),
  };
}

/** Rows of `from` numbers as rows of `to` means. */
function squeezed(
  rows: ArrayLike<number>,
  from: number,
  to: number,
): Float64Array {
  const means = new Float64Array(rows.length / from * to);
  for (let m = 0; m < means.length; m++) {
    const first = (m % to) * from / to, end = (m % to + 1) * from / to;
    const row = Math.floor(m / to) * from;
    for (let i = Math.floor(first); i < end; i++) {
      const covered = Math.min(i + 1, end) - Math.max(i, first);
      means[m] += rows[row + i] * covered * to / from;
    }
  }
  return means;
}

/** Columns as rows. */
function transposed(rows: ArrayLike<number>, width: number): Float64Array {
  const height = rows.length / width;
  return new Float64Array(rows.length).map((_, i) =>
    rows[i % height * width + Math.floor(i / height)]
  );
}
