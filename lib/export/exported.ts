/**
 * A network that leaves the house: what every format of it is made from.
 *
 * @module
 */

import type { Numbers } from "../formula/mod.ts";
import type { Column, LabelScale } from "../dataset/mod.ts";
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
  /** The classes in the order of the outputs. */
  readonly classes?: readonly string[] | undefined;
  /** Of labels that are standardized numbers, the scale of each column. */
  readonly labels?: readonly LabelScale[] | undefined;
  /** Whether inputs are bytes, to be scaled as the spec says. */
  readonly bytes: boolean;
  /** The columns of a table, in the order of the inputs they become. */
  readonly columns?: readonly Column[] | undefined;
}

/** A network that a format cannot hold. */
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
