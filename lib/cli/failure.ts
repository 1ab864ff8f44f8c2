/**
 * The error message that the user sees, and the exit code.
 *
 * @module
 */

import { SpecError } from "../spec/mod.ts";
import { COMMAND, isTask } from "./command.ts";
import { UsageError } from "./flags.ts";
import { Interruption } from "./interrupt.ts";
import { quoted } from "./paths.ts";

/**
 * The names of the error classes for which only the message is shown, without a
 * stack trace. The list has the names of error classes, because importing the
 * classes would load modules that a command does not use.
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

/**
 * The message and exit code of an error. A stack trace is shown only if the
 * error is a bug in percept.
 */
export function failure(error: unknown): { message: string; code: number } {
  if (error instanceof UsageError) {
    return {
      message: `error: ${error.message}; --help shows examples`,
      code: 2,
    };
  }
  if (error instanceof SpecError) {
    const { message } = error;
    const isLine = !message.includes("\n"); // the error has no position in a file
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
  const isSystems = error instanceof Error && // an operating system error
    ("code" in error || /\(os error \d+\)$/.test(error.message));
  if (isSystems) {
    return { message: `error: ${error.message}`, code: 1 };
  }
  const stack = error instanceof Error ? error.stack : String(error);
  return {
    message: `this is a bug in percept, please report it:\n${stack}`,
    code: 1,
  };
}

/**
 * The message for a file that Deno had no permission to write. The message also
 * shows the current command again, with the permission to write files added.
 */
function notAllowed(message: string): string {
  const path = /write access to "(.*)"/.exec(message)?.[1]
    .replace(/\.(?:[\w-]+~\d+~)?[0-9a-f-]{36}\.part$/, ""); // the suffix of a temporary file
  return path === undefined
    ? message.replace(/, run again with the/, "; run again with the")
    : `no permission to write ${path}, since ${
      isTask ? "deno tasks may write" : `${COMMAND} may write`
    } only in the folder where ${
      isTask ? "they are" : "it is"
    } started; to run the command with this permission, type\n  ${command("")}`;
}

/**
 * Adds two commands to the message of a failed download: a command that has the
 * missing network permission, and a command that trains without a download.
 */
function withCommands(message: string): string {
  const offline =
    `${message}; to train a network on the data set digits, type\n  ${COMMAND} train`;
  const hosts = [...message.matchAll(/needs the permission --allow-net=(\S+)/g)]
    .map(([, host]) => host);
  if (hosts.length === 0) return offline;
  return offline.replace(
    /\nif a folder has/,
    `\nto run the command with this permission, type\n  ${
      command([...new Set(hosts)].join(","))
    }$&`,
  );
}

/**
 * The current command in the form `deno run ...`, with permission to write
 * files and to connect to `hosts`.
 */
function command(hosts: string): string {
  return [
    "deno run --allow-read --allow-write --allow-env=INIT_CWD,NO_COLOR",
    ...hosts === "" ? [] : [quoted(`--allow-net=${hosts}`)],
    ...[Deno.mainModule, ...Deno.args].map(quoted),
  ].join(" ");
}

/**
 * The number of errors in a spec as text, such as `one error` or `2 errors`.
 */
export function counted({ count }: SpecError): string {
  return count === 1 ? "one error" : `${count} errors`;
}

/** Indents each line of a text. */
export function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
