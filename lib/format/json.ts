/**
 * JSON from elsewhere, held to bounds before it is parsed: a short text can make
 * very many values, and a deep one overflows the stack of whoever walks it.
 *
 * @module
 */

/** The most levels of lists and objects in each other. */
const MOST_DEPTH = 64;

/** The most values, some 64 bytes of memory each. */
const MOST_VALUES = 2 ** 23;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Parses JSON in UTF-8.
 *
 * @throws {SyntaxError} If it is none, too deep, or of too many values.
 * @example Lists in lists, up to a bound
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
          `must have at most ${MOST_DEPTH} levels: found more`,
        );
      }
    } else if (byte === CLOSE_LIST || byte === CLOSE) depth--;
    else if (byte === COMMA) values++;
    if (values > MOST_VALUES) {
      throw new SyntaxError(
        `must have at most ${MOST_VALUES} values: found more`,
      );
    }
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SyntaxError("must be JSON: found other text", { cause });
  }
}
