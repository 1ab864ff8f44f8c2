/**
 * A file that nobody gave, and what each place did instead.
 *
 * @module
 */

/** What one place did. */
export interface Attempt {
  /** A path, or a server's address. */
  readonly place: string;
  /** What it did instead of giving the file. */
  readonly problem: string;
}

/**
 * A file that no mirror gave.
 *
 * @example What each mirror answered
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
  /** The name a stack trace shows. */
  override readonly name = "DownloadError";

  /** Says what each place did, and ends with what works without a network. */
  constructor(
    /** The data set's name. */
    readonly dataset: string,
    /** The file's name. */
    readonly file: string,
    /** What each place did, in the order they were asked. */
    readonly attempts: readonly Attempt[],
  ) {
    const tried = attempts.map(({ place, problem }) => `  ${place} ${problem}`);
    super(
      [
        `${file} of ${dataset} must come from a mirror: none gave it`,
        ...tried,
        "where a folder has the files, add --data DIR; where another server has them, --mirror URL",
        "with no network, dataset: digits works, which is in the package",
      ].join("\n"),
    );
  }
}
