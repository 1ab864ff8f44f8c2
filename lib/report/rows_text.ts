/**
 * The rows of a network with one output, each with its answer: what there is to
 * say of AND, OR and XOR.
 *
 * @module
 */

import { HALF } from "../formula/mod.ts";
import { type ByteFrame, type Frame, levels, ShapeError } from "../frame.ts";
import { paint, styles } from "./_ansi.ts";
import { padRight, thousands, widthOf } from "./_text.ts";
import { printable } from "./printable.ts";
import { oneHotScore } from "./score.ts";

/** How rows are written. */
export interface RowsTextOptions {
  /** How many rows to write at most. */
  readonly limit?: number | undefined;
  /** Whether to use ANSI colours. */
  readonly color?: boolean | undefined;
  /** What separates the two classes, default 0.5; false where answers are numbers. */
  readonly cut?: number | false | undefined;
  /** The names of the two classes; default: the labels as numbers. */
  readonly classes?: readonly string[] | undefined;
  /** The cells of the first rows, where they are a table's; as the network sees them unless given. */
  readonly cells?: readonly (readonly string[])[] | undefined;
}

/** How many rows are written unless told. */
export const ROWS = 16;

const numbers = 8; // of a row of inputs, as many are written

/**
 * Writes rows of one answer, such as `[0 1] 0.947 (label 1)` or, where classes
 * have names, `[7 120] spam 0.985, ham 0.015 (label spam)`, and on the last
 * line how many are right, `4 of 4 rows right (cut at 0.5)`.
 *
 * @param inputs What the network saw, `[rows][inputs]`.
 * @param answers What it said, `[rows][1]`.
 * @param targets What it should have said, `[rows][1]`.
 * @returns Lines without a line end after the last.
 * @throws {ShapeError} If the shapes differ, there are no rows, or there is more
 *   than one output.
 */
export function rowsText(
  inputs: Frame | ByteFrame,
  answers: Frame,
  targets: Frame,
  { limit = ROWS, color = false, cut = HALF, classes, cells = [] }:
    RowsTextOptions = {},
): string {
  const { right, count } = oneHotScore(
    answers,
    targets,
    cut === false ? undefined : cut,
  );
  if (answers.columns !== 1) {
    throw new ShapeError(
      `answers must be rows of 1 to be cut at 0.5: found rows of ${answers.columns}`,
    );
  }
  const shown = Math.min(count, limit);
  const seen = Array.from(
    { length: shown },
    (_, r) => cells[r] ? cellsText(cells[r]) : inputText(inputs, r),
  );
  const margin = Math.max(...seen.map(widthOf));
  const lines = seen.map((text, r) => {
    const answer = answers.data[r], target = targets.data[r];
    const good = cut === false || answer > cut === target > cut;
    const style = good ? styles.right : styles.wrong;
    const said = classes && cut === HALF && answer >= 0 && answer <= 1
      ? bothText(answer, classes)
      : answer.toFixed(3);
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
    lines.push(`${right} of ${count} rows right (cut at ${numberText(cut)})`);
  }
  return lines.join("\n");
}

/** Both classes of one output, the surer first: `spam 0.985, ham 0.015`. */
function bothText(answer: number, [first, second]: readonly string[]): string {
  const both = [[second, answer], [first, 1 - answer]] as const;
  return (answer > HALF ? both : both.toReversed())
    .map(([name, share]) => `${printable(name)} ${share.toFixed(3)}`)
    .join(", ");
}

/** The cells of a table's row between brackets, as the file has them. */
function cellsText(cells: readonly string[]): string {
  const row = cells.slice(0, numbers).map((cell) =>
    printable(cell.slice(0, 20))
  );
  return `[${[...row, ...(cells.length > numbers ? ["..."] : [])].join(" ")}]`;
}

/** A row of inputs between brackets, as the network sees it. */
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

/** A number without the digits that float32 adds to it: 0.1, not 0.10000000149. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}
