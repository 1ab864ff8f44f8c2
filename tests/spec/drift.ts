/**
 * Checks the two files that are generated from the schema:
 * `specs/spec.schema.json` and `specs/README.md`. The README must have each
 * top-level field in exactly one block. `deno task ok` runs this check, and
 * `deno task schema` writes both files.
 *
 * @module
 */

import { jsonSchema } from "../../lib/spec/mod.ts";
import { anySchema } from "../../lib/spec/schema.ts";
import { reference } from "./_reference.ts";
import config from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);
const SCHEMA = "specs/spec.schema.json", PAGE = "specs/README.md";

/** A block of fields: the names of the fields, then their reference. */
const BLOCK = /(<!-- fields: ([\w ]+) -->).*?(<!-- \/fields -->)/gs;

/** The JSON Schema with its address on JSR. */
function schema(): string {
  const { $schema, ...rest } = jsonSchema();
  const $id = `https://jsr.io/${config.name}/${config.version}/${SCHEMA}`;
  return `${JSON.stringify({ $schema, $id, ...rest }, null, 2)}\n`;
}

/** The page with newly generated blocks. */
export function withFields(page: string): string {
  const written = [...page.matchAll(BLOCK)].flatMap(([, , names]) =>
    names.split(" ")
  );
  const expected = Object.keys(anySchema.fields);
  if (written.toSorted().join() !== expected.toSorted().join()) {
    throw new Error(
      `${PAGE} must have each field in one block, ${expected}: found ${written}`,
    );
  }
  return page.replace(
    BLOCK,
    (_, open, names, close) =>
      `${open}\n\n${reference(names.split(" "))}\n\n${close}`,
  );
}

/** A text without the white space that `deno fmt` may change. */
function plain(text: string): string {
  return text.replace(/\s+/g, " ");
}

if (import.meta.main) {
  const makers = { [SCHEMA]: schema, [PAGE]: withFields };
  for (const [path, make] of Object.entries(makers)) {
    const url = new URL(path, ROOT);
    const found = Deno.readTextFileSync(url), expected = make(found);
    if (plain(found) === plain(expected)) continue;
    if (Deno.args.includes("--write")) {
      Deno.writeTextFileSync(url, expected);
      console.log(`${path} is made anew`);
    } else {
      console.error(`${path} is not what the schema says: deno task schema`);
      Deno.exitCode = 1;
    }
  }
}
