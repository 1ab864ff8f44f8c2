/**
 * How a spec is refused.
 *
 * @module
 */

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
  /** The line in the text, from 1, where it is known. */
  readonly line?: number;
  /** The column in that line, from 1. */
  readonly column?: number;
}

/** A spec that cannot be compiled, with all that is wrong in it. */
export class SpecError extends TypeError {
  /** The name a stack trace shows. */
  override readonly name = "SpecError";

  /**
   * Joins the issues, in their order, one line each.
   *
   * @param issues All that is wrong.
   * @param source The file they are in, where there is one.
   */
  constructor(
    /** All that is wrong, in the order of the file. */
    readonly issues: readonly SpecIssue[],
    /** The file they are in, where there is one. */
    readonly source?: string,
  ) {
    super(issues.map((issue) => describe(issue, source)).join("\n"));
  }
}

function describe(
  { path, message, line, column }: SpecIssue,
  source?: string,
): string {
  const place = [source, line, column].filter((part) => part !== undefined);
  const where = [place.join(":"), path].filter((part) => part !== "");
  return where.length ? `${where.join(" ")}: ${message}` : message;
}

/** Keys and positions as a person writes them: `layers[1].units`. */
export function pathText(keys: readonly (string | number)[]): string {
  return keys.map((key, i) =>
    typeof key === "number" ? `[${key}]` : i === 0 ? key : `.${key}`
  ).join("");
}
