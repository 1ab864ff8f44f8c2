/**
 * The command `validate`: checks specs, without loading data.
 *
 * @module
 */

import { printable } from "../report/mod.ts";
import { parseSpec, SpecError } from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import { counted, indent } from "./failure.ts";
import { readFlags, UsageError } from "./flags.ts";
import { expand } from "./glob.ts";
import { print, safe } from "./safe.ts";
import { readSpecFile, SPEC_FLAGS, SPEC_HELP } from "./spec_file.ts";

/** The text of `validate --help`. */
export const help = `${COMMAND} validate FILE... [flags]

  FILE               a YAML or JSON spec, or a pattern such as 'specs/*.yaml'
${SPEC_HELP}
  --json             print the result to stdout as one JSON document

The exit code is 2 if any spec has an error. No data is downloaded.

examples
  ${COMMAND} validate my-network.yaml
  ${COMMAND} validate '*.yaml' --json
  ${COMMAND} validate my-network.yaml --set layers[0].units=100000
`;

/** The result of the validation of one file. */
interface Verdict {
  readonly file: string;
  readonly error?: SpecError;
}

/** Validates specs; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, {
    text: SPEC_FLAGS,
    plain: ["json", "help"],
    operands: Infinity,
  });
  if (flags.operands.length === 0) {
    throw new UsageError(
      "FILE is missing; type the path of a spec file, such as my-network.yaml",
    );
  }
  const verdicts: Verdict[] = [];
  for (const file of await expand(flags.operands)) {
    try {
      const { text, options } = await readSpecFile(file, flags);
      parseSpec(text, options);
      verdicts.push({ file });
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
      verdicts.push({ file, error });
    }
  }
  if (flags.has("json")) print(json(verdicts), true);
  else for (const verdict of verdicts) say(verdict);
  return verdicts.some(({ error }) => error !== undefined) ? 2 : 0;
}

function say({ file, error }: Verdict): void {
  const name = printable(file); // a file that matches a pattern may have any name
  if (error === undefined) print(`${name}: right`);
  else {console.error(
      safe(`${name}: ${counted(error)}\n${indent(error.message)}`),
    );}
}

function json(verdicts: readonly Verdict[]): string {
  const files = verdicts.map(({ file, error }) => ({
    file,
    right: error === undefined,
    count: error?.count ?? 0,
    issues: error?.issues ?? [],
  }));
  return JSON.stringify({ files }, null, 2);
}
