/**
 * The input of the rules that compare two fields: a spec without its faulty parts,
 * and the known facts about its data set.
 *
 * @module
 */

import type { Fault } from "./_fault.ts";
import type { Keys } from "./_tree.ts";
import type { ActivationName, Task } from "../formula/mod.ts";
import type { ExampleFacts } from "./size.ts";
import type { LayerTypeName } from "../layer/mod.ts";
import type { Spec } from "./spec.ts";

/**
 * The top-level fields from which only the faulty parts are removed. A
 * top-level field that is not in `partial` is removed completely if the field
 * has an error.
 */
export const partial = [
  "inputs",
  "labels",
  "layers",
  "loss",
  "earlyStopping",
] as const;

/** A layer of any type, without its faulty fields. */
export interface LayerDraft {
  readonly name?: string;
  readonly type?: LayerTypeName;
  readonly units?: number;
  readonly activation?: ActivationName;
  readonly dropout?: number | undefined;
}

/** A spec without its faulty parts. */
export type Draft =
  & { readonly [K in keyof Omit<Spec, Parts>]?: Spec[K] | undefined }
  & {
    readonly inputs?: Partial<Spec["inputs"]> | undefined;
    readonly labels?: Partial<Spec["labels"]> | undefined;
    readonly layers?: readonly LayerDraft[] | undefined;
    readonly loss?: Partial<Spec["loss"]> | undefined;
    readonly earlyStopping?: Partial<Spec["earlyStopping"]> | undefined;
  };

type Parts = typeof partial[number];

/** The known facts about the labels of the data set. */
export interface LabelFacts {
  readonly task: Task;
  /** The smallest and the largest label. */
  readonly range: readonly [number, number];
  /** The names of the classes, if the labels are classes. */
  readonly classes: readonly string[] | undefined;
}

/** The input of a rule: the valid parts of the spec, and its last layer. */
export interface Scene {
  readonly draft: Draft;
  /** The known facts about the examples. */
  readonly examples: ExampleFacts | undefined;
  /** The known facts about the labels. */
  readonly labels: LabelFacts | undefined;
  readonly layers: readonly LayerDraft[];
  readonly output: LayerDraft;
  /** Returns the path of a field of the last layer. */
  readonly ofOutput: (name: string) => Keys;
}

/**
 * Makes the error for two fields that contradict each other. `keys` is the path
 * of the field to change.
 */
export function fault(keys: Keys, message: string, other?: Keys): Fault {
  return { keys, on: "value", message, ...(other ? { other } : {}) };
}
