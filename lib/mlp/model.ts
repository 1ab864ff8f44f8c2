/**
 * A trained network as one safetensors file with its spec and its parameters.
 *
 * @module
 */

import { mustBe } from "../options.ts";
import { type Engine, engineFor } from "../engine/mod.ts";
import { widthOf } from "../dataset/mod.ts";
import { type Plan, planNetwork } from "../network/mod.ts";
import { examplesOf, parseSpec } from "../spec/mod.ts";
import { layerParameters, layerTensors, mustBeFinite } from "./layers.ts";
import {
  decodeSealed,
  encodeSealed,
  isMapping,
  ModelError,
} from "../format/mod.ts";
import { isImageForm } from "../image/mod.ts";
import { inputWidth } from "./_shapes.ts";
import type { Fitted } from "./fitted.ts";
import { Mlp } from "./mlp.ts";

/** The version of the file format. */
const FORMAT = "percept 1";

/**
 * Encodes a network as a safetensors file. The file contains the tensors of
 * each layer, such as `NAME.weights` and `NAME.biases`, with the shapes in
 * `Mlp.plan`. For example, the shape of `NAME.weights` is `[inputs][units]` for
 * a dense layer, and `[kernel rows][kernel columns][channels][filters]` for a
 * convolution. Tensors that are not trained, such as `NAME.runningMean`, are
 * included. The metadata contain the spec, the facts about the training data,
 * and a SHA-256 that detects damage.
 *
 * @returns The bytes of the file. The same network always gives the same bytes.
 * @throws {ModelError} If the network has a custom activation function, or a
 *   parameter is not finite.
 * @example The bytes of a model, to store in a database or on a server
 * ```ts
 * import { compile, decodeModel, encodeModel } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "and",
 *   layers: [{ units: 1 }],
 *   learningRate: 1,
 *   epochs: 1,
 * }, { inputs: 2 });
 * const bytes = await encodeModel(mlp); // for IndexedDB, a download or a server
 * assertEquals((await decodeModel(bytes)).parameters, mlp.parameters);
 * ```
 */
export async function encodeModel(mlp: Mlp): Promise<Uint8Array> {
  mustBeMlp(mlp);
  const custom = mlp.plan.layers.find((layer) => layer.customActivation);
  if (custom) {
    throw new ModelError(
      `a saved network must have built-in activation functions: found ${custom.activation}, ` +
        "a custom activation; to keep the weights, save mlp.parameters",
    );
  }
  const tensors = layerTensors(mlp.plan, mlp.parameters);
  for (const [name, { data }] of tensors) mustBeFinite(name, data);
  return await encodeSealed({
    metadata: {
      format: FORMAT,
      spec: JSON.stringify(mlp.spec),
      fitted: JSON.stringify(mlp.fitted),
    },
    tensors,
  });
}

/**
 * Decodes a network from bytes written by `encodeModel`.
 *
 * @throws {ModelError} If the bytes are damaged, or are not a model.
 * @example The decoded network makes the same predictions
 * ```ts
 * import { compile, decodeModel, encodeModel, frame } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "and",
 *   layers: [{ units: 1 }],
 *   learningRate: 1,
 *   epochs: 1,
 * }, { inputs: 2 });
 * const again = await decodeModel(await encodeModel(mlp));
 * const inputs = frame([[0, 1]]);
 * assertEquals(again.predict(inputs), mlp.predict(inputs));
 * ```
 */
export async function decodeModel(
  bytes: Uint8Array,
  engine?: Engine,
): Promise<Mlp> {
  const isBytes = bytes instanceof Uint8Array;
  mustBe(isBytes, "the bytes of a model", "a Uint8Array", bytes);
  const { metadata, tensors } = await decodeSealed(bytes, FORMAT);
  const spec = parseSpec(metadata.spec ?? "", {
    source: "the model's spec",
    maxMemory: Infinity, // no limit, since the file already contains all parameters
  });
  const fitted = parseFitted(metadata.fitted);
  if (spec.inputs.units === undefined && !examplesOf(spec.dataset)) {
    throw new ModelError(
      "the model's spec must have inputs.units, the number of inputs: the field is missing",
    );
  }
  const plan = planNetwork(spec, inputWidth(spec));
  mustFit(fitted, plan);
  const parameters = layerParameters(plan, tensors);
  const mlp = new Mlp(
    spec,
    plan,
    parameters,
    engine ?? engineFor(plan),
  );
  mlp.fitted = fitted;
  return mlp;
}

