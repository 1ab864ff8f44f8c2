/**
 * Networks for use where percept is not.
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
 * A network as the text of one JavaScript module without imports: `predictRow`
 * says of a row what `Mlp.predictRow` says, `predict` gives the outputs for one
 * example, to the same bits as `Mlp.predict`, in a page, a worker, Deno or
 * Node.js. Images go in as bytes, row by row; their scale is inside. Rows of a
 * table go in as their columns: numbers, words, and text that is read as a cell of
 * the table is.
 *
 * @throws {ExportError} If the network is of float64.
 * @throws {TypeError} If it is no `Mlp`.
 * @example A module that answers as the network does
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
 * A network as an ONNX model in float32: any number of rows named `input` give
 * as many named `output`. Images go in as rows of numbers from 0 to 255, in the
 * order rows, columns, channels; their scale, and ONNX's order with channels first,
 * are inside. Numbers of a table go in as they are, its words as a 1 among 0s, its
 * dates as days or seconds since 1970. `input` is of float64 where float32 could
 * not tell the numbers of a column apart, such as times of 1.7e9 seconds. The
 * metadata have the spec and, where there are, `labels` (the classes, two of one
 * output), `outputs` (the names of the labels that are no classes) and `columns`,
 * as JSON; the descriptions of `input` and `output` say what they are.
 *
 * @returns The bytes of a file such as `model.onnx`.
 * @throws {ExportError} If the network is of float64.
 * @throws {TypeError} If it is no `Mlp`.
 * @example A model of any number of rows of 2
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
 * Four lines that call an exported network, JavaScript or, of ONNX, Python: what
 * goes in, and what comes out.
 *
 * @param path Where it is, from the folder where they are run.
 */
export function usageLines(
  mlp: Mlp,
  format: "js" | "onnx",
  path: string,
): string[] {
  return (format === "js" ? jsLines : onnxLines)(exportedOf(mlp), path);
}

/**
 * Four lines for a web page that call `classify` of an exported module with the
 * `ImageData` of a canvas; none where the network does not know how the images
 * look that it learned from, and the module has no `classify`.
 *
 * @param path Where it is, from the page.
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
      "a network must take pictures as they are to be exported: found inputs.deskew, which no file of another format does",
    );
  }
  const unknown = plan.layers.find((layer) => layer.customActivation);
  if (unknown) {
    throw new ExportError(
      "a network must have activations of the spec language to be exported: " +
        `found ${unknown.activation}, a function of this program`,
    );
  }
  const facts = outputFacts(mlp);
  return {
    ...{ spec, plan, parameters, facts, labels },
    ...{ image, form, bytes, columns, scales },
  };
}
