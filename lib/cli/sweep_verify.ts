/**
 * `sweep --verify`: trains finished trials again, and compares the models.
 *
 * @module
 */

import { RunError } from "../mlp/mod.ts";
import { type Flags, UsageError } from "./flags.ts";
import { shownPath } from "./paths.ts";
import { print } from "./safe.ts";
import { SweepDisplay } from "./sweep_display.ts";
import type { SweepFolder } from "./sweep_folder.ts";
import { type RunOptions, trainTrials } from "./sweep_run.ts";

/**
 * Trains all finished trials again, or some that are evenly spaced, and
 * compares the SHA-256 of each model with the SHA-256 in its record.
 *
 * @param text The number of trials to train again, or `all`.
 * @returns The exit code.
 * @throws {RunError} If the SHA-256 of a model differs from the SHA-256 in its record.
 */
export async function verifySweep(
  sweep: SweepFolder,
  text: string,
  flags: Flags,
  options: Omit<RunOptions, "isAgain" | "onRow">,
): Promise<number> {
  const finished = await sweep.rows(), json = flags.has("json");
  const count = text === "all" ? finished.length : flags.whole("verify", 1)!;
  if (count > finished.length || finished.length === 0) {
    throw new UsageError(
      finished.length === 0
        ? `--verify must be used with a sweep that has finished trials: found no finished trial; type the command without --verify first`
        : `--verify must be at most the number of finished trials, ${finished.length}: found ${text}`,
    );
  }
  const some = Array.from(
    { length: count },
    (_, n) => finished[Math.floor(n * finished.length / count)],
  );
  const known = new Map(some.map((row) => [row.index, row]));
  const others: number[] = [];
  const display = new SweepDisplay(sweep, {
    ...{ count, before: [], quiet: json },
  });
  let failed;
  try {
    failed = await trainTrials(sweep, [...known.keys()], {
      ...{ ...options, isAgain: true },
      onRow(row) {
        const { status, model } = known.get(row.index)!;
        if (row.status !== status || row.model !== model) {
          others.push(row.index);
        }
        display.finished(row);
      },
    });
  } finally {
    display.clear();
  }
  if (failed.length > 0) {
    const [{ index, message }] = failed;
    throw new RunError(`trial ${index} failed: ${message}`);
  }
  if (others.length > 0) {
    others.sort((a, b) => a - b);
    throw new RunError(
      `training a trial of ${
        shownPath(sweep.path)
      } again must produce the same model: found a different model for trial ${
        others.join(", ")
      }; remove the folders of these trials in trials/ and type the command without --verify`,
    );
  }
  print(
    json
      ? JSON.stringify({ verified: [...known.keys()] }, null, 2)
      : `verified: ${count} of ${finished.length} trials were trained again, and produced the same models`,
    json,
  );
  return 0;
}
