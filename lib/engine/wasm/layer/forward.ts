/**
 * The forward pass for a batch: the inputs of the first layer, and the kernel
 * functions up to the weighted sums of the last layer.
 *
 * @module
 */

import type { Plan } from "../../../network/mod.ts";
import type { Module } from "../code/assemble.ts";
import type { Allotment } from "../code/memory.ts";
import { activateRows } from "./activation.ts";
import { dropout, type ExampleNumbers } from "./dropout.ts";
import type { Stored } from "./examples.ts";
import type { Inputs, Part } from "./kernel.ts";
import { kernelsOf } from "./kernels.ts";
import type { Layout } from "./layout.ts";
import { listRows, type Lists, listsOf } from "./lists.ts";

/**
 * The addresses of the inputs of the first layer: whole rows of inputs, or
 * lists of the nonzero inputs.
 */
export type Input = Inputs & { readonly lists?: Lists };

/** Allocates memory for the inputs of a batch. */
export function inputOf(
  memory: Allotment,
  plan: Plan,
  stored: Stored,
  batch: number,
): Input {
  if (stored.numbers === undefined) {
    const stride = 4 * plan.inputs + (plan.inputs % 256 ? 0 : 64);
    return { a: memory.take(batch * stride + 64), stride };
  }
  const lists = listsOf(memory, {
    width: plan.inputs,
    longest: stored.longest,
    batch,
    learns: true,
  });
  return { a: 0, stride: 0, lists };
}

/**
 * Adds the kernel functions of the forward pass to a module, from the inputs of
 * a batch to the weighted sums of the last layer.
 *
 * @param lists The addresses of the lists of nonzero inputs, for layers that
 *   skip zeros.
 * @param exampleNumbers The addresses that dropout needs in training.
 */
export function forwardOf(
  module: Module,
  layout: Layout,
  input: Input,
  lists: readonly (Lists | undefined)[],
  exampleNumbers?: ExampleNumbers,
): Part[] {
  return layout.layers.flatMap((layer, l) => {
    const below = l === 0 ? input : layout.layers[l - 1];
    const list = lists[l], next = lists[l + 1];
    const parts = kernelsOf(layer).forward(module, layer, below, list);
    const last = l === layout.layers.length - 1;
    const activate = last ? undefined : activateRows(module, layer);
    const drop = layer.dropout > 0 && !last && exampleNumbers
      ? dropout(module, layer, exampleNumbers.keys + 4 * l, exampleNumbers)
      : undefined;
    const { a: from, stride, units: count } = layer;
    const listed = next
      ? listRows(module, { from, stride, count }, next)
      : undefined;
    const more = [activate, drop, listed].filter((run) => run !== undefined);
    return [...parts, ...more.map((run) => ({ run }))];
  });
}
