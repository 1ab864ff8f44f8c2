/**
 * The loss over the epochs as a small curve of braille dots, two by four to a
 * character.
 *
 * @module
 */

import { paint, styles } from "./_ansi.ts";
import { lossText, padLeft } from "./_text.ts";

/** How a curve is drawn. */
export interface LossCurveOptions {
  /** Columns, labels included. */
  readonly width?: number | undefined;
  /** Lines, without the two of the axis. */
  readonly height?: number | undefined;
  /** Whether to use ANSI colours. */
  readonly color?: boolean | undefined;
}

/**
 * Draws losses as a curve, the largest and the smallest named on the left and
 * epochs below.
 *
 * @param losses One of each epoch, in order; one that is not finite is a gap.
 * @returns Lines without a line end after the last; nothing for no losses.
 */
export function lossCurve(
  losses: readonly number[],
  { width = 64, height = 8, color = false }: LossCurveOptions = {},
): string {
  const finite = losses.filter(Number.isFinite);
  if (finite.length === 0) return "";
  const high = finite.reduce((a, b) => Math.max(a, b));
  const low = finite.reduce((a, b) => Math.min(a, b));
  const names = [lossText(high), lossText(low)];
  const margin = Math.max(...names.map((name) => name.length)) + 1;
  const columns = Math.max(8, width - margin - 1);

  const flat = names[0] === names[1];
  const lines = dots(losses, { high, low, columns, height });
  const labels = lines.map((_, line) =>
    flat
      ? line === Math.floor(height / 2) ? names[0] : ""
      : line === 0
      ? names[0]
      : line === height - 1
      ? names[1]
      : ""
  );
  return [
    ...lines.map((line, l) => {
      const axis = labels[l] === "" ? "│" : "┤";
      const label = padLeft(labels[l], margin - 1) + " ";
      return label + paint(axis, styles.dim, color) +
        paint(line.trimEnd(), styles.curve, color);
    }),
    " ".repeat(margin) + paint(`└${"─".repeat(columns)}`, styles.dim, color),
    " ".repeat(margin + 1) + epochLabels(losses.length, columns),
  ].join("\n");
}

/** The lines of characters in which the curve runs. */
function dots(
  losses: readonly number[],
  { high, low, columns, height }: {
    high: number;
    low: number;
    columns: number;
    height: number;
  },
): string[] {
  const cells = Array.from(
    { length: height },
    () => new Uint8Array(columns),
  );
  const right = columns * 2 - 1, bottom = height * 4 - 1;
  const x = (epoch: number) =>
    losses.length === 1 ? 0 : epoch / (losses.length - 1) * right;
  const y = (loss: number) =>
    high === low ? height * 2 : (high - loss) / (high - low) * bottom;
  for (let epoch = 0; epoch < losses.length; epoch++) {
    const from = losses[Math.max(0, epoch - 1)];
    const to = losses[epoch];
    if (!Number.isFinite(to)) continue;
    const start = Number.isFinite(from) ? Math.max(0, epoch - 1) : epoch;
    const dx = x(epoch) - x(start), dy = y(to) - y(losses[start]);
    const steps = Math.ceil(Math.max(Math.abs(dx), Math.abs(dy), 1));
    for (let step = 0; step <= steps; step++) {
      const column = Math.round(x(start) + dx * step / steps);
      const line = Math.round(y(losses[start]) + dy * step / steps);
      cells[line >> 2][column >> 1] |= dot[line & 3][column & 1];
    }
  }
  return cells.map((line) =>
    Array.from(
      line,
      (bits) => bits === 0 ? " " : String.fromCharCode(0x2800 + bits),
    )
      .join("")
  );
}

/** Which bit of a braille character each of its dots is (Unicode, chapter 21). */
const dot = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/** The first and the last epoch below their places, and round ones where they fit. */
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
  const step = roundStep(epochs, Math.floor(columns / 12));
  for (let epoch = step; epoch < epochs; epoch += step) place(epoch);
  return "epoch ".length < columns && epochs === 1
    ? "epoch 1"
    : line.join("").trimEnd();
}

/** The least of 1, 2, 5, 10, 20, ... that cuts a length into so many parts at most. */
function roundStep(length: number, parts: number): number {
  for (let ten = 1;; ten *= 10) {
    for (const step of [ten, 2 * ten, 5 * ten]) {
      if (length / step <= Math.max(1, parts)) return step;
    }
  }
}
