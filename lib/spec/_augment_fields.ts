/**
 * The schema of `augment`: random distortion of training images.
 *
 * @module
 */

import { fraction, nonNegative } from "./_common_kinds.ts";
import { defaulted, mapping, optional, real } from "./_kinds.ts";

const elastic = mapping({
  alpha: defaulted(
    real(0, 1000, [false, false], "must be a number from 0 to 1000"),
    34,
    "the strength of the distortion: the factor that multiplies the smoothed displacements, in pixels",
  ),
  sigma: defaulted(
    real(0.1, 100, [false, false], "must be a number from 0.1 to 100"),
    4,
    "the smoothness of the distortion: the standard deviation of the Gaussian filter, in pixels",
  ),
});

const augment = {
  ...mapping({
    shift: optional(
      nonNegative,
      "the largest horizontal and vertical shift, in pixels",
    ),
    rotate: optional(
      nonNegative,
      "the largest rotation in either direction, in degrees",
    ),
    shear: optional(
      nonNegative,
      "the largest shear: the horizontal shift of a row of pixels, as a fraction of the row's distance from the center",
    ),
    scale: optional(
      fraction,
      "the largest change of width and of height, as a fraction: 0.1 is up to 10 %",
    ),
    elastic: optional(
      elastic,
      "elastic distortion, which imitates the differences between handwritings (Simard et al., 2003)",
    ),
  }),
  filled: true,
} as const;

/**
 * The spec field `augment`, which sets the random distortion of training
 * images.
 */
export const augmentFields = {
  augment: optional(
    augment,
    "random distortion of training images, new in every epoch (default: none)",
  ),
};
