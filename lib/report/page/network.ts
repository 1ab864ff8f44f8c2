/**
 * The layers of a network as an HTML table, on the page and in notebooks.
 *
 * @module
 */

import type { Plan } from "../../network/mod.ts";
import { layerTable, type Spec } from "../../spec/mod.ts";
import { type Html, markup } from "../html.ts";
import { table } from "./_section.ts";

/** A table of layers, output shapes, activations, parameters and multiply-adds. */
export function networkHtml(
  plan: Plan,
  { loss, classWeights, optimizer, batchSize }: Spec,
): Html {
  const { head, rows, total, isNumber, remarks } = layerTable(plan.layers);
  const weighted = classWeights ? ", weighted by class" : "";
  return markup`${
    table(
      `${loss.type} loss (${loss.reduction}${weighted}), ${optimizer.type}, batchSize ${batchSize}`,
      head,
      rows,
      { foot: total, isNumber },
    )
  }${remarks.map((remark) => markup`<p class="faint">${remark}</p>`)}`;
}
