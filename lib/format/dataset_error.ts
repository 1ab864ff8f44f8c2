/**
 * What is wrong with a data set's files or rows, whichever step finds it.
 *
 * @module
 */

/**
 * Data that cannot be learned from.
 *
 * @example A table without the column of the label
 * ```ts
 * import { checkSpec, DatasetError, loadDataset } from "@percept/nn";
 * import { assertRejects } from "@std/assert";
 *
 * const spec = checkSpec({
 *   name: "fruit",
 *   dataset: { csv: "fruit.csv", label: "kind" },
 *   inputs: { units: 1 },
 *   layers: [{ units: 2, activation: "sigmoid" }],
 *   learningRate: 0.1,
 *   epochs: 1,
 * });
 * const read = () => new TextEncoder().encode("grams,sort\n150,apple\n5,cherry\n");
 * await assertRejects(() => loadDataset(spec, { read }), DatasetError, "kind");
 * ```
 */
export class DatasetError extends TypeError {
  /** The name a stack trace shows. */
  override readonly name = "DatasetError";

  /** Says what must hold and what was found. */
  constructor(
    message: string,
    /** The files that are wrong, or do not go together. */
    readonly files: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** How many problems of one file are listed. */
const MOST = 10;

/**
 * One error for all that is wrong in a file.
 *
 * @param problems A sentence each, with the file in it; of many, the first.
 * @param count How many there are.
 */
export function allOf(
  file: string,
  problems: readonly string[],
  count: number = problems.length,
): DatasetError {
  const [first] = problems;
  if (count === 1) return new DatasetError(first, [file]);
  const shown = problems.slice(0, MOST);
  const more = count - shown.length;
  return new DatasetError(
    [
      `${file} has ${count} problems`,
      ...shown,
      ...(more > 0 ? [`and ${more} more`] : []),
    ].join("\n  "),
    [file],
  );
}
