/**
 * Escaping of text for a terminal. A file name may contain line feeds and
 * control characters, such as codes that erase the screen.
 *
 * @module
 */

import { visible } from "../spec/mod.ts";
import { environment } from "./paths.ts";

/**
 * The control characters that `JSON.stringify` does not escape: DEL, C1 control
 * characters and bidirectional controls.
 */
const LEFT = /[\x7f-\x9f\p{Bidi_Control}]/gu;

/** Escapes control characters in JSON text. */
export function safeJson(text: string): string {
  return text.replaceAll(LEFT, visible);
}

/**
 * Searches a text for parts of command-line arguments and for folder names of
 * the current path, and escapes the control characters in each match. Also
 * escapes the characters that `safeJson` escapes.
 */
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
