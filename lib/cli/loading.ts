/**
 * A data set on its way in, as a person sees it.
 *
 * @module
 */

import {
  type Dataset,
  type DatasetSpec,
  loadDataset,
  type LoadOptions,
} from "../dataset/mod.ts";
import type { Spec } from "../spec/mod.ts";
import { DownloadDisplay } from "./download_display.ts";
import { LiveLine, say } from "./terminal.ts";

/** How examples are loaded, and whether without a word. */
type Options = LoadOptions & { readonly quiet: boolean };

/** Loads the examples of a spec; says where they come from, unless `quiet`. */
export async function load(spec: Spec, options: Options): Promise<Dataset> {
  return await narrated(loadDataset, spec, { ...options, seed: spec.seed });
}

/** The same by another loader, such as `loadScored`. */
export async function narrated<
  Loaded extends { readonly sources: readonly string[] },
>(
  loader: (spec: DatasetSpec, options: LoadOptions) => Promise<Loaded>,
  spec: DatasetSpec,
  options: Options,
): Promise<Loaded> {
  const line = new LiveLine();
  try {
    const data = await loader(spec, {
      ...options,
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
