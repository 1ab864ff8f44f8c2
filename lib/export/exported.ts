/**
 * The description of a trained network that every export uses.
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
  /** All parameters in one array; the plan has the offset of each tensor. */
  readonly parameters: Numbers;
  /** The meaning of the outputs. */
  readonly facts: OutputFacts;
  /** The mean and standard deviation of each label column, if labels are standardized. */
  readonly labels?: readonly LabelScale[] | undefined;
  /**
   * The width and height of the images, if the inputs are bytes of grayscale
   * images.
   */
  readonly image?: Fitted["image"];
  /**
   * The background of the training images and the position of the drawing in
   * each image; undefined if these facts were not measured.
   */
  readonly form?: Fitted["form"];
  /** True if the inputs are bytes, but not pixels of grayscale images. */
  readonly bytes?: Fitted["bytes"];
  /**
   * The mean and standard deviation of each column or channel, if inputs from a
   * file are standardized.
   */
  readonly scales?: readonly LabelScale[] | undefined;
  /** The columns of a table, in the order of the inputs. */
  readonly columns?: readonly Column[] | undefined;
}

/**
 * The class names in the order of the outputs. A network with a single output
 * has two class names. The result is undefined if the network does not predict
 * classes.
 */
export function classesOf({ facts: { task, names } }: Exported) {
  const areClasses = task.type === "classes" || task.type === "binary";
  return areClasses ? names : undefined;
}

/**
 * The largest ratio |mean| / (standard deviation) of a column for which float32
 * is precise enough to distinguish the values.
 */
const FAR = 2 ** 10;

/**
 * Whether the inputs must be float64, because float32 cannot distinguish the
 * values of at least one column.
 */
export function isWide({ columns = [], scales = [] }: Exported): boolean {
  return [...columns, ...scales].some((column) =>
    "mean" in column && Math.abs(column.mean) > FAR * column.deviation
  );
}

/**
 * The error for a network that cannot be exported.
 *
 * @example A float64 network cannot be exported
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

/** The parameters in float32. Every export stores its parameters in float32. */
export function float32Of({ parameters }: Exported): Float32Array {
  if (parameters instanceof Float32Array) return parameters;
  throw new ExportError(
    "a network must have the precision float32 to be exported: found float64",
  );
}
