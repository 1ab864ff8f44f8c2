/**
 * The table of the layers of a network. `explain`, `train` and the report page
 * print the table in different formats.
 *
 * @module
 */

import { type LayerPlan, shapeText, typeOf } from "../layer/mod.ts";
import { thousands } from "./_excerpt.ts";

/** The cells of a table of layers, and the remarks below the table. */
export interface LayerTable {
  /** The headings of the columns. */
  readonly head: readonly string[];
  /** The rows: the input, then each layer. */
  readonly rows: readonly (readonly string[])[];
  /** The last row: the sums of the numeric columns for which a sum makes sense. */
  readonly total: readonly string[];
  /**
   * Whether each column is numeric. Numeric columns are aligned to the right.
   */
  readonly isNumber: readonly boolean[];
  /**
   * Remarks about layers: for example, that a pooling layer ignores some rows
   * of its input.
   */
  readonly remarks: readonly string[];
}

/**
 * Makes a table of layers: the type, output shape, activation, parameters and
 * multiply-adds of each layer.
 *
 * @param layers The layers, at least one.
 * @param name A function that formats the name of a layer (default: the name is
 *   unchanged).
 * @param input The shape of an example as text (default: the input shape of the first layer).
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
