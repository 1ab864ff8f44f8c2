/**
 * From text to plain values, with what the text itself must not be.
 *
 * @module
 */

import { parse, YamlSyntaxError } from "@std/yaml";
import { DEEPEST, MOST_NODES } from "./_builder.ts";
import { ESCAPES, visible } from "./_excerpt.ts";
import type { Fault } from "./_fault.ts";
import { scan } from "./_scan.ts";
import { Lines, type Node } from "./_tree.ts";

/** The longest text that is read, in UTF-16 code units. */
export const LONGEST: number = 2 ** 19;

/** What a text holds. */
export interface Read {
  /** Its plain values; absent where a fault leaves them in doubt. */
  readonly value?: unknown;
  /** Where they are; absent for rare forms of YAML. */
  readonly tree?: Node | undefined;
  /** Its lines. */
  readonly lines: Lines;
  /** What it must not hold. */
  readonly faults: readonly TextFault[];
}

/** A fault that knows its own place in the text. */
export interface TextFault extends Fault {
  /** Offsets of its place; without them it is that of its keys. */
  readonly range?: { readonly start: number; readonly end: number };
}

/** Reads YAML, and JSON, which is part of it. */
export function readText(whole: string): Read {
  if (whole.length > LONGEST) {
    const most = `${LONGEST} characters`;
    return refuse("", `must be at most ${most}: found ${whole.length}`);
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
  const start = Math.min(offset ?? 0, text.length); // YAML reads past the end
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
      return JSON.parse(text); // takes characters that YAML does not
    } catch {
      // YAML's flow style
    }
  }
  return parse(text, { schema: "core", allowDuplicateKeys: true });
}

/** What is wrong with a text that is not YAML, and where. */
function reasonOf(
  text: string,
  error: Error,
): [message: string, offset?: number] {
  if (error instanceof TooLarge) return [error.message];
  if (error instanceof RangeError) return [tooDeep];
  if (error instanceof YamlSyntaxError && isEscape.test(error.message)) {
    const start = text.lastIndexOf("\\", error.offset);
    const found = visible(text.slice(start, start + 2));
    return [`must be an escape of YAML: found ${found}; ${ESCAPES}`, start];
  }
  const [message] = error.message.split(/ at line \d+, column \d+:?\n|\n/);
  const path = error instanceof YamlSyntaxError && inFlow.exec(
    text.slice(text.lastIndexOf("\n", error.offset - 1) + 1).split("\n")[0],
  )?.[1];
  const hint = path ? `; in { } a path needs quotes: "${visible(path)}"` : "";
  const reason = `must be YAML or JSON: ${visible(message)}${hint}`;
  return error instanceof YamlSyntaxError ? [reason, error.offset] : [reason];
}

/** A path as a bare key in braces, where YAML takes its bracket for a list. */
const inFlow = /\{.*?([\p{L}\p{N}_.]+\[\d+\][\p{L}\p{N}_.[\]]*)\s*:/u;

const isEscape = /unknown escape sequence|expected hexadecimal character/;

const tooDeep = `must be at most ${DEEPEST} lists and mappings deep`;

class TooLarge extends Error {}

/** Bounds what is in a form whose shape was not read. */
function mustBeSmall(value: unknown): void {
  let nodes = 0;
  const count = (inner: unknown, depth: number) => {
    if (depth > DEEPEST) throw new TooLarge(tooDeep);
    if (++nodes > MOST_NODES) {
      const most = `${MOST_NODES} keys and values, aliases written out`;
      throw new TooLarge(`must be at most ${most}`);
    }
    if (typeof inner !== "object" || inner === null) return;
    for (const part of Object.values(inner)) count(part, depth + 1);
  };
  count(value, 0);
}
