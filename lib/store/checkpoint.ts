/**
 * A place in a run, from which it goes on as if it had never stopped.
 *
 * @module
 */

import type { Sums } from "../engine/engine.ts";
import { allocate, type Numbers, type Plan } from "../network/mod.ts";
import { layerParameters, layerTensors } from "./layers.ts";
import { isMapping, ModelError, type Tensor } from "./safetensors.ts";
import { decodeSealed, encodeSealed } from "./sealed.ts";

/** The figures of one epoch that is over. */
export interface EpochFigures {
  /** The mean loss of the examples. */
  readonly loss: number;
  /** The share of them that was answered right. */
  readonly accuracy: number;
  /** Milliseconds of training from the beginning of the run to the epoch's end. */
  readonly elapsedMs: number;
}

/** Where a run is, between two batches. */
export interface Checkpoint {
  /** The epochs that are over. */
  readonly figures: readonly EpochFigures[];
  /** The sums of the epoch under way; its `examples` are learned from. */
  readonly sums: Readonly<Sums>;
  /** Milliseconds of training so far. */
  readonly elapsedMs: number;
  /** All weights and biases, in the layout of the plan. */
  readonly parameters: Numbers;
  /** What the optimizer keeps from step to step. */
  readonly state: Numbers;
}

/** The version of what the metadata mean. */
const FORMAT = "percept checkpoint 1";

/** What is no layer's: a layer's tensors have a dot in their names. */
const STATE = "optimizer", FIGURES = "figures";

/**
 * Writes a checkpoint as bytes: safetensors with the spec and the position as
 * metadata.
 *
 * @param spec The run's spec as JSON, by which the checkpoint is known again.
 */
export async function encodeCheckpoint(
  { figures, sums, elapsedMs, parameters, state }: Checkpoint,
  plan: Plan,
  spec: string,
): Promise<Uint8Array> {
  const tensors = new Map<string, Tensor>([
    [FIGURES, {
      shape: [figures.length, 3],
      data: Float64Array.from(
        figures.flatMap((
          { loss, accuracy, elapsedMs },
        ) => [loss, accuracy, elapsedMs]),
      ),
    }],
    ...layerTensors(plan, parameters),
    [STATE, { shape: [state.length], data: state }],
  ]);
  const position = JSON.stringify({ sums, elapsedMs });
  return await encodeSealed({
    metadata: { format: FORMAT, spec, position },
    tensors,
  });
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
  const { sums, elapsedMs } = readPosition(metadata.position);
  const figures = tensors.get(FIGURES), state = tensors.get(STATE);
  if (
    !(figures?.data instanceof Float64Array) || figures.shape[1] !== 3 ||
    state?.data.constructor !== allocate(plan, 0).constructor
  ) {
    throw new ModelError(
      `${FIGURES} and ${STATE} must be among the tensors: found others`,
    );
  }
  const { data } = figures;
  return {
    figures: Array.from(
      { length: data.length / 3 },
      (_, epoch) => {
        const [loss, accuracy, elapsedMs] = data.subarray(3 * epoch);
        return { loss, accuracy, elapsedMs };
      },
    ),
    sums,
    elapsedMs,
    parameters: layerParameters(plan, tensors, [FIGURES, STATE]),
    state: state.data,
  };
}

function readPosition(
  text = "",
): Pick<Checkpoint, "sums" | "elapsedMs"> {
  const refuse = () =>
    new ModelError("the metadata must say the position: found another text");
  let position: unknown;
  try {
    position = JSON.parse(text);
  } catch {
    throw refuse();
  }
  const { sums, elapsedMs } = isMapping(position) ? position : {};
  const { loss, correct, examples } = isMapping(sums) ? sums : {};
  const known = typeof loss === "number" && typeof elapsedMs === "number" &&
    [correct, examples].every((n) => Number.isSafeInteger(n) && Number(n) >= 0);
  if (!known) throw refuse();
  return { sums: { loss, correct, examples } as Sums, elapsedMs };
}
