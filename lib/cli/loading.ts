/**
 * A data set on its way in, as a person sees it.
 *
 * @module
 */

import { type Dataset, loadDataset, type LoadOptions } from "../dataset/mod.ts";
import type { Spec } from "../spec/mod.ts";
import { DownloadDisplay } from "./download_display.ts";
import { LiveLine, say } from "./terminal.ts";

/** Loads the examples of a spec; says where they come from, unless `quiet`. */
export async function load(
  spec: Spec,
  options: LoadOptions & { readonly quiet: boolean },
): Promise<Dataset> {
  const line = new LiveLine();
  try {
    const data = await loadDataset(spec, {
      ...options,
      seed: spec.seed,
      now: Date.now,
      onProgress: options.quiet
        ? undefined
        : new DownloadDisplay(line).progress,
      onNote(note) {
        line.clear();
        if (!options.quiet) say(note);
      },
    });
    if (!options.quiet) say(`${data.sources.join("\n")}\n`);
    return data;
  } finally {
    line.clear();
  }
}
