/**
 * The error for a file that could not be downloaded.
 *
 * @module
 */

/** A failed attempt to download a file. */
export interface Attempt {
  /**
   * The path of the file or folder that could not be used, or the URL of the
   * server.
   */
  readonly place: string;
  /** The reason for the failure. */
  readonly problem: string;
}

/**
 * The error if no mirror provides a file.
 *
 * @example The answer of each mirror
 * ```ts
 * import { DownloadError } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new DownloadError("mnist", "train-labels-idx1-ubyte.gz", [
 *   { place: "https://mirror.example/", problem: "answered 404" },
 * ]);
 * const answers = error.attempts.map((tried) => `${tried.place} ${tried.problem}`);
 * assertEquals(answers, ["https://mirror.example/ answered 404"]);
 * ```
 */
export class DownloadError extends Error {
  /** The name of the error class. */
  override readonly name = "DownloadError";

  /** Makes a message with all attempts, and with advice for a machine without a network. */
  constructor(
    /** The name of the data set. */
    readonly dataset: string,
    /** The name of the file. */
    readonly file: string,
    /** The failed attempts, in order. */
    readonly attempts: readonly Attempt[],
  ) {
    const tried = attempts.map(({ place, problem }) => `  ${place} ${problem}`);
    super(
      [
        `${file} of ${dataset} could not be downloaded from any mirror:`,
        ...tried,
        "if a folder has the files, add --data DIR; if another server has them, add --mirror URL",
        "without an internet connection, write dataset: digits in the spec; the data set digits is part of the package",
      ].join("\n"),
    );
  }
}
