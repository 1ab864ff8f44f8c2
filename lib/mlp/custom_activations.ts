/**
 * Custom activation functions: a caller passes the functions to `compile`, and
 * a spec refers to them by name.
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

/** A custom elementwise activation function, written by the caller. */
export interface CustomActivation {
  /** The activation function, f(z). */
  value(z: number): number;
  /** The derivative f'(z), computed from z and a = f(z). */
  derivative(z: number, a: number): number;
}

/** A dense layer whose activation can be a custom activation. */
export type CustomLayerInput = Omit<DenseInput, "activation"> & {
  /** The name of the activation function (default: sigmoid). */
  readonly activation?: string | undefined;
};

/** A spec whose layers can use custom activation functions, by their names. */
export type CustomSpecInput = Omit<SpecInput, "layers"> & {
  /** The layers, in order. The list has no input layer. */
  readonly layers: readonly (
    | Exclude<LayerInput, DenseInput>
    | CustomLayerInput
  )[];
};

/**
 * Custom activation functions. The keys are the names of the activation
 * functions in the spec.
 */
export type CustomActivations = Readonly<Record<string, CustomActivation>>;

/**
 * Replaces each custom activation in a spec by `identity`, so that the spec can be
 * checked.
 *
 * @throws {TypeError} If a custom activation has the name of a built-in activation.
 */
export function withStandIns(
  spec: Spec | SpecInput | CustomSpecInput,
  custom: CustomActivations,
): Spec | SpecInput {
  for (const name of Object.keys(custom)) {
    if (!Object.hasOwn(activations, name)) continue;
    throw new TypeError(
      `a custom activation must not have the name of a built-in activation: found ${name}; choose another name`,
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

/** Puts the custom activations back into a checked spec and its plan. */
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
      const activation = name as ActivationName; // a key of `custom`
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

/** The name of a layer's activation function. */
export function activationIn(layer: object): string | undefined {
  return "activation" in layer ? `${layer.activation}` : undefined;
}

/**
 * A function that takes a custom activation, and returns the properties to add
 * to each layer that uses this activation.
 */
type Added = (custom: CustomActivation) => object;
