/**
 * From text to a checked `Spec`. YAML, and with it JSON, which is part of it.
 *
 * @module
 */

import { parse } from "@std/yaml";
import { checkSpec } from "./check.ts";
import { SpecError } from "./error.ts";
import { issue } from "./facts.ts";
import type { Spec } from "./spec.ts";

/** The longest text that is read, in characters. */
const LONGEST = 2 ** 20;

/**
 * Reads a spec from YAML or JSON, checks it and fills in its defaults.
 *
 * @param text The spec.
 * @param options.source The file it came from, for the errors.
 * @returns The spec, frozen all the way down.
 * @throws {SpecError} With everything that is wrong at once.
 * @example A misspelt key is an error, not a default
 * ```ts
 * import { parseSpec, SpecError } from "@percept/nn";
 * import { assertThrows } from "@std/assert";
 *
 * const text = `
 * name: tiny
 * dataset: digits
 * layers: [{ units: 10, actvation: tanh }]
 * learningRate: 0.5
 * epochs: 10
 * `;
 * assertThrows(
 *   () => parseSpec(text, { source: "tiny.yaml" }),
 *   SpecError,
 *   'tiny.yaml layers[0].actvation: unknown key, did you mean "activation"?',
 * );
 * ```
 */
export function parseSpec(
  text: string,
  { source }: { source?: string | undefined } = {},
): Spec {
  return checkSpec(plainValues(text, source), { source });
}

function plainValues(text: string, source?: string): unknown {
  const refuse = (message: string) =>
    new SpecError([issue([], message)], source);
  if (text.length > LONGEST) {
    throw refuse(
      `a spec must be at most ${LONGEST} characters: found ${text.length}`,
    );
  }
  try {
    return parse(text, { schema: "core" });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refuse(`must be YAML or JSON: ${error.message.split("\n")[0]}`);
  }
}
