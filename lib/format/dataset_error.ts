/**
 * The error for wrong files or rows of a data set.
 *
 * @module
 */

/**
 * An error in the files or rows of a data set.
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
  /** The name of the error class. */
  override readonly name = "DatasetError";

  /** Makes an error from its message. */
  constructor(
    message: string,
    /** The wrong files, or the files whose contents do not match each other. */
    readonly files: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The largest number of problems that a message lists. */
const MOST = 10;

/**
 * Combines all problems of a file into one error.
 *
 * @param problems One sentence for each problem, with the name of the file.
 * `problems` can be shorter than `count`, but must then contain the first
 * problems.
 * @param count The number of all problems.
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
