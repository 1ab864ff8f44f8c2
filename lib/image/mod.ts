/**
 * Image files to pixels, and pixels to what networks read.
 *
 * @module
 */

export { decodeImage, IMAGE_FORMATS, isImage } from "./decode.ts";
export { grayOf, type Picture, type Rgba } from "./pixels.ts";
export { encodePng } from "./png.ts";
export { resized } from "./resize.ts";
