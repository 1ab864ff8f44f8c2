/**
 * A network as one file: its spec and its parameters, in safetensors.
 *
 * @module
 */

import { type Engine, engineFor } from "../engine/mod.ts";
import {
  allocate,
  type Numbers,
  type Plan,
  planNetwork,
} from "../network/mod.ts";
import { parseSpec } from "../spec/mod.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  ModelError,
  type Tensor,
  type Tensors,
} from "../store/safetensors.ts";
import { writeWhole } from "../files.ts";
import { inputWidth } from "./_width.ts";
import { Mlp } from "./mlp.ts";

/** The version of what the metadata mean. */
const FORMAT = "percept 1";

/**
 * Writes a network as bytes: `NAME.weights` `[inputs][units]` and `NAME.biases`
 * `[units]` for each layer, with the spec as metadata.
 *
 * @returns A safetensors file.
 */
export function encodeModel(mlp: Mlp): Uint8Array {
  const { spec, plan, parameters } = mlp;
  const tensors = new Map<string, Tensor>();
  for (const [name, shape, start, end] of tensorsOf(plan)) {
    tensors.set(name, { shape, data: parameters.subarray(start, end) });
  }
  return encodeSafetensors({
    metadata: { format: FORMAT, spec: JSON.stringify(spec) },
    tensors,
  });
}

/**
 * Reads a network from bytes that `encodeModel` wrote.
 *
 * @throws {ModelError} If the bytes are damaged or hold something else.
 */
export function decodeModel(
  bytes: Uint8Array,
  engine?: Engine,
): Mlp {
  const { metadata, tensors } = decodeSafetensors(bytes);
  if (metadata.format !== FORMAT) {
    throw new ModelError(
      `the metadata must say format ${FORMAT}: found ${
        metadata.format ?? "no format"
      }`,
    );
  }
  const spec = parseSpec(metadata.spec ?? "", { source: "the model's spec" });
  const plan = planNetwork(spec, inputWidth(spec));
  const parameters = gather(plan, tensors);
  return new Mlp(spec, plan, parameters, engine ?? engineFor(spec.precision));
}

/**
 * Saves a network to a file, which has its name only once it is whole.
 *
 * @param path Where; a file that is there is replaced.
 */
export async function saveModel(mlp: Mlp, path: string): Promise<void> {
  await writeWhole(path, encodeModel(mlp));
}

/**
 * Loads a network from a file.
 *
 * @throws {ModelError} If the file is damaged or holds something else.
 * @example A network predicts the same after it was saved
 * ```ts
 * import { compile, frame, loadModel, saveModel } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "and",
 *   layers: [{ units: 1 }],
 *   learningRate: 1,
 *   epochs: 1,
 * }, { inputs: 2 });
 * const path = await Deno.makeTempFile();
 * await saveModel(mlp, path);
 * const again = await loadModel(path);
 * const inputs = frame([[0, 1]]);
 * assertEquals(again.predict(inputs), mlp.predict(inputs));
 * await Deno.remove(path);
 * ```
 */
export async function loadModel(path: string): Promise<Mlp> {
  const bytes = await Deno.readFile(path);
  try {
    return decodeModel(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ModelError(`${path} is no model: ${cause.message}`, { cause });
  }
}

/** Each tensor's name and shape, and where it lies among the parameters. */
function* tensorsOf(
  { layers }: Plan,
): Iterable<[name: string, shape: number[], start: number, end: number]> {
  for (const { name, inputs, units, offset, size } of layers) {
    const biases = offset + inputs * units;
    yield [`${name}.weights`, [inputs, units], offset, biases];
    yield [`${name}.biases`, [units], biases, offset + size];
  }
}

/** The parameters of a plan, every one of them found in the file. */
function gather(plan: Plan, tensors: Tensors["tensors"]): Numbers {
  const parameters = allocate(plan, plan.parameters);
  const names = new Set<string>();
  for (const [name, shape, start] of tensorsOf(plan)) {
    const found = tensors.get(name);
    const same = found && found.data.constructor === parameters.constructor &&
      found.shape.join() === shape.join();
    if (!same) {
      throw new ModelError(
        `${name} must be ${plan.precision} of shape [${shape}]: found ${
          found
            ? `${found.data.constructor.name} of shape [${found.shape}]`
            : "none"
        }`,
      );
    }
    parameters.set(found.data, start);
    names.add(name);
  }
  const stray = [...tensors.keys()].find((name) => !names.has(name));
  if (stray === undefined) return parameters;
  throw new ModelError(`every tensor must belong to a layer: found ${stray}`);
}
