/**
 * Parses text to plain values, and refuses text that a spec must not contain.
 *
 * @module
 */

import { parse, YamlSyntaxError } from "@std/yaml";
import { DEEPEST, MOST_NODES } from "./_builder.ts";
import { ESCAPES, visible } from "./_excerpt.ts";
import type { Fault } from "./_fault.ts";
import { scan } from "./_scan.ts";
import { Lines, type Node } from "./_tree.ts";

/** The maximum length of the text of a spec, in UTF-16 code units. */
export const LONGEST: number = 2 ** 19;

/** The result of parsing a text. */
export interface Read {
  /**
   * The plain values of the text; absent if an error in the text leaves unclear
   * what the values are.
   */
  readonly value?: unknown;
  /** The positions of the values in the text; absent for rare forms of YAML. */
  readonly tree?: Node | undefined;
  /** The lines of the text. */
  readonly lines: Lines;
  /** The errors in the text itself, such as a tab or a repeated key. */
  readonly faults: readonly TextFault[];
}

/** An error with an optional position in the text. */
export interface TextFault extends Fault {
  /**
   * The offsets of the error in the text; if absent, the error is at the position
   * of the value at `keys`.
   */
  readonly range?: { readonly start: number; readonly end: number };
}

/** Parses YAML or JSON. (JSON is a subset of YAML.) */
export function readText(whole: string): Read {
  if (whole.length > LONGEST) {
    const most = `${LONGEST} characters`;
    return refuse("", `must have at most ${most}: found ${whole.length}`);
  }
  const text = whole.replace(/^\ufeff/, ""); // a byte order mark
  const { tree, slips, fatal } = scan(text);
  const faults = slips.map(({ start, end, ...slip }): TextFault => ({
    ...slip,
    message: visible(slip.message),
    range: { start, end },
  }));
  const lines = new Lines(text);
  if (fatal) return { lines, faults };
  try {
    const value = valuesOf(text);
    if (tree === undefined) mustBeSmall(value);
    return { value, tree, lines, faults };
  } catch (error) {
    if (faults.length > 0) return { lines, faults };
    return refuse(text, ...reasonOf(text, error as Error));
  }
}

function refuse(text: string, message: string, offset?: number): Read {
  const start = Math.min(offset ?? 0, text.length); // @std/yaml can report an offset after the end of the text
  const fault: TextFault = {
    keys: [],
    on: "value",
    message,
    ...(offset === undefined ? {} : { range: { start, end: start + 1 } }),
  };
  return { lines: new Lines(text), faults: [fault] };
}

function valuesOf(text: string): unknown {
  if (/^\s*\{/.test(text)) {
    try {
      return JSON.parse(text); // JSON accepts characters that YAML does not accept
    } catch {
      // the text is not JSON; it may be YAML in flow style
    }
  }
  return parse(text, { schema: "core", allowDuplicateKeys: true });
}

/** The reason why a text is not valid YAML, and the offset of the error. */
function reasonOf(
  text: string,
  error: Error,
): [message: string, offset?: number] {
  if (error instanceof TooLarge) return [error.message];
  if (error instanceof RangeError) return [tooDeep];
  if (error instanceof YamlSyntaxError && isEscape.test(error.message)) {
    const start = text.lastIndexOf("\\", error.offset);
    const found = visible(text.slice(start, start + 2));
    return [`must be a YAML escape: found ${found}; ${ESCAPES}`, start];
  }
  const [message] = error.message.split(/ at line \d+, column \d+:?\n|\n/);
  const path = error instanceof YamlSyntaxError && inFlow.exec(
    text.slice(text.lastIndexOf("\n", error.offset - 1) + 1).split("\n")[0],
  )?.[1];
  const hint = path
    ? `; in { } write the path in quotes, "${visible(path)}"`
    : "";
  const reason = `must be YAML or JSON: ${visible(message)}${hint}`;
  return error instanceof YamlSyntaxError ? [reason, error.offset] : [reason];
}

/**
 * Matches a path as an unquoted key in braces, such as `{ a[0]: 1 }`. In
 * braces, YAML reads the `[` in an unquoted path such as `a[0]` as the start of
 * a list.
 */
const inFlow = /\{.*?([\p{L}\p{N}_.]+\[\d+\][\p{L}\p{N}_.[\]]*)\s*:/u;

const isEscape = /unknown escape sequence|expected hexadecimal character/;

const tooDeep =
  `must have at most ${DEEPEST} levels of nested lists and mappings`;

class TooLarge extends Error {}

/**
 * Checks the depth and the number of values, if the text was parsed without
 * positions.
 */
function mustBeSmall(value: unknown): void {
  let nodes = 0;
  const count = (inner: unknown, depth: number) => {
    if (depth > DEEPEST) throw new TooLarge(tooDeep);
    if (++nodes > MOST_NODES) {
      const most = `${MOST_NODES} keys and values, with aliases expanded`;
      throw new TooLarge(`must have at most ${most}`);
    }
    if (typeof inner !== "object" || inner === null) return;
    for (const part of Object.values(inner)) count(part, depth + 1);
  };
  count(value, 0);
}
