/**
 * A checkpoint as a safetensors file; the metadata has the spec and the
 * progress of the run, such as the number of steps.
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

/** The version of the file format. */
const FORMAT = "percept checkpoint 1";

/** The name of the tensor of epoch metrics. This name has no dot, unlike the names of the tensors of layers. */
const FIGURES = "figures";

/**
 * The number of columns of the tensor of epoch metrics. Without validation examples,
 * the validation columns are NaN.
 */
const COLUMNS = 5;

/** The value that is stored in place of the validation accuracy in regression. */
const NO_ACCURACY = -1;

/** Decodes an accuracy; in regression, the result is an object without an accuracy. */
function share(accuracy: number): { accuracy?: number } {
  return accuracy >= 0 ? { accuracy } : {};
}

/** The name of the tensor with the weights of the best epoch. */
const BEST = "best";

/**
 * Encodes a checkpoint as a safetensors file.
 *
 * @param spec The run's spec as JSON, which identifies the run of the checkpoint.
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

/** The largest number of epochs that a spec may have. */
const MOST_EPOCHS = 1e6;

/**
 * The largest possible size of a checkpoint, in bytes.
 *
 * @param plan The plan of the network.
 * @param spec The run's spec, as JSON.
 */
export function checkpointCeiling(plan: Plan, spec: string): number {
  const arrays = 2 + optimizerOf(plan.optimizer).moments; // 2: the parameters and the best weights
  const numbers = arrays * plan.size;
  return 2 ** 20 + 8 * (numbers + COLUMNS * MOST_EPOCHS) + 8 * spec.length;
}

/**
 * Decodes a checkpoint, and checks that the checkpoint belongs to the run.
 *
 * @param plan The plan of the run's network.
 * @param spec The run's spec, as JSON.
 * @throws {ModelError} If the bytes are damaged, or belong to another run.
 */
export async function decodeCheckpoint(
  bytes: Uint8Array,
  plan: Plan,
  spec: string,
): Promise<Checkpoint> {
  const { metadata, tensors } = await decodeSealed(bytes, FORMAT);
  if (metadata.spec !== spec) {
    throw new ModelError(
      "the checkpoint must have the spec of the run: found another spec",
    );
  }
  const { sums, elapsedMs, steps } = readPosition(metadata.position);
  const figures = tensors.get(FIGURES);
  if (
    !(figures?.data instanceof Float64Array) || figures.shape[1] !== COLUMNS
  ) {
    throw new ModelError(
      `the tensor ${FIGURES} must have ${COLUMNS} columns in float64: found other columns`,
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
      `the optimizer state must be ${count} tensors of ${plan.parameters} numbers in ${plan.precision}: found other tensors`,
    );
  }
  moments.forEach((data, m) => mustBeFinite(momentName(m), data));
  const best = tensors.get(BEST)?.data;
  if (best && !fits(best, plan.size)) {
    throw new ModelError(
      `the best weights must be ${plan.size} numbers in ${plan.precision}: found another size or precision`,
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
        const isHeld = !Number.isNaN(held[1]); // the accuracy; the loss held[0] may be NaN
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

/** The name of tensor `m` of the optimizer's state. */
function momentName(m: number): string {
  return `optimizer.moment${m + 1}`;
}

function readPosition(
  text = "",
): Pick<Checkpoint, "sums" | "elapsedMs"> & Pick<State, "steps"> {
  const refuse = () =>
    new ModelError(
      'the metadata must have a valid field "position", which says how far the run was trained: the field is missing or damaged',
    );
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
