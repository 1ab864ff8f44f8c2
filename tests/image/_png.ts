/**
 * A writer of PNG files, independent of the code under test.
 *
 * @module
 * @see {@link https://www.w3.org/TR/png/} sections 5 and 11
 */

import { bigEndian, type Bytes, bytes } from "../dataset/_fixture.ts";

/** The fields of the header, and optional parts. */
export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Bits per sample (default: 8). */
  readonly depth?: number;
  /**
   * The color type: 0 gray, 2 RGB, 3 palette, 6 RGB with alpha (default: 0).
   */
  readonly color?: number;
  /** The interlace method: 1 is Adam7. */
  readonly interlaced?: number;
  /** The colors of the palette, with three bytes each. */
  readonly palette?: readonly number[];
}

/** A PNG file. Each row begins with its filter type, such as 0 for none. */
export async function pngFile(
  { width, height, depth = 8, color = 0, interlaced = 0, palette }: PngParts,
  rows: ArrayLike<number>,
): Promise<Bytes> {
  const size = [...bigEndian(width), ...bigEndian(height)];
  return bytes(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk("IHDR", [...size, depth, color, 0, 0, interlaced]),
    palette ? chunk("PLTE", palette) : [],
    chunk("IDAT", await deflate(Uint8Array.from(rows))),
    chunk("IEND", []),
  );
}

function chunk(type: string, data: ArrayLike<number>): Bytes {
  const named = bytes(new TextEncoder().encode(type), data);
  return bytes(bigEndian(data.length), named, bigEndian(crc32(named)));
}

/** Compresses bytes in the zlib format. */
async function deflate(plain: Bytes): Promise<Bytes> {
  const stream = new Blob([plain]).stream()
    .pipeThrough(new CompressionStream("deflate"));
  return await new Response(stream).bytes();
}

/** The CRC of section 5.5, computed bit by bit. */
function crc32(bytes: Bytes): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
    }
  }
  return ~crc >>> 0;
}
