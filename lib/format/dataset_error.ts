/**
 * What is wrong with a data set's files or rows, whichever step finds it.
 *
 * @module
 */

/** Data that cannot be learned from. */
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
