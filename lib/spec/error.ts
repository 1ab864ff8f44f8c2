/**
 * How a spec is refused.
 *
 * @module
 */

import { excerpt, visible } from "./_excerpt.ts";
import { keysOf } from "./_path.ts";

export { visible };

/** One thing wrong in a spec, and where. */
export interface SpecIssue {
  /** Where, in words: `layers[1].units`; empty for the spec as a whole. */
  readonly path: string;
  /** The same as keys and positions. */
  readonly keys: readonly (string | number)[];
  /** Whether the key itself is wrong or what it holds. */
  readonly on: "key" | "value";
  /** Must be a whole number over 0: found -3. */
  readonly message: string;
  /** What it is in, where that is not the file: `--set epochs=0`. */
  readonly source?: string;
  /** The line in the text, from 1, where it is known. */
  readonly line?: number;
  /** The column in that line, from 1, in UTF-16 code units. */
  readonly column?: number;
  /** How many columns it takes. */
  readonly length?: number;
  /** That line. */
  readonly text?: string;
  /** The other place, where two disagree. */
  readonly other?: OtherPlace;
}

/** A place that an issue is about besides its own. */
export interface OtherPlace {
  /** Where, in words. */
  readonly path: string;
  /** The same as keys and positions. */
  readonly keys: readonly (string | number)[];
  /** What it is in, where that is not the file. */
  readonly source?: string;
  /** The line in the text, from 1, where it is known and written there. */
  readonly line?: number;
  /** The column in that line, from 1. */
  readonly column?: number;
}

/** A spec that cannot be compiled, with all that is wrong in it. */
export class SpecError extends TypeError {
  /** The name a stack trace shows. */
  override readonly name = "SpecError";
  /** How many things are wrong, of which `issues` has the first. */
  readonly count: number;

  /**
   * Joins the issues, in their order, each with its line where it is known.
   *
   * @param issues What is wrong.
   * @param source The file they are in, where there is one.
   * @param count How many things are wrong, where `issues` is cut short.
   */
  constructor(
    /** What is wrong, in the order of the file. */
    readonly issues: readonly SpecIssue[],
    /** The file they are in, where there is one. */
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

/** Keys and positions as a person writes them: `layers[1].units`. */
export function pathText(keys: readonly (string | number)[]): string {
  return keys.map((key, i) => {
    if (typeof key === "number") return `[${key}]`;
    const bare = /^[\p{L}\p{N}_-]{1,60}$/u.test(key) ||
      keys[0] === "sweep" && keysOf(key) !== undefined; // a path itself
    const cut = key.length > 60 ? `${key.slice(0, 60)}...` : key;
    const word = bare ? key : `"${visible(cut)}"`;
    return i === 0 ? word : `.${word}`;
  }).join("");
}
