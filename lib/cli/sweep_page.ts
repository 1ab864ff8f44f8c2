/**
 * The HTML report of a sweep: the file `report.html` in the folder of the sweep.
 *
 * @module
 */

import { writeWhole } from "../disk/mod.ts";
import type { RunRecord } from "../mlp/mod.ts";
import type { SweepRow } from "../report/mod.ts";
import type { SweepFolder } from "./sweep_folder.ts";

/** Returns the HTML report of a sweep. */
export async function sweepHtml(
  { trials }: SweepFolder,
  rows: readonly SweepRow[],
  best: RunRecord | undefined,
  command?: string,
): Promise<string> {
  const { sweepPage } = await import("../report/page/sweep.ts");
  const { spec: { name, description, sweep }, repeats } = trials;
  return sweepPage({
    ...{ name, description, rows, best, repeats, command },
    metric: sweep!.metric,
    paths: trials.paths,
    logPaths: trials.logPaths,
    count: trials.count,
  });
}

/** Writes the HTML report into the sweep's folder, and returns its path. */
export async function writeSweepPage(
  sweep: SweepFolder,
  ...about: [readonly SweepRow[], RunRecord | undefined, string | undefined]
): Promise<string> {
  const file = `${sweep.path}/report.html`;
  const page = await sweepHtml(sweep, ...about);
  await writeWhole(file, new TextEncoder().encode(page));
  return file;
}
