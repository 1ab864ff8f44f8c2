/**
 * Specs as the command line names them: the file, and the flags that every verb
 * with a spec takes.
 *
 * @module
 */

import {
  asGrid,
  parseOverride,
  SpecError,
  type SpecOverride,
} from "../spec/mod.ts";
import { type Flags, UsageError } from "./flags.ts";
import { typedPath } from "./paths.ts";

/** The flags with a value that every verb with a spec takes. */
export const SPEC_FLAGS = ["set", "max-memory"] as const;

/** What `--help` says of them. */
export const SPEC_HELP =
  `  --set PATH=VALUE   a field in place of the spec's, as often as needed
  --max-memory SIZE  how much a run may take, such as 4GiB; 1GiB unless said`;

/** The most bytes of a file that are read: no spec is as long. */
const MOST_BYTES = 2 ** 22;

/** A spec's text and what the flags say of it, as `parseSpec` takes them. */
export interface SpecFile {
  readonly text: string;
  readonly options: {
    readonly source: string;
    readonly overrides: readonly SpecOverride[];
    readonly maxMemory: number | undefined;
  };
  /** The folder it is in, then the one that the command was started in. */
  readonly folders: readonly string[];
}

/**
 * Reads a spec's file.
 *
 * @param typed Its path, as it was typed.
 * @param how.lists Whether a list in place of one value is the grid of a sweep.
 * @throws {SpecError} If there is no such file, or no text in it.
 */
export async function readSpecFile(
  typed: string,
  flags: Flags,
  { lists = false }: { readonly lists?: boolean | undefined } = {},
): Promise<SpecFile> {
  const folder = typedPath(typed).replace(/[^/\\]*$/, "") || ".";
  const { options, ...file } = specFile("", typed, flags); // flags that are wrong come first
  const overrides = lists ? options.overrides.map(asGrid) : options.overrides;
  return {
    ...file,
    options: { ...options, overrides },
    text: await readText(typed),
    folders: [folder, ...file.folders],
  };
}

/** A spec's text as a file, from a source that is named in messages. */
export function specFile(text: string, source: string, flags: Flags): SpecFile {
  const overrides = overridesOf(flags), maxMemory = flags.bytes("max-memory");
  return {
    text,
    options: { source, overrides, maxMemory },
    folders: [typedPath(".")],
  };
}

/** What `--set` and its short forms say. */
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

/** What is said of a file that cannot be read as text. */
function refusal(message: string, file: string): SpecError {
  return new SpecError([{ path: "", keys: [], on: "value", message }], file);
}

/** A file's bytes; of one that is far too long, one more than may be. */
async function readBounded(path: string): Promise<Uint8Array> {
  const { fileFault } = await import("../disk/files.ts"); // and nothing else of it
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
