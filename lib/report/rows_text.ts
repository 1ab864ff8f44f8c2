/**
 * The rows of a data set as text, each row with its prediction. The text is for
 * networks with one output, such as a network trained on AND, OR or XOR.
 *
 * @module
 */

import { HALF } from "../formula/mod.ts";
import { type ByteFrame, type Frame, levels, ShapeError } from "../frame.ts";
import { paint, styles } from "./_ansi.ts";
import { padRight, thousands, widthOf } from "./_text.ts";
import { printable } from "./printable.ts";
import { oneHotScore } from "./score.ts";

/** Options of the text. */
export interface RowsTextOptions {
  /** The largest number of rows that are written. */
  readonly limit?: number | undefined;
  /** Whether to use ANSI colors. */
  readonly color?: boolean | undefined;
  /** The threshold between the two classes (default: 0.5); false for a regression. */
  readonly cut?: number | false | undefined;
  /** The names of the two classes (default: the labels as numbers). */
  readonly classes?: readonly string[] | undefined;
  /**
   * The cells of the first rows, if the rows are from a table. The cells of the
   * table are shown in place of the inputs.
   */
  readonly cells?: readonly (readonly string[])[] | undefined;
}

/**
 * The largest number of rows that are written if the option `limit` is not
 * given.
 */
export const ROWS = 16;

const numbers = 8; // the largest number of inputs of a row that are written

/**
 * Writes rows and their predictions, such as `[0 1] 0.947 (label 1)` or, where
 * classes have names, `[7 120] spam 0.985, ham 0.015 (label spam)`. The last
 * line counts right predictions, such as `4 of 4 rows right (threshold 0.5)`.
 *
 * @param inputs The inputs of the network, `[rows][inputs]`.
 * @param predictions The outputs of the network, `[rows][1]`.
 * @param targets The encoded labels, `[rows][1]`.
 * @returns The lines of the text, joined by line ends.
 * @throws {ShapeError} If the shapes differ, if there are no rows, or if there
 *   is more than one output.
 */
export function rowsText(
  inputs: Frame | ByteFrame,
  predictions: Frame,
  targets: Frame,
  { limit = ROWS, color = false, cut = HALF, classes, cells = [] }:
    RowsTextOptions = {},
): string {
  const { right, count } = oneHotScore(
    predictions,
    targets,
    cut === false ? undefined : cut,
  );
  if (predictions.columns !== 1) {
    throw new ShapeError(
      `predictions must have 1 column to be written as rows: found ${predictions.columns}`,
    );
  }
  const shown = Math.min(count, limit);
  const seen = Array.from(
    { length: shown },
    (_, r) => cells[r] ? cellsText(cells[r]) : inputText(inputs, r),
  );
  const margin = Math.max(...seen.map(widthOf));
  const lines = seen.map((text, r) => {
    const output = predictions.data[r], target = targets.data[r];
    const good = cut === false || output > cut === target > cut;
    const style = good ? styles.right : styles.wrong;
    const said = classes && cut === HALF && output >= 0 && output <= 1
      ? bothText(output, classes)
      : output.toFixed(3);
    const value = paint(said, style, color && cut !== false);
    const label = cut === false ? undefined : classes?.[Number(target > cut)];
    const shown = label === undefined ? numberText(target) : printable(label);
    return `${padRight(text, margin)} ${value} (label ${shown})` +
      (good ? "" : paint(" wrong", styles.wrong, color));
  });
  if (shown < count) {
    lines.push(`... and ${thousands(count - shown)} more rows`);
  }
  if (cut !== false) {
    lines.push(
      `${right} of ${count} rows right (threshold ${numberText(cut)})`,
    );
  }
  return lines.join("\n");
}

/**
 * Both classes of one output, the more probable class first, such as
 * `spam 0.985, ham 0.015`.
 */
function bothText(output: number, [first, second]: readonly string[]): string {
  const both = [[second, output], [first, 1 - output]] as const;
  return (output > HALF ? both : both.toReversed())
    .map(([name, share]) => `${printable(name)} ${share.toFixed(3)}`)
    .join(", ");
}

/**
 * The first cells of one row of a table between brackets, each with at most 20
 * characters of its text in the file.
 */
function cellsText(cells: readonly string[]): string {
  const row = cells.slice(0, numbers).map((cell) =>
    printable(cell.slice(0, 20))
  );
  return `[${[...row, ...(cells.length > numbers ? ["..."] : [])].join(" ")}]`;
}

/** A row of inputs between brackets, as the network receives the row. */
function inputText(inputs: Frame | ByteFrame, r: number): string {
  const { columns, data } = inputs;
  const level = "scale" in inputs ? levels(inputs.scale) : undefined;
  const row = Array.from(
    data.subarray(r * columns, r * columns + Math.min(columns, numbers)),
    (value) => numberText(level === undefined ? value : level[value]),
  );
  if (columns > numbers) row.push("...");
  return `[${row.join(" ")}]`;
}

/**
 * A number without the digits that float32 adds, such as 0.1 in place of
 * 0.10000000149.
 */
function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}
