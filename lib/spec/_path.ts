/**
 * Paths of fields, in the form that messages print and users type:
 * `layers[1].units`.
 *
 * @module
 */

import type { Keys } from "./_tree.ts";

/** The pattern of a path: a regular expression with the flag `u`. A path has at most 200 characters. */
export const PATH =
  "^(?!.{201})[^.=\\s\\[\\]]+(\\.[^.=\\s\\[\\]]+|\\[\\d{1,9}\\])*$";

const isPath = new RegExp(PATH, "u");

/**
 * Splits a path such as `layers[0].units` into keys and list positions;
 * `undefined` if the text is not a path.
 */
export function keysOf(path: string): Keys | undefined {
  if (!isPath.test(path)) return undefined;
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)]
    .map(([, index, name]) => index === undefined ? name : Number(index));
}
