/**
 * `explain RUN --layers`: the layers of a run's network as pictures. Loaded only
 * when it is asked for.
 *
 * @module
 */

import { RunError } from "../mlp/mod.ts";
import { evaluate, layersText } from "../report/mod.ts";
import { loadScoredOf } from "./evaluate.ts";
import { type Flags, UsageError } from "./flags.ts";
import { readModel, recordOf } from "./model_file.ts";
import { print } from "./safe.ts";
import { hasColor, width } from "./terminal.ts";

/** Draws the first layer's weights, and a right and a wrong example layer by layer. */
export async function explainLayers(flags: Flags): Promise<number> {
  const [typed, second] = flags.operands;
  const other = ["json", "report"].find((flag) => flags.has(flag));
  if (second !== undefined || other !== undefined) {
    throw new UsageError(
      `--layers must be given one RUN and neither --json nor --report: found ${
        second ?? `--${other}`
      }`,
    );
  }
  const mlp = await readModel(typed);
  const on = await loadScoredOf(mlp, typed, await recordOf(typed), {
    flags,
    quiet: true,
  });
  const options = { color: hasColor(Deno.stdout), width: width() };
  const text = layersText(mlp, evaluate(mlp, on), options);
  if (text === "") {
    throw new RunError(
      `--layers must be given a run that learned from images: found ${typed}, which learned from ${on.name}`,
    );
  }
  print(text);
  return 0;
}
