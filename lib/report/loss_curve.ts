/**
 * The loss over the epochs as a chart of block characters. Heights are drawn in steps
 * of an eighth of a line.
 *
 * @module
 */

import { paint, styles } from "./_ansi.ts";
import { lossText, padLeft } from "./_text.ts";

/** Options of the chart. */
export interface LossCurveOptions {
  /** The width of the chart in columns, including its labels. */
  readonly width?: number | undefined;
  /** The height of the chart in lines; title, axis and epochs take three more lines. */
  readonly height?: number | undefined;
  /** Whether to use ANSI colors. */
  readonly color?: boolean | undefined;
}

const blocks = " ▁▂▃▄▅▆▇█";
/** Colors from the smallest loss to the largest: green, yellow, red. */
const heat = [78, 114, 150, 186, 221, 215, 209, 203];
const perEpoch = 12; // a short run does not take the whole width
const xName = "  epoch";

/**
 * Draws losses as a curve, with the largest and the smallest loss on the left
 * and epochs below. The curve is linear between epochs. If a column covers
 * several epochs, the column shows the largest loss of these epochs, so that
 * every peak is visible.
 *
 * @param losses The loss of each epoch; a loss that is not finite is drawn as a gap.
 * @returns The lines of the text, joined by line ends; empty if there are no
 * losses.
 */
export function lossCurve(
  losses: readonly number[],
  { width = 72, height = 8, color = false }: LossCurveOptions = {},
): string {
  const finite = losses.filter(Number.isFinite);
  if (finite.length === 0) return "";
  const high = largest(finite);
  const low = -largest(finite.map((loss) => -loss));
  const names = [lossText(high), lossText(low)];
  const margin = Math.max("loss".length, ...names.map((name) => name.length));
  const columns = Math.min(
    losses.length * perEpoch,
    Math.max(perEpoch, width - margin - 2 - xName.length),
  );
  const eighths = heightsOf(losses, columns).map((loss) =>
    Number.isNaN(loss)
      ? 0
      : high === low
      ? height * 4
      : 1 + Math.round((loss - low) / (high - low) * (height * 8 - 1))
  );

  const lines = Array.from({ length: height }, (_, l) => {
    const above = height - 1 - l; // the lines between this line and the axis
    const name = high === low
      ? l === height >> 1 ? names[0] : ""
      : l === 0
      ? names[0]
      : l === height - 1
      ? names[1]
      : "";
    const hill = eighths.map((eighth) =>
      blocks[Math.max(0, Math.min(8, eighth - above * 8))]
    ).join("").trimEnd();
    const shade = heat[Math.floor(above / height * heat.length)];
    return padLeft(name, margin) + " " +
      paint(name === "" ? "│" : "┤", styles.dim, color) +
      paint(hill, `38;5;${shade}`, color);
  });
  return [
    padLeft("loss", margin),
    ...lines,
    " ".repeat(margin + 1) +
    paint(`└${"─".repeat(columns)}`, styles.dim, color),
    " ".repeat(margin + 2) + epochLabels(losses.length, columns) + xName,
  ].join("\n");
}

/** The loss of each column; NaN for a column without a loss. */
function heightsOf(losses: readonly number[], columns: number): number[] {
  const epochs = losses.length;
  return Array.from({ length: columns }, (_, column) => {
    if (epochs > columns) {
      const from = Math.floor(column * epochs / columns);
      const to = Math.floor((column + 1) * epochs / columns);
      const some = losses.slice(from, to).filter(Number.isFinite);
      return some.length === 0 ? NaN : largest(some);
    }
    const place = column * (epochs - 1) / (columns - 1);
    const before = Math.floor(place);
    const after = Math.ceil(place);
    return losses[before] + (losses[after] - losses[before]) * (place - before);
  });
}

/** The largest number. `Math.max(...numbers)` would fail for a very long list. */
function largest(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b));
}

/** The axis of epochs: the first epoch, the last epoch, and round numbers between them if they fit. */
function epochLabels(epochs: number, columns: number): string {
  const line = Array<string>(columns).fill(" ");
  const place = (epoch: number): void => {
    const label = String(epoch);
    const at = epochs === 1
      ? 0
      : Math.round((epoch - 1) / (epochs - 1) * (columns - 1));
    const from = Math.max(
      0,
      Math.min(columns - label.length, at - (label.length >> 1)),
    );
    const around = line.slice(Math.max(0, from - 2), from + label.length + 2);
    if (around.some((character) => character !== " ")) return;
    line.splice(from, label.length, ...label);
  };
  place(1);
  place(epochs);
  const step = roundStep(epochs, Math.max(1, Math.floor(columns / 8)));
  for (let epoch = step; epoch < epochs; epoch += step) place(epoch);
  return line.join("");
}

/**
 * The smallest of the numbers 1, 2, 5, 10, 20 and so on that is at least
 * `length / parts`.
 */
function roundStep(length: number, parts: number): number {
  for (let ten = 1;; ten *= 10) {
    for (const step of [ten, 2 * ten, 5 * ten]) {
      if (length / step <= parts) return step;
    }
  }
}
