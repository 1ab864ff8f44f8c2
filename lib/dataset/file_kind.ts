/**
 * Checks of a file's first bytes and name, which find files that cannot be read
 * as rows.
 *
 * @module
 */

import { type Bytes, gunzip, isGzip } from "../format/mod.ts";
import { IMAGE_FORMATS, isImage } from "../image/mod.ts";

/** The requirement that a file does not meet, and what was found instead. */
interface Fault {
  readonly must: string;
  readonly found: string;
}

/** The first bytes of unsupported image formats, which may look like IDX or text. */
const OTHERS: readonly [name: string, begin: string][] = [
  ["ICO", "\0\0\x01\0"],
  ["a cursor (CUR)", "\0\0\x02\0"],
  ["JPEG 2000", "\0\0\0\x0cjP  "],
  ["JPEG 2000", "\xff\x4f\xff\x51"],
  ["JPEG XL", "\0\0\0\x0cJXL "],
  ["EPS or PostScript", "%!PS"],
  ["EPS or PostScript", "\xc5\xd0\xd3\xc6"],
];

/** The file extensions of supported images. */
const IMAGE_NAME = /\.(png|jpe?g|gif|bmp|webp)$/i;

/**
 * Checks a file's first bytes and name, and returns what the file must be and
 * what was found; undefined if no fault is found.
 */
export async function fileFault(
  head: Bytes,
  name: string,
): Promise<Fault | undefined> {
  if (isImage(head)) return undefined;
  const other = OTHERS.find(([, begin]) => begins(head, begin))?.[0];
  if (other !== undefined) {
    return { must: IMAGE_FORMATS, found: `${other}; save the image as PNG` };
  }
  const isZipped = isGzip(head),
    inside = isZipped ? await unzipped(head) : head;
  if (isZipped && isImage(inside)) {
    return {
      must: `an image (${IMAGE_FORMATS}) without gzip`,
      found: "a gzipped image; decompress the file",
    };
  }
  if (IMAGE_NAME.test(name)) {
    const found = head.length === 0
      ? "an empty file"
      : isZipped
      ? "a gzipped file"
      : isText(head)
      ? "text"
      : "other bytes";
    return {
      must:
        `an image (${IMAGE_FORMATS}), as the extension of the file name says`,
      found,
    };
  }
  // the third byte of an IDX file is its element type, which is never zero
  if (inside.length >= 4 && begins(inside, "\0\0\0")) {
    return {
      must: `IDX, ${IMAGE_FORMATS}, JSON or CSV`,
      found: `a ${
        isZipped ? "gzipped " : ""
      }file that begins with three zero bytes`,
    };
  }
  return undefined;
}

/** Whether bytes are UTF-8 text; the last character may be incomplete. */
function isText(head: Bytes): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return !head.includes(0);
  } catch {
    return false;
  }
}

/** The first decompressed bytes of a gzip file; empty if the file is damaged. */
async function unzipped(head: Bytes): Promise<Bytes> {
  try {
    for await (const part of gunzip([head], "the file")) return part;
  } catch { // reading the file as IDX will report the error
  }
  return new Uint8Array(0);
}

function begins(bytes: Uint8Array, begin: string): boolean {
  return [...begin].every((char, i) => bytes[i] === char.charCodeAt(0));
}
