/**
 * `train RUN --epochs N`: the record of a run that is trained for more epochs.
 * The trained weights have the same bits as the weights of a new run with N
 * epochs.
 *
 * @module
 */

import { dependsOnEpochs } from "../formula/mod.ts";
import { RunError, type RunRecord, specSha256 } from "../mlp/mod.ts";
import { COMMAND } from "./command.ts";
import { UsageError } from "./flags.ts";
import { shownPath } from "./paths.ts";

/**
 * A copy of the record of a run: its spec has the new number of epochs, and the
 * metrics of the run are removed.
 *
 * @param path The run's folder.
 * @throws {UsageError} If the run already has `epochs` epochs or more.
 * @throws {RunError} If the run diverged, or if a new run with `epochs` epochs
 *   would have different weights than this run after the same number of epochs.
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
      `${shown} cannot train for more epochs, since ${reason}; to train for ${epochs} epochs, start a new run from the spec file; type\n  ${COMMAND} train SPEC --set epochs=${epochs}`,
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

/**
 * The reason why a run cannot train for more epochs; `undefined` if the run can
 * train for more epochs.
 */
export function refusal(
  { status, spec, epochs }: RunRecord,
): string | undefined {
  const { learningRate: rate, validation, earlyStopping } = spec;
  if (status === "diverged") {
    return "the run diverged, and would diverge in the same epoch again; lower learningRate in the spec";
  }
  if (dependsOnEpochs(rate)) {
    const type = typeof rate === "object" ? rate.type : "";
    return `the learning rates of a ${type} schedule depend on the number of epochs`;
  }
  if (validation?.folds !== undefined) {
    return "with cross-validation, training always starts from the first epoch";
  }
  return status === "done" && epochs.length < spec.epochs
    ? `early stopping ended the training after epoch ${epochs.length}, and would end the training after the same epoch again; raise earlyStopping.patience (now ${earlyStopping?.patience}) in the spec`
    : undefined;
}
