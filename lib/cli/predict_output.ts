/**
 * The output of `predict`: predictions as text, as JSON, and as columns that are
 * appended to a CSV file.
 *
 * @module
 */

import { type Fit, readingOf, type RowText } from "../dataset/mod.ts";
import type { Frame } from "../frame.ts";
import { type Mlp, type OutputFacts, predictionOf } from "../mlp/mod.ts";
import {
  cellsText,
  guesses,
  guessesText,
  predictedCells,
  predictedNames,
  printable,
} from "../report/mod.ts";
import { isTable, visible } from "../spec/mod.ts";
import { UsageError } from "./flags.ts";
import { safeJson } from "./safe.ts";

/** The predictions for some rows of a file. */
export interface Predicted {
  readonly file: string;
  /** The index of the first row in the file, from 0. */
  readonly first: number;
  readonly outputs: Frame;
  /**
   * For each row, 1 if the row gets no prediction because a cell is missing,
   * otherwise 0.
   */
  readonly dropped: Uint8Array | undefined;
  readonly text: RowText | undefined;
  /**
   * A description of how an image was converted to look like the training
   * images, such as `dark on light, inverted`.
   */
  readonly fit: Fit | undefined;
}

/** A file that could not be predicted. */
export interface Failed {
  readonly file: string;
  readonly message: string;
}

/** A line for each row: `new.csv[0]: spam 0.9847, ham 0.0153`. */
export async function* textOf(
  all: AsyncIterable<Predicted>,
  facts: OutputFacts,
): AsyncGenerator<string> {
  for await (const { file, first, outputs, dropped } of all) {
    const name = visible(file);
    yield rowsOf(outputs, (r) => {
      const said = dropped?.[r]
        ? "no prediction, since a cell is missing"
        : facts.task.type === "numbers"
        ? outputsOf(outputs, r).map((output, o) => numberText(output, o, facts))
          .join(", ")
        : guessesText(guesses(outputs, r, facts));
      return `${name}[${first + r}]: ${said}\n`;
    });
  }
}

/** A number with the name of its label: `price 245000`. */
function numberText(
  output: number,
  o: number,
  { names, isNamed }: OutputFacts,
): string {
  const text = `${Number(output.toPrecision(7))}`;
  return isNamed ? `${printable(names[o])} ${text}` : text;
}

/** The results as one JSON document. */
export async function* jsonOf(
  all: AsyncIterable<Predicted>,
  facts: OutputFacts,
  failed: readonly Failed[],
): AsyncGenerator<string> {
  const areNumbers = facts.task.type === "numbers";
  const none = areNumbers ? facts.isNamed && { values: null } : { top: null };
  let isFirst = true;
  for await (const { file, first, outputs, dropped, fit } of all) {
    yield rowsOf(outputs, (r) => {
      const row = { file, row: first + r };
      const said = dropped?.[r] ? { ...row, outputs: null, ...none } : {
        ...{ ...row, outputs: outputsOf(outputs, r) },
        ...(fit && { fit: fit.said, reachesEdges: fit.reachesEdges ?? false }),
        ...(areNumbers
          ? facts.isNamed && predictionOf(outputs, r, facts)
          : { top: guesses(outputs, r, facts) }),
      };
      const text = safeJson(JSON.stringify(said, null, 2))
        .replaceAll("\n", "\n    ");
      const before = isFirst ? '{\n  "predictions": [' : ",";
      isFirst = false;
      return `${before}\n    ${text}`;
    });
  }
  const head = isFirst ? '{\n  "predictions": [' : "";
  const errors = failed.length > 0
    ? `,\n  "errors": ${
      safeJson(JSON.stringify(failed, null, 2)).replaceAll("\n", "\n  ")
    }`
    : "";
  yield `${head}\n  ]${errors}\n}\n`;
}

/** The rows of a CSV file with the predictions appended. */
export async function* csvOf(
  all: AsyncIterable<Predicted>,
  { spec: { dataset } }: Mlp,
  facts: OutputFacts,
): AsyncGenerator<string> {
  const table = isTable(dataset) ? dataset : undefined;
  const label = typeof table?.label === "string" ? table.label : undefined;
  const { decimal } = readingOf(table ?? {});
  const empty = predictedNames(facts, label, []).map(() => "");
  for await (const { file, first, outputs, dropped, text } of all) {
    if (!text) {
      throw new UsageError(
        `${file} must be a CSV file for --csv: found another type of file`,
      );
    }
    const { records, from, names, width } = text;
    const { above, separator, lineEnd } = records;
    const format = { separator, decimal };
    if (first === 0) {
      const more = names && predictedNames(facts, label, names);
      const head = more &&
        records.raw(0, width) + cellsText(more, format) + lineEnd;
      yield above + (head ?? "");
    }
    yield rowsOf(outputs, (r) =>
      records.raw(from + r, width) +
      cellsText(
        dropped?.[r]
          ? empty
          : predictedCells(predictionOf(outputs, r, facts), facts),
        format,
      ) + lineEnd);
  }
}

/**
 * The texts that `said` returns for the rows of a block, joined to one text.
 */
function rowsOf({ rows }: Frame, said: (r: number) => string): string {
  const parts: string[] = [];
  for (let r = 0; r < rows; r++) parts.push(said(r));
  return parts.join("");
}

function outputsOf({ columns, data }: Frame, r: number): number[] {
  return [...data.subarray(r * columns, (r + 1) * columns)];
}
