/**
 * A checkpoint as bytes: safetensors with the spec and the position as metadata.
 *
 * @module
 */

import type { State, Sums } from "../engine/mod.ts";
import { type Numbers, optimizerOf } from "../formula/mod.ts";
import { allocate, type Plan } from "../network/mod.ts";
import type { Checkpoint } from "../train/mod.ts";
import { layerParameters, layerTensors, mustBeFinite } from "./layers.ts";
import {
  decodeSealed,
  encodeSealed,
  isMapping,
  ModelError,
  type Tensor,
} from "../format/mod.ts";

/** The version of what the metadata mean. */
const FORMAT = "percept checkpoint 1";

/** The tensor of the figures: a layer's have a dot in their names. */
const FIGURES = "figures";

/** Its columns; those of validation are NaN where nothing is held out. */
const COLUMNS = 5;

/** What stands for the accuracy of held-out examples whose labels are numbers. */
const NO_ACCURACY = -1;

/** An accuracy that was written down, unless there was none. */
function share(accuracy: number): { accuracy?: number } {
  return accuracy >= 0 ? { accuracy } : {};
}

/** The tensor of the best weights. */
const BEST = "best";

/**
 * Writes a checkpoint as bytes: safetensors with the spec and the position as
 * metadata.
 *
 * @param spec The run's spec as JSON, by which the checkpoint is known again.
 */
export async function encodeCheckpoint(
  { figures, sums, elapsedMs, parameters, state, best }: Checkpoint,
  plan: Plan,
  spec: string,
): Promise<Uint8Array> {
  const tensors = new Map<string, Tensor>([
    [FIGURES, {
      shape: [figures.length, COLUMNS],
      data: Float64Array.from(
        figures.flatMap(({ loss, accuracy, elapsedMs, validation }) => [
          ...[loss, accuracy ?? NaN, elapsedMs],
          ...(validation
            ? [validation.loss, validation.accuracy ?? NO_ACCURACY]
            : [NaN, NaN]),
        ]),
      ),
    }],
    ...layerTensors(plan, parameters),
  ]);
  state.moments.forEach((data, m) =>
    tensors.set(momentName(m), { shape: [data.length], data })
  );
  if (best) tensors.set(BEST, { shape: [best.length], data: best });
  const { steps } = state;
  const position = JSON.stringify({ sums, elapsedMs, steps });
  return await encodeSealed({
    metadata: { format: FORMAT, spec, position },
    tensors,
  });
}

/** The most epochs that a spec may have. */
const MOST_EPOCHS = 1e6;

/**
 * The most bytes of a checkpoint.
 *
 * @param plan The network it is of.
 * @param spec The spec it is of, as JSON.
 */
export function checkpointCeiling(plan: Plan, spec: string): number {
  const arrays = 2 + optimizerOf(plan.optimizer).moments; // with the best weights
  const numbers = arrays * plan.size;
  return 2 ** 20 + 8 * (numbers + COLUMNS * MOST_EPOCHS) + 8 * spec.length;
}

/**
 * Reads a checkpoint.
 *
 * @param plan The network it must be of.
 * @param spec The spec it must be of, as JSON.
 * @throws {ModelError} If the bytes are damaged, or of another run.
 */
export async function decodeCheckpoint(
  bytes: Uint8Array,
  plan: Plan,
  spec: string,
): Promise<Checkpoint> {
  const { metadata, tensors } = await decodeSealed(bytes, FORMAT);
  if (metadata.spec !== spec) {
    throw new ModelError("the spec must be that of the run: found another");
  }
  const { sums, elapsedMs, steps } = readPosition(metadata.position);
  const figures = tensors.get(FIGURES);
  if (
    !(figures?.data instanceof Float64Array) || figures.shape[1] !== COLUMNS
  ) {
    throw new ModelError(
      `${FIGURES} must be rows of ${COLUMNS} in float64: found others`,
    );
  }
  const moments: Numbers[] = [];
  for (;;) {
    const moment = tensors.get(momentName(moments.length));
    if (moment === undefined) break;
    moments.push(moment.data);
  }
  const Kind = allocate(plan, 0).constructor;
  const fits = (numbers: Tensor["data"], size: number) =>
    numbers.constructor === Kind && numbers.length === size;
  const count = optimizerOf(plan.optimizer).moments;
  const areRight = moments.length === count &&
    moments.every((moment) => fits(moment, plan.parameters));
  if (!areRight) {
    throw new ModelError(
      `the optimizer must keep ${count} times ${plan.parameters} numbers of ${plan.precision}: found others`,
    );
  }
  moments.forEach((data, m) => mustBeFinite(momentName(m), data));
  const best = tensors.get(BEST)?.data;
  if (best && !fits(best, plan.size)) {
    throw new ModelError(
      `the best weights must be ${plan.size} numbers of ${plan.precision}: found others`,
    );
  }
  if (best) mustBeFinite(BEST, best);
  const others = [FIGURES, BEST, ...moments.map((_, m) => momentName(m))];
  const { data } = figures;
  return {
    figures: Array.from(
      { length: data.length / COLUMNS },
      (_, epoch) => {
        const [loss, accuracy, elapsedMs, ...held] = data.subarray(
          COLUMNS * epoch,
          COLUMNS * (epoch + 1),
        );
        const isHeld = !Number.isNaN(held[1]); // a loss may be NaN
        return {
          loss,
          ...share(accuracy),
          elapsedMs,
          ...(isHeld && { validation: { loss: held[0], ...share(held[1]) } }),
        };
      },
    ),
    sums,
    elapsedMs,
    parameters: layerParameters(plan, tensors, others),
    state: { steps, moments },
    ...(best && { best }),
  };
}

/** The tensor of what an optimizer keeps for each parameter. */
function momentName(m: number): string {
  return `optimizer.moment${m + 1}`;
}

function readPosition(
  text = "",
): Pick<Checkpoint, "sums" | "elapsedMs"> & Pick<State, "steps"> {
  const refuse = () =>
    new ModelError("the metadata must say the position: found another text");
  let position: unknown;
  try {
    position = JSON.parse(text);
  } catch {
    throw refuse();
  }
  const { sums, elapsedMs, steps } = isMapping(position) ? position : {};
  const { loss, correct, examples } = isMapping(sums) ? sums : {};
  const known = Number.isFinite(loss) && Number.isFinite(elapsedMs) &&
    Number(elapsedMs) >= 0 &&
    [correct, examples, steps].every((n) =>
      Number.isSafeInteger(n) && Number(n) >= 0
    );
  if (!known) throw refuse();
  return {
    sums: { loss, correct, examples } as Sums,
    elapsedMs: elapsedMs as number,
    steps: steps as number,
  };
}
