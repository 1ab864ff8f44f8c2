/**
 * Initial weights from another network. A layer takes its initial weights from
 * a layer of another network, if both layers have the same name, type and
 * tensor shapes.
 *
 * @module
 */

import type { Numbers } from "../formula/mod.ts";
import { type LayerPlan, shapeText } from "../layer/mod.ts";
import type { Plan } from "../network/mod.ts";
import { layerTensors } from "./layers.ts";
import type { Mlp } from "./mlp.ts";

/**
 * The layers that take their initial weights from another network, and the
 * layers that keep their random initial weights.
 */
export interface InitializedLayers {
  /**
   * The names of the layers whose initial weights are copied from another
   * network.
   */
  readonly taken: readonly string[];
  /**
   * The layers whose initial weights are not copied from another network: the
   * name of each layer, and why its weights are not copied.
   */
  readonly random: readonly {
    readonly name: string;
    readonly reason: string;
  }[];
}

/**
 * Compares the layers of two networks by name, type and the shapes of their
 * tensors.
 */
export function initializedLayers(plan: Plan, other: Plan): InitializedLayers {
  const taken: string[] = [];
  const random: { name: string; reason: string }[] = [];
  for (const layer of plan.layers) {
    if (layer.tensors.length === 0) continue; // a layer without weights, such as a pooling layer
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
  const { name, type } = layer;
  if (!other) return `the model has no layer ${name}`;
  if (other.type !== type) {
    return `layer ${name} has type ${type} in the spec, but type ${other.type} in the model`;
  }
  const shapes = ({ tensors, statistics }: LayerPlan) =>
    [...tensors, ...statistics].map(({ name, shape }) =>
      `${name} ${shapeText(shape)}`
    );
  const theirs = shapes(other);
  const own = shapes(layer).find((shape, s) => shape !== theirs[s]);
  return own === undefined
    ? undefined
    : `layer ${name} has ${own} in the spec, but ${
      theirs.join(" and ")
    } in the model`;
}

/**
 * Copies weights from another network, for the layers that have the same name,
 * type and tensor shapes in both networks.
 *
 * @param parameters The array that the weights are copied into, in the parameter order
 *   of the plan.
 * @throws {TypeError} If no layer has the same name, type and tensor shapes in
 *   both networks.
 */
export function initializeFrom(
  { plan: other, parameters: theirs }: Pick<Mlp, "plan" | "parameters">,
  plan: Plan,
  parameters: Numbers,
): void {
  const { taken, random } = initializedLayers(plan, other);
  if (taken.length === 0) {
    const reasons = random.map(({ reason }) => reason);
    throw new TypeError(
      `at least one layer of the model in the field initialize must have the same name, type and shapes as a layer of the spec: found no such layer; ${
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
