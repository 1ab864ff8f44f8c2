/**
 * The command `explain` for run folders: prints the record of one run, or the
 * differences between several runs.
 *
 * @module
 */

import { RunError, type RunRecord } from "../mlp/mod.ts";
import { type NamedRecord, recordsText, recordText } from "../report/mod.ts";
import { isHeld, readLog, readRecord } from "../disk/mod.ts";
import { type Flags, UsageError } from "./flags.ts";
import { isFolder, runFolder, typedPath } from "./paths.ts";
import { print } from "./safe.ts";
import { hasColor, width } from "./terminal.ts";

/** Prints the runs that the arguments name. */
export async function explainRuns(flags: Flags): Promise<number> {
  const runs = await Promise.all(flags.operands.map(read));
  if (flags.has("report")) {
    const { htmlReport } = await import("../report/page/mod.ts");
    try {
      print(await htmlReport(runs), true);
    } catch (cause) {
      if (!(cause instanceof TypeError || cause instanceof RangeError)) {
        throw cause;
      }
      throw new RunError( // the record is read without checking its scores
        `--report needs the scores in the file run.json of each run: found a damaged run.json in ${
          flags.operands.join(" or ")
        }`,
        { cause },
      );
    }
    return 0;
  }
  const options = {
    color: hasColor(Deno.stdout),
    width: width(),
    all: flags.has("all"),
  };
  print(
    flags.has("json")
      ? JSON.stringify(
        runs.map(({ name, record }) => ({ name, ...record })),
        null,
        2,
      )
      : runs.length > 1
      ? recordsText(runs, options)
      : recordText(runs[0], options),
    flags.has("json"),
  );
  return 0;
}

/**
 * Reads a run's record. If the record has no metrics of epochs, these metrics
 * are read from the run's log.
 */
async function read(typed: string): Promise<NamedRecord> {
  const path = runFolder(typedPath(typed));
  if (!await isFolder(path)) {
    throw new UsageError(
      `${typed} must be the folder of a run: found no folder of that name`,
    );
  }
  const found = await readRecord(path);
  const isKilled = found.status === "training" && !await isHeld(path);
  const record: RunRecord = isKilled
    ? { ...found, status: "interrupted" }
    : found;
  const epochs = record.epochs.length > 0
    ? record.epochs
    : (await readLog(path)).map(({ epoch: _, at: __, ...figures }) => figures);
  return { name: typed, record: { ...record, epochs } };
}
