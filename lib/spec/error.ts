/**
 * `SpecError`, the error for an invalid spec.
 *
 * @module
 */

import { excerpt, visible } from "./_excerpt.ts";
import { keysOf } from "./_path.ts";

export { visible };

/** One error in a spec, with its position. */
export interface SpecIssue {
  /** The path of the faulty value, such as `layers[1].units`; empty for the whole spec. */
  readonly path: string;
  /** The path as an array of keys and list positions, such as `["layers", 1, "units"]`. */
  readonly keys: readonly (string | number)[];
  /** Whether the error is in the key or in its value. */
  readonly on: "key" | "value";
  /** The message, such as "must be a whole number over 0: found -3". */
  readonly message: string;
  /**
   * The source of a value that is not from the file: for example, the flag
   * `--set epochs=0`.
   */
  readonly source?: string;
  /** The line number, counted from 1, if the line is known. */
  readonly line?: number;
  /** The column in the line, counted from 1, in UTF-16 code units. */
  readonly column?: number;
  /** The length of the faulty part, in UTF-16 code units. */
  readonly length?: number;
  /** The text of the line that contains the error. */
  readonly text?: string;
  /** The position of the second value, if two values contradict each other. */
  readonly other?: OtherPlace;
}

/**
 * The position of the second value, if two values of a spec contradict each
 * other.
 */
export interface OtherPlace {
  /** The path of the second value, such as `layers[1].units`. */
  readonly path: string;
  /** The path as an array of keys and list positions, such as `["layers", 1, "units"]`. */
  readonly keys: readonly (string | number)[];
  /** The source of the value, if the value does not come from the file. */
  readonly source?: string;
  /** The line number, counted from 1, if the value is written in the file. */
  readonly line?: number;
  /** The column in the line, counted from 1, in UTF-16 code units. */
  readonly column?: number;
}

/**
 * The error for an invalid spec. The message lists the errors.
 *
 * @example The path of each error
 * ```ts
 * import { checkSpec, SpecError } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * try {
 *   checkSpec({
 *     name: "digits",
 *     dataset: "digits",
 *     layers: [{ units: -3 }, { units: 10 }],
 *     learningRate: 0,
 *     epochs: 1,
 *   });
 * } catch (error) {
 *   if (!(error instanceof SpecError)) throw error;
 *   const paths = error.issues.map(({ path }) => path);
 *   assertEquals(paths, ["layers[0].units", "learningRate"]);
 * }
 * ```
 */
export class SpecError extends TypeError {
  /** The name of the error class. */
  override readonly name = "SpecError";
  /** The total number of errors; `issues` may contain fewer errors. */
  readonly count: number;

  /**
   * Creates the error. The message lists the issues in order. Each issue is
   * shown with its line of the spec, if the line is known.
   *
   * @param issues The errors in the spec.
   * @param source The name of the spec file, if there is one.
   * @param count The total number of errors; default: the number of `issues`.
   */
  constructor(
    /** The errors in the spec, in the order of the file. */
    readonly issues: readonly SpecIssue[],
    /** The name of the spec file, if there is one. */
    readonly source?: string,
    count: number = issues.length,
  ) {
    const more = count - issues.length;
    const parts = issues.map((issue) => describe(issue, source));
    super([...parts, ...(more > 0 ? [`and ${more} more`] : [])].join("\n"));
    this.count = count;
  }
}

function describe(issue: SpecIssue, file?: string): string {
  const { path, message, other } = issue;
  const { line, column = 1, length = 1, text } = issue;
  const where = [place(issue, file), path].filter((part) => part !== "");
  const first = (where.length ? `${where.join(" ")}: ${message}` : message) +
    (other ? `; see ${seen(other)}` : "");
  return line === undefined || text === undefined
    ? first
    : [first, ...excerpt(text, line, column, length)].join("\n");
}

function place(
  { source, line, column }: Pick<SpecIssue, "source" | "line" | "column">,
  file?: string,
): string {
  const from = source ?? file;
  return [from === undefined ? undefined : visible(from), line, column]
    .filter((part) => part !== undefined).join(":");
}

function seen({ path, source, line, column }: OtherPlace): string {
  if (source !== undefined) return `${path} of ${visible(source)}`;
  return line === undefined ? path : `${path} at ${line}:${column}`;
}

/** Formats keys and list positions as a path: `layers[1].units`. */
export function pathText(keys: readonly (string | number)[]): string {
  return keys.map((key, i) => {
    if (typeof key === "number") return `[${key}]`;
    const bare = /^[\p{L}\p{N}_-]{1,60}$/u.test(key) ||
      keys[0] === "sweep" && keysOf(key) !== undefined; // the key is a path
    const cut = key.length > 60 ? `${key.slice(0, 60)}...` : key;
    const word = bare ? key : `"${visible(cut)}"`;
    return i === 0 ? word : `.${word}`;
  }).join("");
}
