/**
 * Parsing of untrusted JSON with limits. A short text can contain very many
 * values, and deep nesting causes a stack overflow in recursive code.
 *
 * @module
 */

/** The largest depth of nested arrays and objects. */
const MOST_DEPTH = 64;

/** The largest number of values; each value needs about 64 bytes of memory. */
const MOST_VALUES = 2 ** 23;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Parses untrusted JSON in UTF-8.
 *
 * @throws {SyntaxError} If the text is not JSON, is nested too deeply, or has
 * too many values.
 * @example Nested lists, up to the limit
 * ```ts
 * import { parseJson } from "./json.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const bytes = (text: string) => new TextEncoder().encode(text);
 * assertEquals(parseJson(bytes('{"a": [1, 2]}')), { a: [1, 2] });
 * const deep = "[".repeat(65) + "]".repeat(65);
 * assertThrows(() => parseJson(bytes(deep)), SyntaxError, "at most 64 levels");
 * ```
 */
export function parseJson(bytes: Uint8Array): unknown {
  let depth = 0, values = 1;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      for (at++; at < bytes.length && bytes[at] !== QUOTE; at++) {
        if (bytes[at] === BACKSLASH) at++;
      }
    } else if (byte === OPEN_LIST || byte === OPEN) {
      depth++;
      values++;
      if (depth > MOST_DEPTH) {
        throw new SyntaxError(
          `must have at most ${MOST_DEPTH} levels of nesting: found more levels`,
        );
      }
    } else if (byte === CLOSE_LIST || byte === CLOSE) depth--;
    else if (byte === COMMA) values++;
    if (values > MOST_VALUES) {
      throw new SyntaxError(
        `must have at most ${MOST_VALUES} values: found more values`,
      );
    }
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SyntaxError("must be JSON: found other text", { cause });
  }
}
