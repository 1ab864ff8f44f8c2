/**
 * Export of networks to JavaScript and ONNX, for use without percept.
 *
 * @module
 */

import { type Exported, ExportError } from "./exported.ts";
import { onnxModel } from "./onnx.ts";
import { jsModule } from "./js_module.ts";
import { imageLines, jsLines, onnxLines } from "./usage.ts";
import { type Mlp, mustBeMlp, outputFacts } from "../mlp/mod.ts";

export { ExportError } from "./exported.ts";

/**
 * Exports a network as the text of a JavaScript module without imports. The
 * module runs in web pages, workers, Deno and Node.js. The function
 * `predictRow` of the module computes the prediction for one row of values,
 * like `Mlp.predictRow`. The function `predict` of the module returns the
 * outputs for one example. The outputs have the same bits as the outputs of
 * `Mlp.predict`. An image is an array of bytes, row by row; the module scales
 * the bytes. A table row has one value for each column: a number, a name, or
 * text that is parsed like a cell of a file.
 *
 * @throws {ExportError} If the network has precision float64.
 * @throws {TypeError} If the argument is not an `Mlp`.
 * @example A module with the same predictions as the network
 * ```ts
 * import { compile, exportJs, frame } from "@percept/nn";
 * import { assertEquals } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "and",
 *   layers: [{ units: 1 }],
 *   learningRate: 1,
 *   epochs: 1,
 * }, { inputs: 2 });
 * const { predict, predictRow } = await import(
 *   `data:text/javascript,${encodeURIComponent(exportJs(mlp))}`
 * );
 * assertEquals(predict([0, 1]), mlp.predict(frame([[0, 1]])).data);
 * assertEquals(predictRow([0, 1]), mlp.predictRow([0, 1]));
 * ```
 */
export function exportJs(mlp: Mlp): string {
  return jsModule(exportedOf(mlp));
}

/**
 * Exports a network as an ONNX model in float32. The tensors `input` and
 * `output` have one row per example; the number of rows is not fixed. An image
 * is a row of numbers from 0 to 255 in channels-last order. The model scales
 * these numbers and converts the image to ONNX's channels-first order. If
 * the network was trained on a table, `input` has numbers without
 * standardization, one-hot encoded names, and dates in days or seconds since
 * 1970. The tensor `input` is
 * float64 if float32 cannot distinguish the values of a column, such as times
 * of 1.7e9 seconds. The metadata contain `spec`, `labels` (the class names),
 * `outputs` (the names of outputs that are not classes) and `columns`, all as
 * JSON. The `doc_string` of each tensor describes the meaning of the tensor.
 *
 * @returns The bytes of a file such as `model.onnx`.
 * @throws {ExportError} If the network has precision float64.
 * @throws {TypeError} If the argument is not an `Mlp`.
 * @example An ONNX model with 2 inputs
 * ```ts
 * import { compile, exportOnnx } from "@percept/nn";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const mlp = compile({
 *   name: "and",
 *   layers: [{ units: 1 }],
 *   learningRate: 1,
 *   epochs: 1,
 * }, { inputs: 2 });
 * const text = new TextDecoder().decode(await exportOnnx(mlp));
 * for (const part of ["input", "Gemm", "output.weights", "Sigmoid", "batch"]) {
 *   assertStringIncludes(text, part);
 * }
 * ```
 */
export async function exportOnnx(mlp: Mlp): Promise<Uint8Array> {
  return await onnxModel(exportedOf(mlp));
}

/**
 * Returns four lines of code that call an exported network: JavaScript for the
 * format `js`, Python for `onnx`.
 *
 * @param path The path of the exported file, relative to the folder where the
 * code runs.
 */
export function usageLines(
  mlp: Mlp,
  format: "js" | "onnx",
  path: string,
): string[] {
  return (format === "js" ? jsLines : onnxLines)(exportedOf(mlp), path);
}

/**
 * Returns four lines of code for a web page that call `classify` of an exported
 * module with the `ImageData` of a canvas. If the network stores no properties
 * of its training images, such as the brightness of the background, the module
 * has no function `classify`, and the result is empty.
 *
 * @param path The path of the module, relative to the page.
 */
export function classifyLines(mlp: Mlp, path: string): string[] {
  return imageLines(exportedOf(mlp), path);
}

function exportedOf(mlp: Mlp): Exported {
  mustBeMlp(mlp);
  const { spec, plan, parameters, fitted } = mlp;
  const { image, form, bytes, columns, labels, scales } = fitted;
  if (spec.inputs.deskew) {
    throw new ExportError(
      "a network must be trained without inputs.deskew to be exported: found inputs.deskew",
    );
  }
  const unknown = plan.layers.find((layer) => layer.customActivation);
  if (unknown) {
    throw new ExportError(
      "a network must have only built-in activation functions to be exported: " +
        `found ${unknown.activation}, a custom activation function`,
    );
  }
  const facts = outputFacts(mlp);
  return {
    ...{ spec, plan, parameters, facts, labels },
    ...{ image, form, bytes, columns, scales },
  };
}
