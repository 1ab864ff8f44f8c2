/**
 * A network as one JavaScript module: no imports, weights inside, the same
 * answers as here to the last bit wherever it runs.
 *
 * @module
 */

import { formatOf, readingOf } from "../dataset/mod.ts";
import type { LayerPlan, LayerTypeName } from "../layer/mod.ts";
import { isTable } from "../spec/mod.ts";
import { activations as formulas } from "../formula/mod.ts";
import { type Exported, float32Of } from "./exported.ts";
import { activations, encode, functions } from "./js_functions.ts";

/** Layer types as code of the weighted sums, from the inputs `x`. */
const layerCode: Readonly<Record<LayerTypeName, (layer: LayerPlan) => string>> =
  {
    dense: ({ offset, columns }) =>
      `dense(x, parameters, ${offset}, ${columns})`,
    flatten: () => "x",
  };

/**
 * Writes the module. It exports `predict`, `classes` and `spec`.
 *
 * @throws {ExportError} If the network is of float64.
 */
export function jsModule(network: Exported): string {
  const { spec, plan: { outputs, layers }, classes = [] } = network;
  const { count, what, type, x } = inputOf(network);
  const { buffer } = float32Of(network).slice(); // as every machine today has it
  const binary = Array.from(
    new Uint8Array(buffer),
    (b) => String.fromCharCode(b),
  );
  const steps = layers.map((layer) => {
    const { type, activation } = layer, z = layerCode[type](layer);
    const { isLinear, needsWholeRow } = formulas[activation];
    if (isLinear) return `x = ${z};`;
    if (needsWholeRow) return `x = ${activation}(${z});`;
    return `x = ${z}.map(${activation});`;
  });
  const { labels } = network; // numbers in their own unit, as Mlp.predict gives them
  const result = labels
    ? `Float64Array.from(x, (y, o) => y * ${
      JSON.stringify(labels.map(({ deviation }) => deviation))
    }[o] + ${JSON.stringify(labels.map(({ mean }) => mean))}[o])`
    : "x";
  const texts = [
    ...(network.columns ? [encode] : []),
    ...Object.values(functions),
    ...Object.values(activations),
  ];
  return `/**
 * The network ${spec.name}, exported by percept: predict(input) answers as it does
 * there, bit for bit.
 *
 * @module
 */

/**
 * What it was trained by.
 *
 * @type {Readonly<Record<string, unknown>>}
 */
export const spec = ${JSON.stringify(spec, null, 2)};

/**
 * What the answers stand for, in order; empty where they have no names.
 *
 * @type {readonly string[]}
 */
export const classes = ${JSON.stringify(classes)};

/**
 * Answers for one example.
 *
 * @param {ArrayLike<${type}>} input ${count} ${what}
 * @returns {${labels ? "Float64Array" : "Float32Array"}} ${outputs} numbers
 */
export function predict(input) {
  if (input.length !== ${count}) {
    throw new RangeError("input must be of length ${count}: found " + input.length);
  }
  let x = ${x};
  ${steps.join("\n  ")}
  return ${result};
}
${texts.map((text) => `\n${text}\n`).join("")}
const parameters = floats("${btoa(binary.join(""))}");
`;
}

/** What `predict` takes, and how it becomes what the first layer sees. */
function inputOf({ spec, plan: { inputs }, bytes, columns }: Exported) {
  const numbers = { count: inputs, type: "number" };
  if (columns) {
    const reading = readingOf(isTable(spec.dataset) ? spec.dataset : {});
    const { missing, allowsUnseen } = reading;
    const written = columns.map((column) =>
      "categories" in column
        ? column
        : { ...column, format: formatOf(reading, column.name) }
    );
    return {
      count: columns.length,
      what: `values: ${columns.map(({ name }) => name).join(", ")}`
        .replaceAll("*/", "* /"), // it stands in a comment
      type: "number | string",
      x: `encode(input, ${JSON.stringify(written)}, ${
        JSON.stringify({ missing, allowsUnseen })
      })`,
    };
  }
  if (!bytes) {
    return { ...numbers, what: "numbers", x: "Float32Array.from(input)" };
  }
  const [low, high] = spec.inputs.scale;
  return {
    ...numbers,
    what: "bytes, from 0 to 255, row after row of a picture",
    x: `Float32Array.from(input, (byte) => ${low} + (${high} - ${low}) * byte / 255)`,
  };
}
