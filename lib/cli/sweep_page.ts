/**
 * The page of a sweep, `report.html` in its folder.
 *
 * @module
 */

import { writeWhole } from "../disk/mod.ts";
import type { RunRecord } from "../mlp/mod.ts";
import type { SweepRow } from "../report/mod.ts";
import { sweepPage } from "../report/page/sweep.ts";
import type { SweepFolder } from "./sweep_folder.ts";

/** Draws the page of a sweep, and says where it is. */
export async function writeSweepPage(
  { trials, path }: SweepFolder,
  rows: readonly SweepRow[],
  best: RunRecord | undefined,
  command: string | undefined,
): Promise<string> {
  const { spec: { name, description, sweep }, repeats } = trials;
  const page = sweepPage({
    ...{ name, description, rows, best, repeats, command },
    metric: sweep!.metric,
    paths: trials.paths,
    logPaths: trials.logPaths,
    count: trials.count,
  });
  const file = `${path}/report.html`;
  await writeWhole(file, new TextEncoder().encode(page));
  return file;
}
