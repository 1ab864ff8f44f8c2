/**
 * What a person reads when something went wrong, and the exit code.
 *
 * @module
 */

import { UsageError } from "./flags.ts";
import { Interruption } from "./interrupt.ts";
import { DatasetError, DownloadError, IdxError } from "../dataset/mod.ts";
import { ShapeError } from "../frame.ts";
import { SpecError } from "../spec/mod.ts";
import { DivergenceError } from "../train/mod.ts";
import { SaveError } from "../store/files.ts";
import { RunError } from "../store/record.ts";
import { ModelError } from "../store/safetensors.ts";

/** Errors whose message is all that a person needs. */
const plain = [
  DatasetError,
  DownloadError,
  IdxError,
  ShapeError,
  DivergenceError,
  ModelError,
  RunError,
  SaveError,
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
    const count = error.issues.length;
    const head = count === 1
      ? "the spec is wrong"
      : `the spec has ${count} errors`;
    return { message: `error: ${head}\n${indent(error.message)}`, code: 2 };
  }
  if (error instanceof Interruption) {
    return { message: error.message, code: 130 };
  }
  if (plain.some((Known) => error instanceof Known)) {
    return { message: `error: ${(error as Error).message}`, code: 1 };
  }
  if (error instanceof Deno.errors.NotCapable) {
    return {
      message: `error: ${
        error.message.replace(/, run again with the/, "; run again with the")
      }`,
      code: 1,
    };
  }
  if (error instanceof Error && "code" in error) { // the file system's, with the path in it
    return { message: `error: ${error.message}`, code: 1 };
  }
  const stack = error instanceof Error ? error.stack : String(error);
  return {
    message: `a fault in percept itself, please report it:\n${stack}`,
    code: 1,
  };
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
