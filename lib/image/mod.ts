/**
 * Functions that decode image files to pixels, and convert pixels to the inputs
 * of a network.
 *
 * @module
 */

export { decodeImage, IMAGE_FORMATS, isImage } from "./decode.ts";
export { contained } from "./contain.ts";
export { fitGray, fitProgram, type FittedImage } from "./fit.ts";
export {
  type DrawnForm,
  type ImageForm,
  imageForm,
  isImageForm,
} from "./form.ts";
export { grayOf, mustBeRgba, type Picture, type Rgba } from "./pixels.ts";
export { encodePng } from "./png.ts";
export { resized } from "./resize.ts";
