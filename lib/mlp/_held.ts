/**
 * Which examples a network learns from, and which are held out to validate on.
 *
 * @module
 */

import { foundText } from "../options.ts";
import { type Examples, holdOut } from "../dataset/mod.ts";
import type { Plan } from "../network/mod.ts";
import type { Spec } from "../spec/mod.ts";
import type { TrainOptions } from "../train/mod.ts";
import { mustTeach } from "./_shapes.ts";

/**
 * Splits examples into those that are learned from and those that are scored
 * after each epoch.
 *
 * @throws {TypeError} If the spec asks for validation examples that are not given.
 * @throws {ShapeError} If rows or widths of the validation examples do not fit.
 */
export function splitGiven(
  { spec, plan }: { readonly spec: Spec; readonly plan: Plan },
  given: Examples,
  validation: TrainOptions["validation"] = fractionOf(spec),
): { readonly learned: Examples; readonly held?: Examples } {
  if (validation === undefined) {
    const { folds, ...said } = spec.validation ?? {};
    const [way] = folds === undefined ? Object.keys(said) : [];
    if (way !== undefined) {
      throw new TypeError(
        `validation.${way} must have its examples, such as those of loadDataset(): ` +
          "train(inputs, labels, { validation: { inputs, labels } }): found none",
      );
    }
    const metric = spec.earlyStopping?.metric;
    if (!metric?.startsWith("validation")) return { learned: given };
    throw new TypeError(
      `earlyStopping on ${metric} must have examples to validate on, such as ` +
        "train(inputs, labels, { validation: { fraction: 0.1 } }): found none",
    );
  }
  if (typeof validation !== "object" || validation === null) {
    throw new TypeError(
      `validation must be { fraction } or { inputs, labels }: found ${
        foundText(validation)
      }`,
    );
  }
  if ("fraction" in validation) {
    const { fraction } = validation, { seed } = spec;
    if (!(typeof fraction === "number" && fraction > 0 && fraction < 1)) {
      throw new RangeError(
        `validation.fraction must be a number over 0 and under 1: found ${
          foundText(fraction)
        }`,
      );
    }
    const { train: learned, held } = holdOut(given, { fraction, seed });
    return { learned, held };
  }
  const held = { inputs: validation.inputs, targets: validation.labels };
  mustTeach(plan, held);
  return { learned: given, held };
}

/** The share that is drawn here; whole groups of a table are held out as it is loaded. */
function fractionOf({ validation }: Spec): TrainOptions["validation"] {
  const { fraction, group } = validation ?? {};
  return fraction === undefined || group !== undefined
    ? undefined
    : { fraction };
}
