/**
 * The error for wrong files or rows of a data set.
 *
 * @module
 */

/** An error in the files or rows of a data set. */
export class DatasetError extends TypeError {
  /** The name a stack trace shows. */
  override readonly name = "DatasetError";

  /** Makes an error from its message. */
  constructor(
    message: string,
    /** The wrong files, or the files that do not fit together. */
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
 * @param problems One sentence for each problem, with the name of the file; if
 * there are many, only the first ones.
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
