/**
 * `export`: a trained network for use elsewhere.
 *
 * @module
 */

import { loadModel, writeWhole } from "../disk/mod.ts";
import type { Mlp } from "../mlp/mod.ts";
import { thousands } from "../spec/mod.ts";
import { COMMAND } from "./command.ts";
import { readFlags, UsageError } from "./flags.ts";
import { MODEL_HELP, modelPath } from "./model_file.ts";
import { freePath } from "./output.ts";
import { shownPath, typedPath } from "./paths.ts";
import { print } from "./safe.ts";

/** What `export --help` shows. */
export const help = `${COMMAND} export MODEL --to FORMAT [flags]

${MODEL_HELP}
  --to js            one JavaScript module without imports, the same answers to the bit
  --to onnx          for onnxruntime and its kin, in float32
  --out FILE         where to; beside the model if left out
  --overwrite        in place of a file that is there
  --json             what was written as one JSON document on stdout

It prints the four lines that call the result, in JavaScript or, for ONNX, in
Python: what goes in, and what comes out. For a network that learned from images
it also prints the four lines that classify the drawing on a canvas of a page.

examples
  ${COMMAND} export runs/digits --to js
  ${COMMAND} export runs/digits/model.safetensors --to onnx --out digits.onnx
`;

/** Every format: the ending of its files, and their bytes. */
const formats: Readonly<
  Record<"js" | "onnx", (mlp: Mlp) => Promise<Uint8Array>>
> = {
  async js(mlp) {
    const { exportJs } = await import("../export/mod.ts");
    return new TextEncoder().encode(exportJs(mlp));
  },
  async onnx(mlp) {
    const { exportOnnx } = await import("../export/mod.ts");
    return await exportOnnx(mlp);
  },
};

/** Exports a model; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, {
    text: ["to", "out"],
    plain: ["overwrite", "json", "help"],
    operands: 1,
  });
  const [typed] = flags.operands;
  const model = await modelPath(typed);
  const format = flags.text("to");
  if (format !== "js" && format !== "onnx") {
    throw new UsageError(
      `--to must be one of ${Object.keys(formats).join(", ")}: found ${
        format ?? "none"
      }`,
    );
  }
  const mlp = await loadModel(model);
  const out = flags.text("out");
  const path = await freePath(
    flags,
    out === undefined
      ? model.replace(/(\.safetensors)?$/, `.${format}`)
      : typedPath(out),
  );
  const bytes = await formats[format](mlp);
  await writeWhole(path, bytes);
  const file = shownPath(path), size = thousands(bytes.length);
  const { classifyLines, usageLines } = await import("../export/mod.ts");
  const lines = usageLines(mlp, format, file);
  const imageLines = format === "js" ? classifyLines(mlp, file) : [];
  print(
    flags.has("json")
      ? JSON.stringify(
        {
          ...{ file, format, bytes: bytes.length, lines },
          ...(imageLines.length > 0 && { imageLines }),
        },
        null,
        2,
      )
      : [
        `${file}: ${size} bytes; to call it:`,
        ...["", ...lines],
        ...(imageLines.length > 0
          ? [
            "",
            "in a web page, with a drawing on a canvas:",
            "",
            ...imageLines,
          ]
          : []),
      ].join("\n"),
    flags.has("json"),
  );
  return 0;
}
