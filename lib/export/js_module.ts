/**
 * Export of a network as one JavaScript module without imports. The predictions
 * of the module have the same bits as the predictions of percept.
 *
 * @module
 */

import { formatOf, readingOf } from "../dataset/mod.ts";
import { fitProgram, mustBeRgba } from "../image/mod.ts";
import { isTable, visible } from "../spec/mod.ts";
import { activations as formulas } from "../formula/mod.ts";
import { classesOf, type Exported, float32Of } from "./exported.ts";
import { activations, functions } from "./js_functions.ts";
import { layers as layerTypes } from "./js_layers.ts";
import { encode, numbers, prediction, scaled } from "./js_rows.ts";
import { numbersText } from "./usage.ts";

/**
 * Writes the module, which exports `predictRow`, `predict`, `classes` and
 * `spec`. If the network stores properties of its training images (the size,
 * and for example the brightness of the background), the module also exports
 * `classify` and `fitImage`.
 *
 * @throws {ExportError} If the network has precision float64.
 */
export function jsModule(network: Exported): string {
  const { spec, plan: { outputs, layers }, facts, columns } = network;
  const { image, form } = network;
  const { task, names, areProbabilities } = facts;
  const { count, what, type, x } = inputOf(network);
  const row = columns
    ? "Record<string, number | string | null> | ArrayLike<number | string | null>"
    : `ArrayLike<${type}>`;
  const { buffer } = float32Of(network).slice(); // bytes in little-endian order, as on all current machines
  const binary = Array.from(
    new Uint8Array(buffer),
    (b) => String.fromCharCode(b),
  );
  const steps = layers.flatMap((layer) => {
    const { type, activation } = layer, row = layerTypes[type];
    if (!row) return [];
    const z = `${type}(${["x", ...row.takes(layer)].join(", ")})`;
    const { isLinear, needsWholeRow } = formulas[activation];
    if (isLinear) return `x = ${z};`;
    if (needsWholeRow) return `x = ${activation}(${z});`;
    return `x = ${z}.map(${activation});`;
  });
  const { labels } = network; // the outputs are in the unit of the labels, as in Mlp.predict
  const result = labels
    ? `Float64Array.from(x, (y, o) => y * ${
      literal(labels.map(({ deviation }) => deviation))
    }[o] + ${literal(labels.map(({ mean }) => mean))}[o])`
    : "x";
  const texts = [
    prediction,
    ...(image && form ? [images(image, form)] : []),
    ...columns ? [encode] : network.scales ? [numbers, scaled] : [numbers],
    ...new Set(layers.flatMap(({ type }) => layerTypes[type]?.code ?? [])),
    ...Object.values(functions),
    ...Object.values(activations),
  ];
  return `/**
 * The network ${spec.name}, exported by percept. Its predictions have the same bits
 * as the predictions of percept.
 *
 * @module
 */

/**
 * The spec of the network.
 *
 * @type {Readonly<Record<string, unknown>>}
 */
export const spec = ${literal(spec, 2)};

/**
 * The names of the classes in the order of the outputs; empty if the network does
 * not predict classes.
 *
 * @type {readonly string[]}
 */
export const classes = ${literal(classesOf(network) ?? [])};

/**
 * Predicts one row. The result has the predicted class and the probability of
 * each class, or numbers in the unit of the labels.
 *
 * @param {${row}} row ${what}
 * @returns {{ class?: string, labels?: string[], probabilities?: Record<string, number>, outputs?: Record<string, number>, values?: Record<string, number> }}
 */
export function predictRow(row) {
  return predictionOf(predict(${
    columns
      ? `inOrder(row, ${literal(columns.map(({ name }) => name))})`
      : "row"
  }), ${literal({ task, names, areProbabilities })});
}

/**
 * The outputs for one example.
 *
 * @param {ArrayLike<${type}>} input ${count} ${what}
 * @returns {${labels ? "Float64Array" : "Float32Array"}} ${outputs} numbers
 */
export function predict(input) {
  if (input?.length !== ${count}) {
    const found = input?.length ?? input ?? "nothing";
    throw new RangeError("input must be of length ${count}: found " + found);
  }
  let x = ${x};
  ${steps.join("\n  ")}
  return ${result};
}
${texts.map((text) => `\n${text}\n`).join("")}
const parameters = floats("${btoa(binary.join(""))}");
`;
}

