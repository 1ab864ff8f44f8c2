/**
 * `init`: a spec to start from.
 *
 * @module
 */

import { parseSpec, SpecError, starterSpec } from "../spec/mod.ts";
import { readFlags, UsageError } from "./flags.ts";
import { typedPath } from "./paths.ts";

/** What `init --help` shows. */
export const help = `deno task init [NAME]

  NAME           the network's name, and with .yaml the file's; my-network if left out

It writes a spec with a comment on each field, and never over a file that is there.

examples
  deno task init
  deno task init digits-relu
`;

/** Writes a starter spec; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, { text: [], plain: ["help"], operands: 1 });
  const typed = flags.operands[0] ?? "my-network";
  const bare = typed.replace(/\.ya?ml$/i, "");
  const name = bare.replace(/^.*[\\/]/s, "");
  const file = bare === typed ? `${typed}.yaml` : typed;
  const path = typedPath(file);
  const text = starterSpec(name, schemaFrom(path));
  try {
    parseSpec(text);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const [{ message }] = error.issues;
    throw new UsageError(`NAME ${message}`);
  }
  try {
    await Deno.writeTextFile(path, text, { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new UsageError(`${file} is there already, and is left as it is`);
  }
  console.log(`${file} is written; deno task train ${file} trains it`);
  return 0;
}

/** The way from a file to the JSON Schema of specs. */
function schemaFrom(path: string): string {
  const schema = new URL("../../specs/spec.schema.json", import.meta.url);
  if (schema.protocol !== "file:") return schema.href;
  const here = new URL(`file://${encodeURI(Deno.cwd())}/`);
  const file = new URL(encodeURI(path.replaceAll("\\", "/")), here);
  const from = file.pathname.split("/").slice(0, -1);
  const to = schema.pathname.split("/");
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  const up = from.slice(same).map(() => "..");
  return [...(up.length ? up : ["."]), ...to.slice(same)].join("/");
}
