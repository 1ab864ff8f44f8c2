/**
 * The flag `--layers` of `explain RUN`: draws the layers of a trained network. This
 * module is loaded only when the flag `--layers` is used.
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

/**
 * Draws the first layer's weights, and the outputs of each layer for one right
 * and one wrong prediction.
 */
export async function explainLayers(flags: Flags): Promise<number> {
  const [typed, second] = flags.operands;
  const other = ["json", "report"].find((flag) => flags.has(flag));
  if (second !== undefined || other !== undefined) {
    throw new UsageError(
      `--layers must be used with one RUN and without --json and --report: found also ${
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
      `--layers must be used with a run that was trained on images: found ${typed}, which was trained on ${on.name}`,
    );
  }
  print(text);
  return 0;
}
