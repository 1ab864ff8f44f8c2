/**
 * What is known of a spec while its fields are held against each other.
 *
 * @module
 */

import type { Fault } from "./_fault.ts";
import type { Keys } from "./_tree.ts";
import type { ActivationName, Task } from "../formula/mod.ts";
import type { ExampleFacts } from "./size.ts";
import type { LayerTypeName } from "../layer/mod.ts";
import type { Spec } from "./spec.ts";

/** The fields of which facts know the rest where a part is wrong. */
export const partial = [
  "inputs",
  "labels",
  "layers",
  "loss",
  "earlyStopping",
] as const;

/** A layer of any type of which only what is right is there. */
export interface LayerDraft {
  readonly name?: string;
  readonly type?: LayerTypeName;
  readonly units?: number;
  readonly activation?: ActivationName;
  readonly dropout?: number | undefined;
}

/** A spec of which only what is right is there. */
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

/** The labels of a spec's data set, as far as they are known. */
export interface LabelFacts {
  readonly task: Task;
  /** The smallest and the largest. */
  readonly range: readonly [number, number];
  /** The names of the classes, where there are classes. */
  readonly classes: readonly string[] | undefined;
}

/** What a fact needs: the spec as far as it is right, and its last layer. */
export interface Scene {
  readonly draft: Draft;
  /** What is known of the examples. */
  readonly examples: ExampleFacts | undefined;
  /** What is known of the labels. */
  readonly labels: LabelFacts | undefined;
  readonly layers: readonly LayerDraft[];
  readonly output: LayerDraft;
  /** The way to a part of the last layer. */
  readonly ofOutput: (name: string) => Keys;
}

/** What two fields say against each other, at the one that is to change. */
export function fault(keys: Keys, message: string, other?: Keys): Fault {
  return { keys, on: "value", message, ...(other ? { other } : {}) };
}
