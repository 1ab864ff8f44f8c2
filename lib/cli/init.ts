/**
 * The command `init`: writes a starter spec, or a spec for a table or a folder of
 * images.
 *
 * @module
 */

import {
  type CsvDataset,
  parseSpec,
  SpecError,
  starterSpec,
  traceSpec,
} from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import { type Flags, readFlags, UsageError } from "./flags.ts";
import { isFile, quoted, relativeUrl, typedPath } from "./paths.ts";
import { print } from "./safe.ts";
import { overridesOf } from "./spec_file.ts";
import { say } from "./terminal.ts";

/** The text of `init --help`. */
export const help = `${COMMAND} init [NAME] [flags]

  NAME           the name of the network; the spec is written to NAME.yaml (default:
                 my-network)
  --conv         for images: write a spec with a convolution, a pooling layer and a
                 dense layer (default: dense layers only)
  --folder DIR   write a spec for a folder of images, with one subfolder for each
                 class; images of different sizes are resized to 64 x 64
  --csv FILE     write a spec for a table; the spec has the types of the columns, and
                 layers, a loss and settings that suit the size of the table
  --label COLUMN with --csv: predict this column; to predict several columns of
                 numbers, repeat the flag
  --data DIR     with --csv: allow a table in DIR, outside the folder of the spec
  --set dataset.FIELD=VALUE
                 with --csv: set how the table is read, such as
                 'dataset.thousands=,' for a table with numbers like 1,221.81
  --json         print the written spec to stdout as one JSON document

Each field of the spec has a comment. A file that exists is never overwritten.

examples
  ${COMMAND} init
  ${COMMAND} init digits-relu
  ${COMMAND} init digits-conv --conv
  ${COMMAND} init pets --folder shots --conv
  ${COMMAND} init houses --csv houses.csv --label price
`;

/** Writes a spec; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, {
    text: ["csv", "folder", "label", "data", "set"],
    plain: ["conv", "json", "help"],
    operands: 1,
  });
  const csv = flags.text("csv"), labels = flags.texts("label");
  const data = flags.text("data");
  if (csv !== undefined && labels.length === 0) {
    throw new UsageError(
      "--csv must be used with --label COLUMN, the column to predict: found --csv alone",
    );
  }
  const idle = ["label", "data", "set"].find((flag) =>
    flags.texts(flag).length > 0
  );
  if (csv === undefined && idle !== undefined) {
    throw new UsageError(
      `--${idle} must be used with --csv FILE, the table: found --${idle} alone`,
    );
  }
  const images = flags.text("folder");
  if (csv !== undefined && images !== undefined) {
    throw new UsageError(
      "--folder must be omitted with --csv, since a spec has one data set",
    );
  }
  if (csv !== undefined && flags.has("conv")) {
    throw new UsageError(
      "--conv must be omitted with --csv, since a table has no images",
    );
  }
  const typed = flags.operands[0] ?? "my-network";
  const bare = typed.replace(/\.ya?ml$/i, "");
  const name = bare.replace(/^.*[\\/]/s, "");
  const file = bare === typed ? `${typed}.yaml` : typed;
  const path = typedPath(file);
  const schema = relativeUrl(
    new URL("../../specs/spec.schema.json", import.meta.url),
    path,
  );
  const layers = flags.has("conv") ? "conv" : "dense";
  let text = starterSpec(name, schema, layers, COMMAND),
    json: Record<string, unknown> = {};
  mustBeRight(text);
  const command = `${COMMAND} train ${quoted(file)}${
    data === undefined ? "" : ` --data ${quoted(data)}`
  }`;
  if (await isFile(path)) throw isThere(file);
  if (images !== undefined) {
    const { starterFolder } = await import("./data_folder.ts");
    const learned = await starterFolder(images, path);
    text = starterSpec(name, schema, layers, COMMAND, learned);
    json = { ...learned };
  }
  if (csv !== undefined) {
    const { specOfTable } = await import("./init_table.ts");
    const to = { schema, file, path, command };
    ({ text, json } = await specOfTable(
      name,
      { csv, labels, data, given: givenFields(flags) },
      to,
      (lines) => flags.has("json") || say(lines.join("\n")),
    ));
  }
  try {
    await Deno.writeTextFile(path, text, { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw isThere(file);
  }
  print(
    flags.has("json")
      ? JSON.stringify({ file, name, ...json }, null, 2)
      : `${file} is written; to train the network, type ${command}`,
    flags.has("json"),
  );
  return 0;
}

/** The fields of `dataset` that `--set` gives, validated like the fields of a spec. */
function givenFields(flags: Flags): Partial<CsvDataset> {
  const overrides = overridesOf(flags);
  const other = overrides.find(({ keys: [dataset, field] }) =>
    dataset !== "dataset" ||
    !["string", "number"].includes(typeof field) ||
    ["name", "csv", "label", "test"].includes(`${field}`)
  );
  if (other !== undefined) {
    throw new UsageError(
      `--set must set dataset.FIELD, a field that says how to read the table, such as --set 'dataset.thousands=,': found ${other.source}`,
    );
  }
  const table = { csv: "table.csv", label: "label" };
  const whole = { keys: ["dataset"], value: table, source: "--csv" };
  const { spec } = traceSpec(starterSpec("name", ""), {
    overrides: [whole, ...overrides],
  });
  const { csv: _, label: __, ...given } = spec.dataset as CsvDataset;
  return given;
}

/**
 * Validates a starter spec. Only the name in a starter spec can be invalid,
 * because percept writes all other lines of the spec.
 */
function mustBeRight(text: string): void {
  try {
    parseSpec(text);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const [{ message }] = error.issues;
    throw new UsageError(`NAME ${message}`);
  }
}

function isThere(file: string): UsageError {
  return new UsageError(`${file} already exists; choose another NAME`);
}
