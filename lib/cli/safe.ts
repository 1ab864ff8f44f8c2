/**
 * Text on its way to a terminal, which names files as they are: a name may hold line
 * feeds, which would begin a line of their own, and signs that a terminal obeys.
 *
 * @module
 */

import { visible } from "../spec/mod.ts";
import { environment } from "./paths.ts";

/** Signs that JSON leaves as they are: DEL and what follows, and turns of direction. */
const LEFT = /[\x7f-\x9f\p{Bidi_Control}]/gu;

/** Text whose signs of that kind are escapes, as they are in JSON. */
export function safeJson(text: string): string {
  return text.replaceAll(LEFT, visible);
}

/** Text in which names from the command line, and that of the folder, have escapes. */
export function safe(text: string): string {
  const typed = [...Deno.args, environment("INIT_CWD") ?? ""];
  const names = typed.flatMap((arg) => arg.split(/[/=]/))
    .filter((name) => visible(name) !== name)
    .sort((a, b) => b.length - a.length);
  return safeJson(
    names.reduce((all, name) => all.replaceAll(name, visible(name)), text),
  );
}

/** Writes a result to stdout. */
export function print(text: string, isJson = false): void {
  console.log((isJson ? safeJson : safe)(text));
}
