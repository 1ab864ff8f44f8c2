/**
 * `initialize: { from }`: the model that gives a network its initial weights.
 *
 * @module
 */

import { sha256 } from "../format/mod.ts";
import { readSpecPath, type SpecFolders } from "../disk/mod.ts";
import {
  decodeModel,
  initializedLayers,
  type Mlp,
  RunError,
  type RunRecord,
} from "../mlp/mod.ts";
import { MAX_MEMORY, type Spec } from "../spec/mod.ts";

/** A model that was read, and the SHA-256 of its file. */
export interface InitialModel {
  readonly mlp: Mlp;
  readonly sha256: string;
}

/**
 * Reads the model that a spec starts from.
 *
 * @param spec The spec. The path in the field `initialize` names a model file
 *   or the folder of a run, and is relative to the spec file.
 * @throws {DatasetError} If the file does not exist, or is outside the allowed
 *   folders.
 * @throws {ModelError} If the file is damaged, or is not a model.
 */
export async function readInitial(
  { initialize }: Spec,
  { folders, data }: SpecFolders,
  maxMemory = MAX_MEMORY,
): Promise<InitialModel | undefined> {
  if (initialize === undefined) return undefined;
  const { from } = initialize;
  const file = from.endsWith(".safetensors")
    ? from
    : `${from.replace(/[/\\]+$/, "")}/model.safetensors`;
  const all = data === undefined ? folders : [...folders, data];
  const bytes = await readSpecPath(file, { folders: all }, maxMemory);
  return { mlp: await decodeModel(bytes), sha256: await sha256(bytes) };
}

/**
 * Checks that the SHA-256 of the initial model equals the SHA-256 in the record
 * of the run.
 */
export function mustBeInitial(
  initial: InitialModel | undefined,
  { initialized, spec }: RunRecord,
): void {
  if (initial?.sha256 === initialized?.sha256) return;
  throw new RunError(
    `the model ${spec.initialize?.from} must be the same as at the start of the run, SHA-256 ${initialized?.sha256}: found SHA-256 ${initial?.sha256}; restore the file`,
  );
}

/**
 * Lines that say which layers start from the model, and which layers start from
 * random weights.
 */
export function initialText(
  { plan, spec }: Mlp,
  { mlp }: InitialModel,
): string {
  const { taken, random } = initializedLayers(plan, mlp.plan);
  return [
    `initial weights of ${taken.join(", ")}: from ${spec.initialize?.from}`,
    ...random.map(({ name, reason }) =>
      `initial weights of ${name}: random (${reason})`
    ),
  ].join("\n");
}
