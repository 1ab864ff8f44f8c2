/**
 * What a person reads when something went wrong, and the exit code.
 *
 * @module
 */

import { SpecError } from "../spec/mod.ts";
import { COMMAND, isTask } from "./command.ts";
import { UsageError } from "./flags.ts";
import { Interruption } from "./interrupt.ts";
import { quoted } from "./paths.ts";

/**
 * Errors whose message is all that a person needs, by name, so that a verb
 * loads no more than it uses.
 */
const plain = [
  "DatasetError",
  "DivergenceError",
  "DownloadError",
  "ExportError",
  "IdxError",
  "ModelError",
  "RunError",
  "SaveError",
  "ShapeError",
];

/** The message and the exit code of an error; a fault of ours keeps its stack. */
export function failure(error: unknown): { message: string; code: number } {
  if (error instanceof UsageError) {
    return {
      message: `error: ${error.message}; --help shows examples`,
      code: 2,
    };
  }
  if (error instanceof SpecError) {
    const { message } = error;
    const isLine = !message.includes("\n"); // of no place in a file
    const head = `error: the spec has ${counted(error)}`;
    return {
      message: isLine ? `error: ${message}` : `${head}\n${indent(message)}`,
      code: 2,
    };
  }
  if (error instanceof Interruption) {
    return { message: error.message, code: 130 };
  }
  if (error instanceof Error && plain.includes(error.name)) {
    const { name, message } = error;
    const text = name === "DownloadError" ? withCommands(message) : message;
    return { message: `error: ${text}`, code: 1 };
  }
  if (error instanceof Deno.errors.NotCapable) {
    return { message: `error: ${notAllowed(error.message)}`, code: 1 };
  }
  const isSystems = error instanceof Error && // of a file, or of stdout
    ("code" in error || /\(os error \d+\)$/.test(error.message));
  if (isSystems) {
    return { message: `error: ${error.message}`, code: 1 };
  }
  const stack = error instanceof Error ? error.stack : String(error);
  return {
    message: `a fault in percept itself, please report it:\n${stack}`,
    code: 1,
  };
}

/** What Deno did not allow; a task writes in the folder where it is started. */
function notAllowed(message: string): string {
  const path = /write access to "(.*)"/.exec(message)?.[1]
    .replace(/\.[0-9a-f-]{36}\.part$/, ""); // a file is written beside its place
  return path === undefined
    ? message.replace(/, run again with the/, "; run again with the")
    : `may not write ${path}: ${
      isTask ? "tasks write" : `${COMMAND} writes`
    } only in the folder where ${
      isTask ? "they are" : "it is"
    } started; this command may:\n  ${command("")}`;
}

/** A failed download, with the commands that work, or may ask the servers it could not. */
function withCommands(message: string): string {
  const offline = `${message}\n  ${COMMAND} train`;
  const hosts = [...message.matchAll(/needs the permission --allow-net=(\S+)/g)]
    .map(([, host]) => host);
  if (hosts.length === 0) return offline;
  return offline.replace(
    /\nwhere a folder has/,
    `\nwith that permission:\n  ${command([...new Set(hosts)].join(","))}$&`,
  );
}

/** This command with the permission to write, and to ask some servers. */
function command(hosts: string): string {
  return [
    "deno run --allow-read --allow-write --allow-env=INIT_CWD,NO_COLOR",
    ...hosts === "" ? [] : [quoted(`--allow-net=${hosts}`)],
    ...[Deno.mainModule, ...Deno.args].map(quoted),
  ].join(" ");
}

/** How many errors a spec has. */
export function counted({ count }: SpecError): string {
  return count === 1 ? "one error" : `${count} errors`;
}

/** Text with each line moved in. */
export function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
