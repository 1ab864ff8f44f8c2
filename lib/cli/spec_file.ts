/**
 * Reading of spec files for the command line, and the flags of all commands that
 * read a spec.
 *
 * @module
 */

import {
  asGrid,
  listMeant,
  parseOverride,
  SpecError,
  type SpecOverride,
} from "../spec/mod.ts";
import { type Flags, UsageError } from "./flags.ts";
import { typedPath } from "./paths.ts";

/**
 * The names of the flags that take a value and belong to every command that reads
 * a spec.
 */
export const SPEC_FLAGS = ["set", "max-memory"] as const;

/** The help text of `--set` and `--max-memory`. */
export const SPEC_HELP =
  `  --set PATH=VALUE   set a field of the spec; to set several fields, repeat the flag
  --max-memory SIZE  let a run use at most SIZE of memory, such as 4GiB (default: 1GiB)`;

/** The largest number of bytes that are read from a spec file. A longer file is rejected. */
const MOST_BYTES = 2 ** 22;

/** The text of a spec, and the options of `parseSpec` that the flags set. */
export interface SpecFile {
  readonly text: string;
  readonly options: {
    readonly source: string;
    readonly overrides: readonly SpecOverride[];
    readonly maxMemory: number | undefined;
  };
  /** The folder of the spec, then the folder where the command was started. */
  readonly folders: readonly string[];
}

/**
 * Reads a spec file.
 *
 * @param typed The path as typed.
 * @param how.lists Whether `--set` may give several values to a field that
 *   normally has one value; the list then becomes the grid of a sweep.
 * @throws {SpecError} If the file does not exist or is not text.
 */
export async function readSpecFile(
  typed: string,
  flags: Flags,
  { lists = false }: { readonly lists?: boolean | undefined } = {},
): Promise<SpecFile> {
  const folder = typedPath(typed).replace(/[^/\\]*$/, "") || ".";
  const { options, ...file } = specFile("", typed, flags); // errors in flags are reported before errors in the file
  const overrides = lists ? options.overrides.map(gridOf) : options.overrides;
  return {
    ...file,
    options: { ...options, overrides },
    text: await readText(typed),
    folders: [folder, ...file.folders],
  };
}

/**
 * Converts a list of values for one field to the grid of a sweep.
 *
 * @throws {UsageError} If the values are separated by commas, but have no
 *   brackets around them.
 */
function gridOf(one: SpecOverride): SpecOverride {
  const list = listMeant(one);
  if (list === undefined) return asGrid(one);
  throw new UsageError(
    `--set must have brackets around several values: found ${
      JSON.stringify(one.value)
    }; type ${list}`,
  );
}

/**
 * Makes a `SpecFile` from a text that does not come from a file; error messages
 * show `source` as the name of the text.
 */
export function specFile(text: string, source: string, flags: Flags): SpecFile {
  const overrides = overridesOf(flags), maxMemory = flags.bytes("max-memory");
  return {
    text,
    options: { source, overrides, maxMemory },
    folders: [typedPath(".")],
  };
}

/** The overrides that `--set`, `--epochs` and `--seed` give. */
export function overridesOf(flags: Flags): SpecOverride[] {
  const overrides = flags.texts("set").map((text) => {
    const override = parseOverride(text);
    if (override !== undefined) return override;
    throw new UsageError(
      "--set must be PATH=VALUE, such as layers[0].units=50: found " +
        JSON.stringify(text),
    );
  });
  for (const [name, least] of [["epochs", 1], ["seed", 0]] as const) {
    const value = flags.whole(name, least);
    if (value === undefined) continue;
    overrides.push({ keys: [name], value, source: `--${name} ${value}` });
  }
  return overrides;
}

async function readText(typed: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readBounded(typedPath(typed));
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Deno.errors.NotCapable) {
      throw error;
    }
    const found = error instanceof Deno.errors.NotFound
      ? "no file of that name"
      : error instanceof Deno.errors.IsADirectory
      ? "a folder"
      : error.message;
    throw refusal(`must be a spec: found ${found}`, typed);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refusal("must be text in UTF-8: found other bytes", typed);
  }
}

/** The error for a file that cannot be read as text. */
function refusal(message: string, file: string): SpecError {
  return new SpecError([{ path: "", keys: [], on: "value", message }], file);
}

/**
 * Reads a file. Reading stops after the largest allowed number of bytes, so that a very
 * long file does not fill the memory.
 */
async function readBounded(path: string): Promise<Uint8Array> {
  const { fileFault } = await import("../disk/files.ts"); // does not load all of `disk/`
  const fault = fileFault(await Deno.stat(path));
  if (fault !== undefined && !fault.endsWith("a folder")) {
    throw new Error(fault.replace("must be a file: found ", ""));
  }
  using file = await Deno.open(path);
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length <= MOST_BYTES) {
    const chunk = new Uint8Array(2 ** 16);
    const read = await file.read(chunk);
    if (read === null) break;
    chunks.push(chunk.subarray(0, read));
    length += read;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
