/**
 * The parameters of a network as named tensors, such as `output.weights`.
 *
 * @module
 */

import type { Numbers } from "../formula/mod.ts";
import { type Shape, sizeOf } from "../layer/mod.ts";
import { allocate, type Plan } from "../network/mod.ts";
import { ModelError, type Tensor, type Tensors } from "../format/mod.ts";

/** The tensors of a network by name, as views of its parameters. */
export function layerTensors(
  plan: Plan,
  parameters: Numbers,
): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const [name, shape, start, end] of places(plan)) {
    tensors.set(name, { shape, data: parameters.subarray(start, end) });
  }
  return tensors;
}

/**
 * Collects the parameters of a network from its tensors.
 *
 * @param others Names of tensors that are allowed, although they do not belong
 *   to a layer.
 * @throws {ModelError} If a tensor is missing or unknown, does not have the
 *   shape in the plan, or contains a number that is not finite.
 */
export function layerParameters(
  plan: Plan,
  tensors: Tensors["tensors"],
  others: readonly string[] = [],
): Numbers {
  const Kind = allocate(plan, 0).constructor;
  const names = new Set(others);
  for (const [name, shape] of places(plan)) {
    const found = tensors.get(name);
    names.add(name);
    const same = found?.data.constructor === Kind &&
      found.shape.join() === shape.join();
    if (same) continue;
    throw new ModelError(
      `the tensor ${name} must be ${plan.precision} of shape [${shape}]: found ${
        found
          ? `${found.data.constructor.name} of shape [${found.shape}]`
          : "no such tensor"
      }`,
    );
  }
  const stray = [...tensors.keys()].find((name) => !names.has(name));
  if (stray !== undefined) {
    throw new ModelError(
      `every tensor must belong to a layer of the network: found a tensor named ${stray}`,
    );
  }
  const parameters = allocate(plan, plan.size); // allocated after the shapes of all tensors were checked
  for (const [name, , start] of places(plan)) {
    const { data } = tensors.get(name)!;
    mustBeFinite(name, data);
    parameters.set(data, start);
  }
  return parameters;
}

/**
 * Checks that all numbers of a tensor are finite.
 *
 * @param name The name of the tensor.
 * @throws {ModelError} If a number is NaN or infinite.
 */
export function mustBeFinite(name: string, numbers: Tensor["data"]): void {
  for (let n = 0; n < numbers.length; n++) { // this loop is ten times as fast as every()
    if (Number.isFinite(numbers[n])) continue;
    throw new ModelError(
      `the tensor ${name} must have finite numbers only: found ${
        numbers[n]
      } at index ${n}`,
    );
  }
}

/** The name and shape of each tensor, and its range in the array of parameters. */
function* places(
  { layers }: Plan,
): Iterable<[name: string, shape: Shape, start: number, end: number]> {
  for (const layer of layers) {
    const tensors = [...layer.tensors, ...layer.statistics];
    for (const { name, shape, offset } of tensors) {
      yield [`${layer.name}.${name}`, shape, offset, offset + sizeOf(shape)];
    }
  }
}