/** Checks the facts about the training data against the network's inputs and outputs. */
function mustFit(
  { image, form, columns, labels, scales }: Fitted,
  plan: Plan,
): void {
  const { inputs, outputs } = plan;
  if (image && image.width * image.height !== inputs) {
    throw new ModelError(
      `fitted.image must have ${inputs} pixels, the number of inputs: found ${image.width} x ${image.height}`,
    );
  }
  const [wide, high] = form?.drawn?.box ?? [0, 0];
  if (image && (wide > image.width || high > image.height)) {
    throw new ModelError(
      `fitted.form.drawn must have a box of at most ${image.width} x ${image.height} pixels, the size of the images: found ${wide} x ${high}`,
    );
  }
  const width = columns ? widthOf(columns) : inputs;
  if (width !== inputs) {
    throw new ModelError(
      `fitted.columns must have ${inputs} inputs in all: found ${width}`,
    );
  }
  if (scales && inputs % scales.length !== 0) {
    throw new ModelError(
      `the number of fitted.scales must be a divisor of ${inputs}, the number of inputs: found ${scales.length}`,
    );
  }
  if (labels && labels.length !== outputs) {
    throw new ModelError(
      `fitted.labels must have one entry for each of the ${outputs} outputs: found ${labels.length}`,
    );
  }
}

function parseFitted(text = ""): Fitted {
  const refuse = () =>
    new ModelError(
      "fitted must be an object with the optional fields classes, image, form, bytes, columns, table, labels, scales, range and task: found invalid JSON or an invalid field",
    );
  let fitted: unknown;
  try {
    fitted = JSON.parse(text);
  } catch {
    throw refuse();
  }
  if (!isMapping(fitted)) throw refuse();
  const { classes, image, form, bytes, columns, table, labels, task, ...more } =
    fitted;
  const { scales, range, ...rest } = more;
  const fits = (classes === undefined || isWords(classes)) &&
    (image === undefined ||
      isMapping(image) && Object.keys(image).join() === "width,height" &&
        Object.values(image).every((side) =>
          Number.isSafeInteger(side) && side as number > 0
        )) &&
    (form === undefined || isImageForm(form) && image !== undefined) &&
    (bytes === undefined || bytes === true) &&
    (columns === undefined ||
      Array.isArray(columns) && columns.every(isColumn)) &&
    (task === undefined || isTask(task)) &&
    (labels === undefined || Array.isArray(labels) && labels.every(isScale)) &&
    (scales === undefined ||
      Array.isArray(scales) && scales.length > 0 && scales.every(isScale)) &&
    (range === undefined ||
      Array.isArray(range) && range.length === 2 &&
        range.every(Number.isFinite)) &&
    (table === undefined || isTableRecord(table)) &&
    Object.keys(rest).length === 0;
  if (fits) return fitted as Fitted;
  throw refuse();
}

function isScale(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { mean, deviation, ...rest } = value;
  return Number.isFinite(mean) && Number.isFinite(deviation) &&
    deviation !== 0 && Object.keys(rest).length === 0;
}

function isTask(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { type, cut, labels, ...rest } = value;
  const fits = labels === undefined || type === "binary" &&
      Array.isArray(labels) && labels.length === 2 &&
      labels.every(Number.isFinite);
  const separates = type === "binary" || type === "labels";
  return fits && (separates ? Number.isFinite(cut) : cut === undefined) &&
    (separates || type === "classes" || type === "numbers") &&
    Object.keys(rest).length === 0;
}

function isWords(value: unknown): boolean {
  return Array.isArray(value) &&
    value.every((word) => typeof word === "string");
}

function isColumn(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { name, categories, ...numeric } = value;
  const { mean, deviation, date, missing, percent, ...rest } = numeric;
  return typeof name === "string" && Object.keys(rest).length === 0 &&
    ("categories" in value
      ? isWords(categories) &&
        Object.values(numeric).every((each) => each === undefined)
      : Number.isFinite(mean) && Number.isFinite(deviation) &&
        deviation !== 0 &&
        [undefined, "days", "seconds"].includes(date as string) &&
        (missing === undefined || Number.isFinite(missing)) &&
        [undefined, true].includes(percent as boolean | undefined));
}

function isTableRecord(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { rows, sha256, test = "", ...rest } = value;
  return Number.isSafeInteger(rows) && typeof sha256 === "string" &&
    /^[A-Za-z0-9+/]*={0,2}$/.test(`${test}`) && Object.keys(rest).length === 0;
}

/**
 * Checks that a value is an `Mlp`.
 *
 * @throws {TypeError} If `value` is not an `Mlp`, with a message such as `the
 * model must be an Mlp, which compile() and loadModel() return: found 5`.
 */
export function mustBeMlp(value: Mlp): void {
  const must = "an Mlp, which compile() and loadModel() return";
  mustBe(value instanceof Mlp, "the model", must, value);
}
