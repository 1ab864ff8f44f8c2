/**
 * The weights of another network as the first weights of this one: of each layer
 * that both have under one name, with the same type and the same shapes.
 *
 * @module
 */

import type { Numbers } from "../formula/mod.ts";
import { type LayerPlan, shapeText } from "../layer/mod.ts";
import type { Plan } from "../network/mod.ts";
import { layerTensors } from "./layers.ts";
import type { Mlp } from "./mlp.ts";

/** The layers of a network whose first weights are another network's, and the rest. */
export interface InitializedLayers {
  /** The names of the layers whose weights are taken. */
  readonly taken: readonly string[];
  /** The other layers with weights, with the reason why theirs are random. */
  readonly random: readonly {
    readonly name: string;
    readonly reason: string;
  }[];
}

/** Compares the layers of two networks by name, type and shapes. */
export function initializedLayers(plan: Plan, other: Plan): InitializedLayers {
  const taken: string[] = [];
  const random: { name: string; reason: string }[] = [];
  for (const layer of plan.layers) {
    if (layer.tensors.length === 0) continue; // such as a pool
    const { name } = layer;
    const reason = difference(
      layer,
      other.layers.find((each) => each.name === name),
    );
    if (reason === undefined) taken.push(name);
    else random.push({ name, reason });
  }
  return { taken, random };
}

function difference(
  layer: LayerPlan,
  other: LayerPlan | undefined,
): string | undefined {
  if (!other) return "the model has no layer of this name";
  if (other.type !== layer.type) return `the model's is of type ${other.type}`;
  const shapes = ({ tensors, statistics }: LayerPlan) =>
    [...tensors, ...statistics].map(({ name, shape }) =>
      `${name} ${shapeText(shape)}`
    );
  const theirs = shapes(other);
  const own = shapes(layer).find((shape, s) => shape !== theirs[s]);
  return own === undefined
    ? undefined
    : `${own}, in the model ${theirs.join(", ")}`;
}

/**
 * Copies the weights of the layers that agree.
 *
 * @param parameters What they are copied into, in the layout of the plan.
 * @throws {TypeError} If no layer agrees.
 */
export function initializeFrom(
  { plan: other, parameters: theirs }: Pick<Mlp, "plan" | "parameters">,
  plan: Plan,
  parameters: Numbers,
): void {
  const { taken, random } = initializedLayers(plan, other);
  if (taken.length === 0) {
    const reasons = random.map(({ name, reason }) => `${name} (${reason})`);
    throw new TypeError(
      `initialize must be a model that has at least one layer of the same name, type and shapes: found no such layer; ${
        reasons.join(", ")
      }`,
    );
  }
  const from = layerTensors(other, theirs);
  for (const [tensor, { data }] of layerTensors(plan, parameters)) {
    const layer = tensor.slice(0, tensor.lastIndexOf("."));
    if (taken.includes(layer)) data.set(from.get(tensor)!.data);
  }
}
