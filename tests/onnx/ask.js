/**
 * Asks models in onnxruntime, in a process and with a lock of its own: each line
 * of `models.txt` is a model's name, its inputs' file, how wide they are and their type. The
 * answers of `NAME.onnx` go to `NAME.bin`. It is JavaScript so that a check of
 * the project's types needs no onnxruntime.
 *
 * @module
 */

// @ts-ignore: the config beside this file has it, the project has not
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
