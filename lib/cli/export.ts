/**
 * The command `export`: converts a trained network to JavaScript or ONNX.
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

/** The text of `export --help`. */
export const help = `${COMMAND} export MODEL --to FORMAT [flags]

${MODEL_HELP}
  --to js            write a JavaScript module without imports; its predictions have
                     the same bits as the predictions of percept
  --to onnx          write an ONNX file in float32, for programs such as onnxruntime
  --out FILE         write to FILE (default: a file next to the model, such as
                     runs/digits/model.js)
  --overwrite        replace FILE if it exists
  --json             print the path and format of the file to stdout as JSON

The command also prints four lines of code that run the exported network: in
JavaScript or, for ONNX, in Python. If the network was trained on images, --to js
also prints the code that classifies the drawing on a canvas of a web page.

examples
  ${COMMAND} export runs/digits --to js
  ${COMMAND} export runs/digits/model.safetensors --to onnx --out digits.onnx
`;

/** The file formats. The name of a format is also its file extension. */
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
        `${file}: ${size} bytes; to run the exported network:`,
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
