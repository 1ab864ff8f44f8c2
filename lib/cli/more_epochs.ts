/**
 * `train RUN --epochs N`: the record of a run that is to train for more epochs.
 * The run then ends in the same bits as one that began with N epochs.
 *
 * @module
 */

import { dependsOnEpochs } from "../formula/mod.ts";
import { RunError, type RunRecord, specSha256 } from "../mlp/mod.ts";
import { UsageError } from "./flags.ts";
import { shownPath } from "./paths.ts";

/**
 * The record of a run with more epochs in its spec, and without results.
 *
 * @param path The run's folder.
 * @throws {UsageError} If the run has as many epochs already.
 * @throws {RunError} If its first epochs would have been others in a longer run,
 *   or it diverged.
 */
export async function withMoreEpochs(
  path: string,
  before: RunRecord,
  epochs: number,
): Promise<RunRecord> {
  const shown = shownPath(path), begun = before.spec;
  if (epochs <= begun.epochs) {
    throw new UsageError(
      `--epochs must be more than the ${begun.epochs} epochs of ${shown}: found ${epochs}`,
    );
  }
  const reason = refusal(before);
  if (reason !== undefined) {
    throw new RunError(
      `${shown} cannot train for more epochs: ${reason}; train its spec again with --epochs ${epochs}`,
    );
  }
  const spec = { ...begun, epochs };
  const { version, seed, options, data, engine, caution, threads } = before;
  const { versions, machine, began, model, initialized } = before;
  return {
    ...{
      version,
      status: "training",
      spec,
      specSha256: await specSha256(spec),
    },
    ...{
      seed,
      options,
      data,
      engine,
      caution,
      threads,
      versions,
      machine,
      began,
    },
    ...(initialized && { initialized }),
    epochs: [],
    model,
  };
}

/** The reason why a run cannot train for more epochs; `undefined` if the run can. */
export function refusal(
  { status, spec, epochs }: RunRecord,
): string | undefined {
  if (status === "diverged") {
    return "it diverged, and would diverge in the same epoch again";
  }
  if (dependsOnEpochs(spec.learningRate)) {
    return "its schedule of learning rates depends on the number of epochs";
  }
  if (spec.validation?.folds !== undefined) {
    return "cross-validation trains each fold from the beginning";
  }
  return status === "done" && epochs.length < spec.epochs
    ? `early stopping ended it after epoch ${epochs.length}, and would end it there again`
    : undefined;
}
