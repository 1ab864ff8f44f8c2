/**
 * `predict`: what a saved network says of pictures and rows.
 *
 * @module
 */

import { readRows } from "../dataset/mod.ts";
import type { Mlp } from "../mlp/mod.ts";
import { guesses, guessesText } from "../report/mod.ts";
import { type Flags, readFlags, UsageError } from "./flags.ts";
import { MODEL_HELP, readModel } from "./model_file.ts";
import { isTable } from "../spec/mod.ts";
import { typedPath } from "./paths.ts";
import { say } from "./terminal.ts";

/** The most bytes of a file that are read: five times MNIST's training images. */
const MOST_BYTES = 2 ** 28;

/** What `predict --help` shows. */
export const help = `deno task predict MODEL FILE... [flags]

${MODEL_HELP}
  FILE               told by content: IDX, zipped or not; PNG, made grey and
                     scaled to the network's input; JSON, [[0, 1], [1, 1]];
                     CSV, numbers below a line of names or not; of a network
                     that learned from a table, a table with its columns
  --invert           PNG files have dark ink on light paper
  --json             results as one JSON document on stdout

Numbers are as the training files have them, those of pictures from 0 to 255. Of
each row it prints the three classes that the network is surest of, each with its
probability (outputs divided by their sum); of two classes both; of labels that
are independent of each other all; of numbers the outputs.

examples
  deno task predict runs/mnist seven.png --invert
  deno task predict runs/mnist data/mnist/t10k-images-idx3-ubyte.gz
  deno task predict runs/xor rows.csv --json
`;

/** What is said of one row. */
interface Prediction {
  readonly file: string;
  /** Where it is in the file, from 0. */
  readonly row: number;
  readonly outputs: readonly number[];
  /** The surest classes, where there are any. */
  readonly top?: ReturnType<typeof guesses>;
}

/** Predicts; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, {
    text: [],
    plain: ["invert", "json", "help"],
    operands: Infinity,
  });
  const [model, ...files] = flags.operands;
  const mlp = await readModel(model);
  if (files.length === 0) {
    throw new UsageError("FILE must be given: found none");
  }
  const predictions: Prediction[] = [];
  for (const file of files) {
    predictions.push(...await predict(mlp, file, flags));
  }
  console.log(
    flags.has("json")
      ? JSON.stringify({ predictions }, null, 2)
      : predictions.map(predictionText).join("\n"),
  );
  return 0;
}

/** What a network says of each row of a file. */
async function predict(
  mlp: Mlp,
  file: string,
  flags: Flags,
): Promise<Prediction[]> {
  const { plan, spec, fitted: { classes, image, columns: table } } = mlp;
  const rows = await readRows(await readFile(file), file, {
    columns: plan.inputs,
    image,
    table,
    reading: isTable(spec.dataset) ? spec.dataset : undefined,
    onNote: (note) => say(`note: ${note}`),
    scale: spec.inputs.scale,
    deskew: spec.inputs.deskew,
    precision: spec.precision,
    invert: flags.has("invert"),
  });
  const answers = mlp.predict(rows), { columns } = answers;
  const { task } = mlp;
  return Array.from({ length: answers.rows }, (_, row) => ({
    file,
    row,
    outputs: [...answers.data.subarray(row * columns, (row + 1) * columns)],
    ...(task.type !== "numbers" &&
      { top: guesses(answers, row, { classes, task }) }),
  }));
}

async function readFile(typed: string): Promise<Uint8Array> {
  const path = typedPath(typed);
  const must = (what: string) => new UsageError(`${typed} must ${what}`);
  const { isFile, size } = await Deno.stat(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw must("be a file: found none of that name");
  });
  if (!isFile) throw must("be a file: found something else");
  if (size > MOST_BYTES) {
    throw must(`have at most ${MOST_BYTES} bytes: found ${size}`);
  }
  return await Deno.readFile(path);
}

function predictionText({ file, row, outputs, top }: Prediction): string {
  const said = top
    ? guessesText(top)
    : outputs.map((output) => output.toFixed(4)).join(", ");
  return `${file}[${row}]: ${said}`;
}
