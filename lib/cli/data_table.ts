/**
 * The action `data show FILE.csv`, which prints how the columns of a table are
 * read.
 *
 * @module
 */

import { lookAtTable } from "../dataset/mod.ts";
import { printable } from "../report/mod.ts";
import { COMMAND } from "./command.ts";
import { type Flags, UsageError } from "./flags.ts";
import { quoted, typedPath } from "./paths.ts";
import { print } from "./safe.ts";

/**
 * Prints how each column is read and, for the columns that cannot be read, how
 * the spec or the table must be changed.
 */
export async function showTable(typed: string, flags: Flags): Promise<number> {
  const idle = ["data", "mirror", "augment", "out", "shape", "test", "seed"]
    .find((flag) => flags.texts(flag).length > 0);
  if (idle !== undefined) {
    throw new UsageError(
      `the command data show FILE must be used without --${idle}; remove --${idle}`,
    );
  }
  const bytes = await Deno.readFile(typedPath(typed));
  const look = await lookAtTable(bytes, printable(typed));
  const { rows, columns, reading, problems, advice, notes } = look;
  const count = (n: number) => n.toLocaleString("en-US");
  print(
    flags.has("json") ? JSON.stringify({ file: typed, ...look }, null, 2) : [
      `${printable(typed)}: ${count(rows)} rows of ${
        count(columns.length)
      } columns`,
      ...reading.map((line) => `  ${line}`),
      ...notes.map((note) => `note: ${note}`),
      ...problems,
      ...advice ? [advice] : [],
      ...problems.length > 0
        ? [
          `to write a spec with these fields: ${COMMAND} init NAME --csv ${
            quoted(typed)
          } --label COLUMN`,
        ]
        : [],
    ].join("\n"),
    flags.has("json"),
  );
  return 0;
}
