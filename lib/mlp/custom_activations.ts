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
import type { DenseInput, LayerInput, Spec, SpecInput } from "../spec/mod.ts";

/** An activation of each number by itself, as a caller writes it. */
export interface CustomActivation {
  /** f(z). */
  value(z: number): number;
  /** f'(z), from z and a = f(z). */
  derivative(z: number, a: number): number;
}

/** A layer whose activation may be none of the language. */
export type CustomLayerInput = Omit<DenseInput, "activation"> & {
  /** What is applied to the weighted sum; else sigmoid. */
  readonly activation?: string | undefined;
};

/** A spec whose layers may name activations that are not in the language. */
export type CustomSpecInput = Omit<SpecInput, "layers"> & {
  /** The layers in order, without the input layer. */
  readonly layers: readonly (
    | Exclude<LayerInput, DenseInput>
    | CustomLayerInput
  )[];
};

/** Activations by the names that a spec has for them. */
export type CustomActivations = Readonly<Record<string, CustomActivation>>;

/**
 * A spec that can be checked: `identity` stands for each activation of the
 * caller's.
 *
 * @throws {TypeError} If one has the name of an activation that there is.
 */
export function withStandIns(
  spec: Spec | SpecInput | CustomSpecInput,
  custom: CustomActivations,
): Spec | SpecInput {
  for (const name of Object.keys(custom)) {
    if (!Object.hasOwn(activations, name)) continue;
    throw new TypeError(
      `an activation of one's own must have a name that no other has: found ${name}`,
    );
  }
  if (Object.keys(custom).length === 0) return spec as Spec | SpecInput;
  const layers = (spec.layers ?? []).map((layer) =>
    Object.hasOwn(custom, activationIn(layer) ?? "")
      ? { ...layer, activation: "identity" }
      : layer
  );
  return { ...spec, layers } as SpecInput;
}

/** A checked spec and its plan, with the caller's activations in them again. */
export function withCustom(
  { spec, plan }: { readonly spec: Spec; readonly plan: Plan },
  names: readonly (string | undefined)[],
  custom: CustomActivations,
): { spec: Spec; plan: Plan } {
  if (Object.keys(custom).length === 0) return { spec, plan };
  const put = <L extends object>(layers: readonly L[], more: Added): L[] =>
    layers.map((layer, l) => {
      const name = names[l] ?? "";
      if (!Object.hasOwn(custom, name)) return layer;
      const activation = name as ActivationName; // that `custom` says more of
      return { ...layer, activation, ...more(custom[name]) };
    });
  return {
    spec: Object.freeze({ ...spec, layers: put(spec.layers, () => ({})) }),
    plan: {
      ...plan,
      layers: put(plan.layers, ({ value, derivative }) => ({
        customActivation: activationOf(value, derivative),
      })),
    },
  };
}

/** The activation that a layer names. */
export function activationIn(layer: object): string | undefined {
  return "activation" in layer ? `${layer.activation}` : undefined;
}

/** What a layer has beside the name of its activation. */
type Added = (custom: CustomActivation) => object;
