/**
 * Holds what is made from the schema to it: `specs/spec.schema.json` and the
 * reference in the README. `deno task ok` runs it; with `--write` it makes them.
 *
 * @module
 */

import { jsonSchema, referenceTable } from "../../lib/spec/mod.ts";

const ROOT = new URL("../../", import.meta.url);

/** What stands around the reference in the README. */
const [OPEN, CLOSE] = ["<!-- spec reference -->", "<!-- /spec reference -->"];

/** Files made from the schema: what is in them, and what should be. */
export function made(): { path: string; found: string; expected: string }[] {
  const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));
  const readme = read("README.md");
  const start = readme.indexOf(OPEN) + OPEN.length;
  const end = readme.indexOf(CLOSE, start);
  if (start < OPEN.length || end < 0) throw new Error(`README.md: no ${OPEN}`);
  const table = `\n\n${referenceTable()}\n\n`;
  return [
    {
      path: "specs/spec.schema.json",
      found: read("specs/spec.schema.json"),
      expected: `${JSON.stringify(jsonSchema(), null, 2)}\n`,
    },
    {
      path: "README.md",
      found: readme,
      expected: readme.slice(0, start) + table + readme.slice(end),
    },
  ];
}

if (import.meta.main) {
  const stale = made().filter(({ found, expected }) => found !== expected);
  for (const { path, expected } of stale) {
    if (Deno.args.includes("--write")) {
      Deno.writeTextFileSync(new URL(path, ROOT), expected);
      console.log(`${path} is made anew`);
    } else {
      console.error(`${path} is not what the schema says: deno task schema`);
      Deno.exitCode = 1;
    }
  }
}
