/**
 * Activations that are a caller's own functions, in a spec that names them.
 *
 * @module
 */

import {
  type ActivationName,
  activationOf,
  activations,
} from "../formula/mod.ts";
import type { Plan } from "../network/mod.ts";
import type { DenseInput, FlattenInput, Spec, SpecInput } from "../spec/mod.ts";

/** An activation of each number by itself, as a caller writes it. */
export interface OwnActivation {
  /** f(z). */
  value(z: number): number;
  /** f'(z), from z and a = f(z). */
  slope(z: number, a: number): number;
}

/** A layer whose activation may be none of the language. */
export type OwnLayerInput = Omit<DenseInput, "activation"> & {
  /** What is applied to the weighted sum; else sigmoid. */
  readonly activation?: string | undefined;
};

/** A spec whose layers may name activations that are not in the language. */
export type OwnSpecInput = Omit<SpecInput, "layers"> & {
  /** The layers in order, without the input layer. */
  readonly layers: readonly (FlattenInput | OwnLayerInput)[];
};

/** Activations by the names that a spec has for them. */
export type OwnActivations = Readonly<Record<string, OwnActivation>>;

/**
 * A spec that can be checked: `identity` stands for each activation of the
 * caller's.
 *
 * @throws {TypeError} If one has the name of an activation that there is.
 */
export function standIn(
  spec: Spec | SpecInput | OwnSpecInput,
  own: OwnActivations,
): Spec | SpecInput {
  for (const name of Object.keys(own)) {
    if (!Object.hasOwn(activations, name)) continue;
    throw new TypeError(
      `an activation of one's own must have a name that no other has: found ${name}`,
    );
  }
  if (Object.keys(own).length === 0) return spec as Spec | SpecInput;
  const layers = (spec.layers ?? []).map((layer) =>
    Object.hasOwn(own, activationIn(layer) ?? "")
      ? { ...layer, activation: "identity" }
      : layer
  );
  return { ...spec, layers } as SpecInput;
}

/** A checked spec and its plan, with the caller's activations in them again. */
export function withOwn(
  { spec, plan }: { readonly spec: Spec; readonly plan: Plan },
  names: readonly (string | undefined)[],
  own: OwnActivations,
): { spec: Spec; plan: Plan } {
  if (Object.keys(own).length === 0) return { spec, plan };
  const put = <L extends object>(layers: readonly L[], more: Added): L[] =>
    layers.map((layer, l) => {
      const name = names[l] ?? "";
      if (!Object.hasOwn(own, name)) return layer;
      const activation = name as ActivationName; // that `own` says more of
      return { ...layer, activation, ...more(own[name]) };
    });
  return {
    spec: Object.freeze({ ...spec, layers: put(spec.layers, () => ({})) }),
    plan: {
      ...plan,
      layers: put(plan.layers, ({ value, slope }) => ({
        customActivation: activationOf(value, (a, z) => slope(z, a)),
      })),
    },
  };
}

/** The activation that a layer names. */
export function activationIn(layer: object): string | undefined {
  return "activation" in layer ? `${layer.activation}` : undefined;
}

/** What a layer has beside the name of its activation. */
type Added = (own: OwnActivation) => object;
