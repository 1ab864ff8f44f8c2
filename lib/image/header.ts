/**
 * Detection of the format and size of image files from the file headers,
 * without decoding the pixels.
 *
 * @module
 */

/** The supported formats. */
export type ImageFormat = "PNG" | "JPEG" | "GIF" | "BMP" | "WebP";

/** The width and height in pixels. */
export type Size = readonly [width: number, height: number];

/** Unsupported formats that are named in error messages. */
const OTHERS: readonly [name: string, is: (head: Uint8Array) => boolean][] = [
  ["SVG", isSvg],
  ["HEIC", (head) => isBrand(head, /^(he[ivms][cxms]|mif1|msf1)$/)],
  ["AVIF", (head) => isBrand(head, /^avi[fs]$/)],
  ["TIFF", (head) => begins(head, "II*\0") || begins(head, "MM\0*")],
  ["PDF", (head) => begins(head, "%PDF-")],
];

/**
 * The supported format of a file whose first bytes are `head`; undefined for
 * other files.
 */
export function imageFormat(head: Uint8Array): ImageFormat | undefined {
  if (begins(head, "\x89PNG\r\n\x1a\n")) return "PNG";
  if (begins(head, "\xff\xd8\xff")) return "JPEG";
  if (begins(head, "GIF87a") || begins(head, "GIF89a")) return "GIF";
  if (begins(head, "RIFF") && begins(head, "WEBP", 8)) return "WebP";
  // a text file can begin with the letters BM, but contains no zero bytes
  if (begins(head, "BM") && head.subarray(0, 26).includes(0)) return "BMP";
  return undefined;
}

/** The name of a known but unsupported format, such as SVG; undefined for other files. */
export function otherFormat(head: Uint8Array): string | undefined {
  return OTHERS.find(([, is]) => is(head))?.[0];
}

/**
 * The image sizes in the headers of a file: the size of the canvas and the size
 * of the first frame.
 *
 * @returns An empty list if the headers are damaged.
 */
export function sizesOf(bytes: Uint8Array, format: ImageFormat): Size[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return READERS[format](view);
  } catch (error) {
    if (error instanceof RangeError) return []; // the file ends within a header
    throw error;
  }
}

/**
 * Whether a file is complete. The completeness of a JPEG file must be checked,
 * because decoders fill the missing part of a JPEG with gray.
 */
export function isWhole(bytes: Uint8Array, format: ImageFormat): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (format === "WebP") return bytes.length >= view.getUint32(4, true) + 8;
  if (format !== "JPEG") return true;
  const { scan } = jpegParts(view);
  for (let at = bytes.length - 2; at > scan; at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  }
  return false;
}

const READERS: Readonly<Record<ImageFormat, (view: DataView) => Size[]>> = {
  PNG: (view) => [[view.getUint32(16), view.getUint32(20)]],
  JPEG: (view) => jpegParts(view).sizes,
  GIF: gifSizes,
  BMP: bmpSizes,
  WebP: webpSizes,
};

/**
 * The sizes in the frame headers of a JPEG, and the byte position of its first
 * scan (a block of compressed pixels).
 */
function jpegParts(view: DataView): { sizes: Size[]; scan: number } {
  const sizes: Size[] = [];
  let at = 2;
  while (at < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return { sizes: [], scan: at };
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at++; // a fill byte
    else if (marker === 0xda) return { sizes, scan: at };
    else if (marker === 0xd9) break;
    else {
      const isFrame = marker >= 0xc0 && marker <= 0xcf &&
        ![0xc4, 0xc8, 0xcc].includes(marker);
      if (isFrame) {
        sizes.push([view.getUint16(at + 7), view.getUint16(at + 5)]);
      }
      at += 2 + view.getUint16(at + 2);
    }
  }
  return { sizes: [], scan: at }; // a file without a scan has no pixels
}

function bmpSizes(view: DataView): Size[] {
  const header = view.getUint32(14, true);
  if (header === 12) {
    return [[view.getUint16(18, true), view.getUint16(20, true)]];
  }
  if (header < 16) return [];
  return [[view.getInt32(18, true), Math.abs(view.getInt32(22, true))]];
}

/** The size of the whole canvas of a GIF, and the size of its first frame. */
function gifSizes(view: DataView): Size[] {
  const short = (at: number) => view.getUint16(at, true);
  const table = (flags: number) => flags & 0x80 ? 3 << (flags & 7) + 1 : 0;
  let at = 13 + table(view.getUint8(10));
  while (view.getUint8(at) === 0x21) { // an extension block
    at += 2;
    while (view.getUint8(at) > 0) at += 1 + view.getUint8(at);
    at++;
  }
  if (view.getUint8(at) !== 0x2c) return [];
  const frame: Size = [short(at + 5), short(at + 7)];
  return [[short(6), short(8)], frame];
}

/** The sizes of the canvas and of the first image of a WebP. */
function webpSizes(view: DataView): Size[] {
  const sizes: Size[] = [];
  let at = 12;
  while (at + 8 <= view.byteLength) {
    const kind = view.getUint32(at), length = view.getUint32(at + 4, true);
    const data = at + 8;
    const three = (at: number) =>
      view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
    if (kind === 0x56503858) { // VP8X
      sizes.push([three(data + 4) + 1, three(data + 7) + 1]);
    } else if (kind === 0x414e4d46) { // ANMF: an animation frame that has its own header
      sizes.push([three(data + 6) + 1, three(data + 9) + 1]);
      at = data + 16;
      continue;
    } else if (kind === 0x5650384c) { // VP8L
      const bits = view.getUint32(data + 1, true);
      return [...sizes, [(bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1]];
    } else if (kind === 0x56503820) { // VP8
      const side = (at: number) => view.getUint16(at, true) & 0x3fff;
      return [...sizes, [side(data + 6), side(data + 8)]];
    }
    at = data + length + length % 2;
  }
  return [];
}

function begins(bytes: Uint8Array, text: string, from = 0): boolean {
  return [...text].every((char, i) => bytes[from + i] === char.charCodeAt(0));
}

/**
 * Whether a file in the ISO base media format has a brand (the code of its file
 * type, such as `avif`) that matches the pattern.
 */
function isBrand(head: Uint8Array, brand: RegExp): boolean {
  return begins(head, "ftyp", 4) &&
    brand.test(String.fromCharCode(...head.subarray(8, 12)));
}

/**
 * Whether the first element of a text is `svg`. An XML declaration, comments
 * and a DOCTYPE can precede the element.
 */
function isSvg(head: Uint8Array): boolean {
  if (head.subarray(0, 1024).includes(0)) return false;
  const text = new TextDecoder().decode(head.subarray(0, 4096)); // drops a BOM
  const before =
    /^(\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+svg[^>[]*(\[[^\]]*\])?\s*>)*/is;
  return /^<svg[\s>/]/i.test(text.replace(before, ""));
}
