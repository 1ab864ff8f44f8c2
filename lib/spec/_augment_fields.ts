/**
 * How pictures are distorted, as rules.
 *
 * @module
 */

import { fraction, nonNegative } from "./_common_kinds.ts";
import { defaulted, mapping, optional, real } from "./_kinds.ts";

const elastic = mapping({
  alpha: defaulted(
    real(0, 1000, [false, false], "must be a number from 0 to 1000"),
    34,
    "how far pixels move: what smoothed displacements are multiplied by",
  ),
  sigma: defaulted(
    real(0.1, 100, [false, false], "must be a number from 0.1 to 100"),
    4,
    "how smoothly: the deviation in pixels of the Gaussian",
  ),
});

const augment = {
  ...mapping({
    shift: optional(
      nonNegative,
      "up to so many pixels across, and so many down",
    ),
    rotate: optional(nonNegative, "up to so many degrees either way"),
    shear: optional(
      nonNegative,
      "how far rows move aside, as a share of their distance from the middle",
    ),
    scale: optional(
      fraction,
      "how much wider and higher, or less so, as a share",
    ),
    elastic: optional(
      elastic,
      "bends pictures as another hand would; Simard's, 2003",
    ),
  }),
  filled: true,
} as const;

/** The field of a spec that says how pictures are distorted. */
export const augmentFields = {
  augment: optional(
    augment,
    "how pictures are distorted, each anew in every epoch; where absent, not at all",
  ),
};
