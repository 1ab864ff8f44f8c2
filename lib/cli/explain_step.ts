/**
 * The flags `--step` and `--example` of `explain SPEC`: prints all values of a
 * training step. This module is loaded only when one of these two flags is
 * used.
 *
 * @module
 */

import { glassBox, type Step, StepError } from "../engine/mod.ts";
import { compile } from "../mlp/mod.ts";
import { stepText } from "../report/mod.ts";
import { type Flags, UsageError } from "./flags.ts";
import { readInitial } from "./initial_model.ts";
import { load, readSpec } from "./loading.ts";
import { typedPath } from "./paths.ts";
import { print } from "./safe.ts";
import type { SpecFile } from "./spec_file.ts";
import { hasColor } from "./terminal.ts";

/**
 * Trains with the engine `reference` up to the step that `--step` gives, and
 * prints the values of this step.
 */
export async function explainStep(
  file: SpecFile,
  flags: Flags,
): Promise<number> {
  const directory = flags.text("data");
  const loading = {
    data: directory && typedPath(directory),
    limit: flags.whole("limit", 1),
    quiet: true,
  };
  const { spec, data = await load(spec, loading) } = await readSpec(
    file,
    loading,
  );
  const { folders } = file;
  const initialize = (await readInitial(spec, { folders, ...loading }))?.mlp;
  const which = {
    step: flags.whole("step", 1) ?? 1,
    example: flags.whole("example", 1) ?? 1,
    epochs: spec.epochs,
  };
  const seen = await watch(which);
  print(
    flags.has("json")
      ? JSON.stringify(seen, plainArrays, 2)
      : stepText(seen, { color: hasColor(Deno.stdout) }),
    flags.has("json"),
  );
  return 0;

  async function watch(which: Parameters<typeof glassBox>[0]): Promise<Step> {
    const enough = new AbortController();
    const engine = glassBox(which, (step) => enough.abort(step));
    const { train: { inputs, targets }, validation: held } = data;
    const validation = held && { inputs: held.inputs, labels: held.targets };
    const { signal } = enough;
    try {
      await compile(spec, { data, engine, initialize }).train(inputs, targets, {
        ...(validation && { validation }),
        signal,
      });
    } catch (error) {
      if (error instanceof StepError) throw new UsageError(error.message);
      if (error !== signal.reason) throw error;
    }
    return signal.reason as Step;
  }
}

/** Converts typed arrays to JSON arrays. */
function plainArrays(_: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value;
}
