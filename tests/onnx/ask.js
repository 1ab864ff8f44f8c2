/**
 * Runs models in onnxruntime. Each line of `models.txt` has the name of a model,
 * the file of its inputs, their number per row and their type. The outputs of
 * `NAME.onnx` are written to `NAME.bin`. This folder has a separate lock file.
 * The program is JavaScript, so that `deno check` of the project does not need
 * onnxruntime.
 *
 * @module
 */

// @ts-ignore: only the config in this folder has this package
import { InferenceSession, Tensor } from "onnxruntime-node";

const [folder] = Deno.args;
const lines = await Deno.readTextFile(`${folder}/models.txt`);
for (const line of lines.trim().split("\n")) {
  const [name, file, width, type] = line.split(" ");
  const bytes = await Deno.readFile(`${folder}/${file}`);
  const data = type === "float64"
    ? new Float64Array(bytes.buffer)
    : new Float32Array(bytes.buffer);
  const session = await InferenceSession.create(`${folder}/${name}.onnx`);
  const dims = [data.length / Number(width), Number(width)];
  const { output } = await session.run({
    input: new Tensor(type, data, dims),
  });
  await Deno.writeFile(
    `${folder}/${name}.bin`,
    new Uint8Array(output.data.buffer, output.data.byteOffset),
  );
}
