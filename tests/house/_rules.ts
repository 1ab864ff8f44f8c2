/**
 * Runs a project rule on a given source text, or on all files of `lib/`.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { librarySources, ROOT } from "./_tree.ts";
import plugin from "./lint.ts";
import { needing, READ } from "../_needing.ts";

/** The errors of a rule in a source text, as if it were the file at `path`. */
export function found(rule: string, path: string, source: string): string[] {
  const filename = decodeURIComponent(new URL(path, ROOT).pathname);
  return Deno.lint.runPlugin(plugin, filename, source)
    .filter(({ id }) => id === `percept/${rule}`)
    .map(({ range, message }) => {
      const line = source.slice(0, range[0]).split("\n").length;
      return `${path}:${line} ${message}`;
    });
}

/** Tests that no file in `lib/` breaks a rule or disables it. */
export function testLibrary(rule: string, claim: string): void {
  Deno.test({
    ...needing(claim, READ),
    fn() {
      const slips = librarySources().flatMap(({ path, text }) => [
        ...found(rule, path, text),
        ...(text.includes(`percept/${rule}`) ? [`${path} is let off`] : []),
      ]);
      assertEquals(slips, []);
    },
  });
}
