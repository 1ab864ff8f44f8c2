/**
 * The layers of a network as a table, with totals.
 *
 * @module
 */

import type { Plan } from "../network/mod.ts";
import { layerTable, type Spec } from "../spec/mod.ts";
import { paint, styles } from "./_ansi.ts";
import { padLeft, padRight, thousands, widthOf, wrap } from "./_text.ts";
import { printable } from "./printable.ts";

/** Options of the table. */
export interface NetworkTableOptions {
  /** The width and height of an example, if examples are images. */
  readonly image?:
    | { readonly width: number; readonly height: number }
    | undefined;
  /** Whether to use ANSI colors. */
  readonly color?: boolean | undefined;
  /**
   * The largest width of the text above and below the table, in columns of the
   * terminal (default: 80).
   */
  readonly width?: number | undefined;
}

const gap = "  ";

/**
 * Draws the description of the network, then a table of layers, output shapes,
 * activations, parameters and multiply-adds, then the training settings.
 *
 * @param plan The network.
 * @param spec The spec of the network.
 * @returns The lines of the text, joined by line ends.
 */
export function networkTable(
  plan: Plan,
  spec: Pick<
    Spec,
    | "name"
    | "description"
    | "classWeights"
    | "learningRate"
    | "earlyStopping"
    | "epochs"
    | "seed"
  >,
  { image, color = false, width = 80 }: NetworkTableOptions = {},
): string {
  const { loss, batchSize, precision } = plan;
  const [{ input }] = plan.layers;
  const shape = input.length === 1 && image
    ? `${image.height} x ${image.width}`
    : undefined;
  const table = layerTable(plan.layers, printable, shape);
  const all = [table.head, ...table.rows, table.total];
  const widths = table.head.map((_, column) =>
    Math.max(...all.map((cells) => widthOf(cells[column])))
  );
  const [head, ...body] = all.map((cells) =>
    cells.map((cell, column) =>
      (table.isNumber[column] ? padLeft : padRight)(cell, widths[column])
    ).join(gap).trimEnd()
  );
  const total = body.pop()!;
  const rule = paint("─".repeat(widthOf(head)), styles.dim, color);

  const name = printable(spec.name);
  const description = printable(spec.description ?? "");
  const [title, ...more] = wrap(
    description === "" ? name : `${name}: ${description}`,
    width,
  );
  const weighted = spec.classWeights ? ", weighted by class" : "";
  const learns = [
    `loss ${loss.type} (${loss.reduction}${weighted})`,
    `batchSize ${batchSize}`,
    `optimizer ${optimizerText(plan.optimizer)}`,
    `learningRate ${rateText(spec.learningRate)}`,
    `epochs ${thousands(spec.epochs)}`,
    `seed ${spec.seed}`,
    ...dropoutText(plan),
    ...(spec.earlyStopping
      ? [`earlyStopping patience ${spec.earlyStopping.patience}`]
      : []),
    precision,
  ].join(", ");
  return [
    paint(name, styles.bold, color) + title.slice(name.length),
    ...more,
    "",
    paint(head, styles.bold, color),
    rule,
    ...body,
    rule,
    paint(total, styles.bold, color),
    "",
    ...table.remarks.flatMap((remark) => wrap(remark, width)),
    ...wrap(learns, width),
  ].join("\n");
}

/** The optimizer as text, such as `adam` or, with a momentum, `sgd (momentum 0.9)`. */
function optimizerText(optimizer: Plan["optimizer"]): string {
  const { type } = optimizer;
  if (!("momentum" in optimizer && optimizer.momentum > 0)) return type;
  const nesterov = optimizer.nesterov ? ", nesterov" : "";
  return `${type} (momentum ${optimizer.momentum}${nesterov})`;
}

/** A text such as `dropout 0.5 of hidden1` for each layer with dropout. */
function dropoutText({ layers }: Plan): string[] {
  return layers.flatMap(({ name, dropout }) =>
    dropout > 0 ? [`dropout ${dropout} of ${printable(name)}`] : []
  );
}

/** The learning rate as text, such as `0.1` or, with a schedule, `0.1 (cosine)`. */
function rateText(learningRate: Spec["learningRate"]): string {
  if (typeof learningRate === "number") return `${learningRate}`;
  const { type, rate, warmup } = learningRate;
  return `${rate} (${type}${warmup > 0 ? `, warmup ${warmup}` : ""})`;
}
