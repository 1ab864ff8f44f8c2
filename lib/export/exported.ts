/**
 * A network that leaves the house: what every format of it is made from.
 *
 * @module
 */

import type { Numbers } from "../formula/mod.ts";
import type { Column, LabelScale } from "../dataset/mod.ts";
import type { Fitted, OutputFacts } from "../mlp/mod.ts";
import type { Plan } from "../network/mod.ts";
import type { Spec } from "../spec/mod.ts";

/** A network, and what is known of its inputs and outputs. */
export interface Exported {
  /** What it was trained by. */
  readonly spec: Spec;
  /** Its shapes. */
  readonly plan: Plan;
  /** In the plan's layout. */
  readonly parameters: Numbers;
  /** What the outputs stand for. */
  readonly facts: OutputFacts;
  /** Of labels that are standardized numbers, the scale of each column. */
  readonly labels?: readonly LabelScale[] | undefined;
  /** Width and height, where inputs are the bytes of images, to be scaled as the spec says. */
  readonly image?: Fitted["image"];
  /** How the images look that it learned from, where that is known. */
  readonly form?: Fitted["form"];
  /** Whether inputs are bytes, likewise, though no gray images. */
  readonly bytes?: Fitted["bytes"];
  /** What inputs of files are scaled by, in place of the spec's scale. */
  readonly scales?: readonly LabelScale[] | undefined;
  /** The columns of a table, in the order of the inputs they become. */
  readonly columns?: readonly Column[] | undefined;
}

/** The classes in the order of the outputs, two of one output; none where outputs are no classes. */
export function classesOf({ facts: { task, names } }: Exported) {
  const areClasses = task.type === "classes" || task.type === "binary";
  return areClasses ? names : undefined;
}

/** How many deviations a mean may be from 0 for float32 to tell values of a column apart. */
const FAR = 2 ** 10;

/** Whether inputs must be float64, since float32 could not tell the numbers of a column apart. */
export function isWide({ columns = [], scales = [] }: Exported): boolean {
  return [...columns, ...scales].some((column) =>
    "mean" in column && Math.abs(column.mean) > FAR * column.deviation
  );
}

/**
 * A network that a format cannot hold.
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
  /** The name a stack trace shows. */
  override readonly name = "ExportError";
}

/** The parameters, which other formats have in float32 alone. */
export function float32Of({ parameters }: Exported): Float32Array {
  if (parameters instanceof Float32Array) return parameters;
  throw new ExportError(
    "a network must be of precision float32 to be exported: found float64",
  );
}