/**
 * The functions that convert an image so that it looks like the training
 * images: cropped, centered and resized.
 */
function images(
  image: NonNullable<Exported["image"]>,
  form: NonNullable<Exported["form"]>,
): string {
  return `/**
 * Classifies an image, such as the ImageData of a canvas. The result has the
 * predicted class and the probability of each class.
 *
 * @param {{ width: number, height: number, data: Uint8Array | Uint8ClampedArray }} image Four bytes for each pixel: red, green, blue, alpha.
 * @param {{ invert?: boolean }} options \`invert: true\` if the drawing is darker than its background (default: detected from the image).
 * @returns {ReturnType<typeof predictRow>}
 */
export function classify(image, options = {}) {
  return predictRow(fitImage(image, options));
}

/**
 * Converts an image to the inputs of \`predictRow\` and \`predict\`. If the drawings of
 * the training images are cropped and centered, the drawing of this image is
 * cropped and centered, too.
 *
 * @param {{ width: number, height: number, data: Uint8Array | Uint8ClampedArray }} image Four bytes for each pixel: red, green, blue, alpha.
 * @param {{ invert?: boolean }} options \`invert: true\` if the drawing is darker than its background (default: detected from the image).
 * @returns {Uint8Array} ${image.width * image.height} bytes
 */
export function fitImage(image, { invert } = {}) {
  mustBeRgba(image);
  const fitted = fitGray(image, ${literal(image)}, ${
    literal(form)
  }, invert || undefined);
  if (!fitted) {
    throw new RangeError(
      "the image must show a drawing that is lighter or darker than its background: found a blank image",
    );
  }
  return fitted.pixels;
}

${mustBeRgba}

const fitGray = ${fitProgram()};`;
}

/** The input of `predict`, and the expression that converts it to the first layer's inputs. */
function inputOf(network: Exported) {
  const { spec, plan: { inputs }, image, bytes, columns, scales } = network;
  if (columns) {
    const reading = readingOf(isTable(spec.dataset) ? spec.dataset : {});
    const { missing, allowsUnseen } = reading;
    const written = columns.map((column) => {
      const isDeclared = reading.kindOf(column.name) === "names";
      return "categories" in column
        ? { ...column, missingWords: isDeclared ? [""] : missing, allowsUnseen }
        : {
          ...column,
          missingWords: missing,
          format: formatOf(reading, column.name),
        };
    });
    return {
      count: columns.length,
      what: `values: ${columns.map(({ name }) => visible(name)).join(", ")}`
        .replaceAll("*/", "* /") // the text is inside a comment
        .replace(UNSAFE, escaped),
      type: "number | string",
      x: `encode(input, ${literal(written)})`,
    };
  }
  const plain = { count: inputs, what: numbersText(network), type: "number" };
  if (scales) {
    return {
      ...plain,
      x: `scaled(numbers(input, ${image || bytes ? "true" : "false"}), ${
        literal(scales.map(({ mean, deviation }) => [mean, deviation]))
      })`,
    };
  }
  if (!image && !bytes) return { ...plain, x: "numbers(input)" };
  const [low, high] = spec.inputs.scale;
  return {
    ...plain,
    x: `numbers(input, true)` +
      `.map((byte) => ${low} + (${high} - ${low}) * byte / 255)`,
  };
}

/**
 * Characters that can end a `<script>` element, end a line, or change the text
 * direction.
 */
const UNSAFE = /[<\u2028\u2029\x7f-\x9f\p{Bidi_Control}]/gu;

const escaped = (sign: string) =>
  `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * Writes a value as a JavaScript literal that is safe in a file and in a
 * `<script>` element.
 */
function literal(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(UNSAFE, escaped);
}
