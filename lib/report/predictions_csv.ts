/**
 * The columns of predictions that `predict` adds to a table.
 *
 * @module
 */

import type { OutputFacts, RowPrediction } from "../mlp/mod.ts";

/** The format of the table. */
export interface CsvFormat {
  /** The separator of columns. */
  readonly separator: string;
  /** The decimal sign. */
  readonly decimal: string;
}

/**
 * The names of the columns that `predict` adds to a table: for a label column
 * `kind` with a class `spam`, for example `predicted_kind` and
 * `probability_spam`. If outputs are not probabilities, a name such as
 * `probability_spam` begins with `output_` instead: `output_spam`. If the table
 * already has a column with one of these names, a number is added to the name,
 * such as in `predicted_kind_2`.
 *
 * @param label The name of the label column, if the rows have a label.
 * @param taken The names of the columns of the table.
 */
export function predictedNames(
  { task, names, isNamed, areProbabilities }: OutputFacts,
  label: string | undefined,
  taken: readonly string[],
): string[] {
  const share = areProbabilities ? "probability" : "output";
  const predicted = task.type === "numbers" || task.type === "labels"
    ? names.map((name) =>
      names.length === 1 && !isNamed ? "predicted" : `predicted_${name}`
    )
    : [label === undefined ? "predicted" : `predicted_${label}`];
  const shares = task.type === "numbers"
    ? []
    : task.type === "binary" && !areProbabilities
    ? [`output_${names[1]}`]
    : names.map((name) => `${share}_${name}`);
  const all = new Set(taken.map(lowered)), next = new Map<string, number>();
  return [...predicted, ...shares].map((name) => {
    let free = name, n = next.get(lowered(name)) ?? 2; // all smaller numbers are already used
    for (; all.has(lowered(free)); n++) free = `${name}_${n}`;
    next.set(lowered(name), n);
    all.add(lowered(free));
    return free;
  });
}

/**
 * A name in lower case, to compare names: many programs do not distinguish
 * upper case from lower case.
 */
function lowered(name: string): string {
  return name.toLowerCase();
}

/**
 * The cells that `predict` adds to one row of a table, which contain the
 * prediction for the row.
 */
export function predictedCells(
  { class: guess, labels, probabilities, outputs, values }: RowPrediction,
  { names }: OutputFacts,
): (string | number)[] {
  const has = new Set(labels);
  return [
    ...(guess === undefined ? [] : [guess]),
    ...(labels ? names.map((name) => Number(has.has(name))) : []),
    ...(values ? names.map((name) => values[name]) : []),
    ...(probabilities || outputs
      ? names.flatMap((name) => (probabilities ?? outputs)![name] ?? [])
      : []),
  ];
}

/**
 * Writes cells as CSV text, with a separator before each cell; cells are put in
 * quotation marks where necessary.
 */
export function cellsText(
  cells: readonly (string | number)[],
  { separator, decimal }: CsvFormat,
): string {
  return cells.map((cell) => {
    const text = typeof cell === "number"
      ? `${cell}`.replace(".", decimal)
      : cell;
    const isPlain = !text.includes(separator) && !/["\r\n]|^\s|\s$/.test(text);
    return separator + (isPlain ? text : `"${text.replaceAll('"', '""')}"`);
  }).join("");
}
