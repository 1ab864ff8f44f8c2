/**
 * The layers of a network as the rows of a table, which `explain`, the head of a
 * training run and the report page draw each in its way.
 *
 * @module
 */

import { type LayerPlan, shapeText, typeOf } from "../layer/mod.ts";
import { thousands } from "./_excerpt.ts";

/** The cells of the table, and what is said below it. */
export interface LayerTable {
  /** What each column holds. */
  readonly head: readonly string[];
  /** The input, and each layer. */
  readonly rows: readonly (readonly string[])[];
  /** The sums of the columns that have one. */
  readonly total: readonly string[];
  /** Which columns hold numbers, and are aligned to the right. */
  readonly isNumber: readonly boolean[];
  /** What is to be said of single layers, such as image rows that a pool leaves out. */
  readonly remarks: readonly string[];
}

/**
 * Makes the rows of a table of layers: type, shape of the output, activation,
 * parameters and multiply-adds of each.
 *
 * @param layers The layers, at least one.
 * @param name How a layer's name is written.
 * @param input The shape of an example in words; that of the first layer unless given.
 */
export function layerTable(
  layers: readonly LayerPlan[],
  name: (name: string) => string = (name) => name,
  input: string = shapeText(layers[0].input, thousands),
): LayerTable {
  const sum = (of: (layer: LayerPlan) => number) =>
    thousands(layers.reduce((sum, layer) => sum + of(layer), 0));
  const parameters = ({ rows, columns }: LayerPlan) => rows * columns;
  const work = ({ work }: LayerPlan) => work;
  return {
    head: [
      ...["layer", "type", "output", "activation"],
      ...["parameters", "multiply-adds"],
    ],
    rows: [
      ["input", "", input, "", "", ""],
      ...layers.map((layer) => [
        name(layer.name),
        layer.type,
        shapeText(layer.output, thousands),
        "activation" in layer.spec ? layer.activation : "",
        thousands(parameters(layer)),
        thousands(work(layer)),
      ]),
    ],
    total: ["total", "", "", "", sum(parameters), sum(work)],
    isNumber: [false, false, true, false, true, true],
    remarks: layers.flatMap((layer) => {
      const remark = typeOf(layer).remark?.(layer.spec, layer.input);
      return remark === undefined ? [] : [`${name(layer.name)}: ${remark}`];
    }),
  };
}
