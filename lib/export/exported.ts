/**
 * The parts of a trained network from which every export format is made.
 *
 * @module
 */

import type { Numbers } from "../formula/mod.ts";
import type { Column, LabelScale } from "../dataset/mod.ts";
import type { Fitted, OutputFacts } from "../mlp/mod.ts";
import type { Plan } from "../network/mod.ts";
import type { Spec } from "../spec/mod.ts";

/** A trained network, with the descriptions of its inputs and outputs. */
export interface Exported {
  /** The spec of the network. */
  readonly spec: Spec;
  /** The plan of the network. */
  readonly plan: Plan;
  /** The parameters, in the plan's layout. */
  readonly parameters: Numbers;
  /** The meaning of the outputs. */
  readonly facts: OutputFacts;
  /** The scale of each label column, if labels are standardized. */
  readonly labels?: readonly LabelScale[] | undefined;
  /**
   * The width and height, if the inputs are bytes of grayscale images, scaled
   * as in the spec.
   */
  readonly image?: Fitted["image"];
  /** The description of the training images, if there is one. */
  readonly form?: Fitted["form"];
  /** Whether the inputs are bytes, scaled as in the spec, but not grayscale images. */
  readonly bytes?: Fitted["bytes"];
  /** The scales of other inputs from files. */
  readonly scales?: readonly LabelScale[] | undefined;
  /** The columns of a table, in the order of the inputs. */
  readonly columns?: readonly Column[] | undefined;
}

/**
 * The class names in the order of the outputs, two for a single output;
 * undefined without classes.
 */
export function classesOf({ facts: { task, names } }: Exported) {
  const areClasses = task.type === "classes" || task.type === "binary";
  return areClasses ? names : undefined;
}

/**
 * If the mean of a column is more than this number of standard deviations, float32
 * cannot distinguish the values of the column.
 */
const FAR = 2 ** 10;

/**
 * Whether inputs must be float64, since float32 could not distinguish the
 * values of a column.
 */
export function isWide({ columns = [], scales = [] }: Exported): boolean {
  return [...columns, ...scales].some((column) =>
    "mean" in column && Math.abs(column.mean) > FAR * column.deviation
  );
}

/**
 * The error for a network that cannot be exported.
 *
 * @example A network in float64
 * ```ts
 * import { compile, ExportError, exportOnnx } from "@percept/nn";
 * import { assertRejects } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "and",
 *   layers: [{ units: 1 }],
 *   learningRate: 1,
 *   epochs: 1,
 *   precision: "float64",
 * }, { inputs: 2 });
 * await assertRejects(() => exportOnnx(mlp), ExportError, "float32");
 * ```
 */
export class ExportError extends TypeError {
  /** The name of the error class. */
  override readonly name = "ExportError";
}

/** The parameters in float32, the only precision of exports. */
export function float32Of({ parameters }: Exported): Float32Array {
  if (parameters instanceof Float32Array) return parameters;
  throw new ExportError(
    "a network must be of precision float32 to be exported: found float64",
  );
}
