/**
 * The split of examples into training and validation examples.
 *
 * @module
 */

import { foundText } from "../options.ts";
import { type Examples, holdOut } from "../dataset/mod.ts";
import type { Plan } from "../network/mod.ts";
import type { Spec } from "../spec/mod.ts";
import type { TrainOptions } from "../train/mod.ts";
import { mustBeTrainable } from "./_shapes.ts";

/**
 * Splits examples into training examples and validation examples.
 *
 * @throws {TypeError} If the spec requires validation examples, but there are
 *   no validation examples.
 * @throws {ShapeError} If the number of rows or columns of the validation examples
 *   is wrong.
 */
export function splitExamples(
  { spec, plan }: { readonly spec: Spec; readonly plan: Plan },
  given: Examples,
  validation: TrainOptions["validation"] = fractionOf(spec),
): { readonly learned: Examples; readonly held?: Examples } {
  if (validation === undefined) {
    const { folds, ...said } = spec.validation ?? {};
    const [way] = folds === undefined ? Object.keys(said) : [];
    if (way !== undefined) {
      throw new TypeError(
        `validation.${way} needs validation examples, for example from loadDataset(); ` +
          "write train(inputs, labels, { validation: { inputs: validationInputs, labels: validationLabels } })",
      );
    }
    const metric = spec.earlyStopping?.metric;
    if (!metric?.startsWith("validation")) return { learned: given };
    throw new TypeError(
      `earlyStopping on ${metric} needs validation examples; ` +
        "write train(inputs, labels, { validation: { fraction: 0.1 } })",
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
  mustBeTrainable(plan, held);
  return { learned: given, held };
}

/**
 * The fraction of the examples that `train` holds out for validation. The result is
 * undefined if the spec has the field `validation.group`, since whole groups are
 * held out when the table is loaded.
 */
function fractionOf({ validation }: Spec): TrainOptions["validation"] {
  const { fraction, group } = validation ?? {};
  return fraction === undefined || group !== undefined
    ? undefined
    : { fraction };
}
