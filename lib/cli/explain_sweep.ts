/**
 * The command `explain` for the folder of a sweep: prints the best settings of the
 * sweep, and the record of the run that was trained with these settings.
 *
 * @module
 */

import { findRecord } from "../disk/mod.ts";
import { ranking, rankingText, recordText } from "../report/mod.ts";
import type { Flags } from "./flags.ts";
import { typedPath } from "./paths.ts";
import { print } from "./safe.ts";
import { SweepFolder } from "./sweep_folder.ts";
import { sweepHtml } from "./sweep_page.ts";
import { hasColor, width } from "./terminal.ts";

/**
 * Prints the results of a sweep.
 *
 * @returns The exit code; `undefined` if the folder is not the folder of a sweep.
 */
export async function explainSweep(flags: Flags): Promise<number | undefined> {
  const [typed, second] = flags.operands;
  if (second !== undefined) return undefined;
  const path = typedPath(typed).replace(/(?<=[^/\\])[/\\]+$/, "");
  const sweep = await SweepFolder.find(path);
  if (!sweep) return undefined;
  const { trials } = sweep, { paths, repeats, count } = trials;
  const { metric } = trials.spec.sweep!;
  const rows = await sweep.rows(), best = await findRecord(sweep.bestPath);
  const ranked = ranking(rows, { metric, repeats });
  if (flags.has("report")) {
    print(await sweepHtml(sweep, rows, best), true);
    return 0;
  }
  if (flags.has("json")) {
    const found = { trials: count, over: rows.length, metric, ranked, best };
    print(JSON.stringify({ name: typed, ...found }, null, 2), true);
    return 0;
  }
  const color = hasColor(Deno.stdout);
  print(`${rows.length} of ${count} trials are finished`);
  if (ranked.length > 0) print(rankingText(ranked, { metric, paths, color }));
  if (!best) return 0;
  const options = { color, width: width(), all: flags.has("all") };
  print(`\n${recordText({ name: `${typed}/best`, record: best }, options)}`);
  return 0;
}
