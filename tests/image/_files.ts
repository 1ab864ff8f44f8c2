/**
 * Writers of small GIF, BMP and lossless WebP files, independent of the code
 * under test, and JPEG files by Deno's encoder.
 *
 * @module
 */

/** The red, green, blue and alpha of a pixel. */
export type Color = readonly [r: number, g: number, b: number, a?: number];

/** The size of an image, and the color of each pixel. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  color(x: number, y: number): Color;
}

/** The image as four bytes per pixel. */
export function rgba({ width, height, color }: Drawn) {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let p = 0; p < width * height; p++) {
    const [r, g, b, a = 255] = color(p % width, Math.floor(p / width));
    data.set([r, g, b, a], 4 * p);
  }
  return { width, height, data };
}

/**
 * A BMP file with 24 bits per pixel, or with 32 bits and no alpha channel,
 * stored from bottom to top or from top to bottom.
 */
export function bmpFile(
  { width, height, color }: Drawn,
  { bits = 24, topDown = false } = {},
): Uint8Array<ArrayBuffer> {
  const size = bits / 8, row = Math.ceil(width * size / 4) * 4;
  const bytes = new Uint8Array(54 + row * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, topDown ? -height : height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, bits, true);
  for (let y = 0; y < height; y++) {
    const first = 54 + row * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      const [r, g, b] = color(x, y);
      bytes.set([b, g, r], first + size * x);
    }
  }
  return bytes;
}

/**
 * A GIF file with up to 256 colors. All codes have nine bits: a clear code
 * comes before the codes would become longer.
 *
 * @param options.frames The number of frames. The second and later ones have
 * only the color 0.
 */
export function gifFile(
  { width, height, color }: Drawn,
  { frames = 1 } = {},
): Uint8Array<ArrayBuffer> {
  const colors: Color[] = [];
  const pixels = Array.from({ length: width * height }, (_, p) => {
    const found = color(p % width, Math.floor(p / width));
    const known = colors.findIndex((one) => `${one}` === `${found}`);
    return known >= 0 ? known : colors.push(found) - 1;
  });
  const clear = colors.findIndex(([, , , a = 255]) => a === 0);
  const short = (value: number) => [value & 255, value >> 8];
  const palette = Array.from(
    { length: 256 },
    (_, c) => (colors[c] ?? [0, 0, 0]).slice(0, 3),
  );
  const frame = (pixels: readonly number[]) => [
    ...[0x21, 0xf9, 4, clear < 0 ? 0 : 1, 0, 0, Math.max(clear, 0), 0],
    ...[0x2c, 0, 0, 0, 0, ...short(width), ...short(height), 0],
    ...[8, ...lzw(pixels), 0],
  ];
  const bytes = [
    ...new TextEncoder().encode("GIF89a"),
    ...[...short(width), ...short(height), 0xf7, 0, 0],
    ...palette.flat(),
    ...frame(pixels),
  ];
  for (let f = 1; f < frames; f++) bytes.push(...frame(pixels.map(() => 0)));
  return Uint8Array.from([...bytes, 0x3b]);
}

/** LZW codes of nine bits, divided into blocks. */
function lzw(pixels: readonly number[]): number[] {
  const codes = pixels.flatMap((p, i) => i % 200 === 0 ? [256, p] : [p]);
  const bits = [...codes, 257].flatMap((code) =>
    Array.from({ length: 9 }, (_, b) => code >> b & 1)
  );
  const bytes = packed(bits), blocks: number[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.slice(at, at + 255);
    blocks.push(block.length, ...block);
  }
  return blocks;
}

/** Packs bits into bytes, the lowest bit first. */
function packed(bits: readonly number[]): number[] {
  return Array.from(
    { length: Math.ceil(bits.length / 8) },
    (_, i) =>
      bits.slice(8 * i, 8 * i + 8).reduce((sum, bit, b) => sum | bit << b, 0),
  );
}

/**
 * A lossless WebP file without transforms, with eight bits per byte of a pixel.
 *
 * @see {@link https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification}
 */
export function webpFile(image: Drawn): Uint8Array<ArrayBuffer> {
  const { width, height, data } = rgba(image);
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let b = 0; b < count; b++) bits.push(value >>> b & 1);
  };
  put(0x2f, 8);
  put(width - 1, 14);
  put(height - 1, 14);
  put(1, 1); // the image has an alpha channel
  put(0, 3); // version
  put(0, 3); // no transform, no color cache, one group of codes
  for (const lengths of [280, 256, 256, 256]) { // green, red, blue, alpha
    put(0, 1); // not a simple code
    put(12 - 4, 4); // twelve lengths of codes for lengths follow
    // in the order 17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8; those of 0 and 8 have
    // one bit
    for (const length of [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]) put(length, 3);
    put(0, 1); // lengths for all symbols
    for (let s = 0; s < lengths; s++) put(s < 256 ? 1 : 0, 1);
  }
  put(1, 1); // distances have a simple code
  put(0, 1); // one symbol
  put(0, 1); // the symbol has one bit
  put(0, 1); // 0
  for (let p = 0; p < data.length; p += 4) {
    for (const channel of [1, 0, 2, 3]) {
      for (let b = 7; b >= 0; b--) put(data[p + channel] >> b & 1, 1);
    }
  }
  const pixels = packed(bits);
  if (pixels.length % 2 === 1) pixels.push(0);
  const text = (word: string) => [...new TextEncoder().encode(word)];
  const long = (n: number) => [n & 255, n >> 8 & 255, n >> 16 & 255, n >>> 24];
  return Uint8Array.from([
    ...[...text("RIFF"), ...long(12 + pixels.length), ...text("WEBP")],
    ...[...text("VP8L"), ...long(pixels.length), ...pixels],
  ]);
}

/** A JPEG file, written by Deno's encoder. */
export async function jpegFile(
  image: Drawn,
  quality = 0.95,
): Promise<Uint8Array<ArrayBuffer>> {
  const bitmap = await createImageBitmap(new Blob([bmpFile(image)]));
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("bitmaprenderer")!.transferFromImageBitmap(bitmap);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
  return new Uint8Array(await blob.arrayBuffer());
}

/** A JPEG file with an orientation from 1 to 8 in its EXIF data. */
export function oriented(
  jpeg: Uint8Array,
  orientation: number,
): Uint8Array<ArrayBuffer> {
  const exif = [
    ...new TextEncoder().encode("Exif\0\0MM"),
    ...[0, 42, 0, 0, 0, 8], // one directory with one entry
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
  ];
  const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
  return Uint8Array.from([...jpeg.slice(0, 2), ...segment, ...jpeg.slice(2)]);
}
