/**
 * The command `predict`: computes predictions for images, for the rows of tables,
 * and for the rows of arrays.
 *
 * @module
 */

import { readRows, type RowBlock } from "../dataset/mod.ts";
import { type Mlp, outputFacts } from "../mlp/mod.ts";
import { COMMAND } from "./command.ts";
import { type Flags, readFlags, UsageError } from "./flags.ts";
import { FitNotes, mustReadGray, rowsFrom, show } from "./own_images.ts";
import { MODEL_HELP, readModel } from "./model_file.ts";
import { DatasetError, GzipError, IdxError } from "../format/mod.ts";
import { IMAGE_FORMATS } from "../image/mod.ts";
import { imageOf, isIdx, isTable } from "../spec/mod.ts";
import { writeOut } from "./output.ts";
import { mustBeFile } from "./paths.ts";
import {
  csvOf,
  type Failed,
  jsonOf,
  type Predicted,
  textOf,
} from "./predict_output.ts";
import { say } from "./terminal.ts";
import { ofTrained } from "./trained_reading.ts";

/** The text of `predict --help`. */
export const help = `${COMMAND} predict MODEL FILE... [flags]

${MODEL_HELP}
  FILE               images (${IMAGE_FORMATS}), IDX, JSON such
                     as [[0, 1], [1, 1]], or CSV with or without a header line; if
                     MODEL was trained on a table: a CSV file with the input columns
                     of the table; the label column may be missing
  --csv              print the rows of a CSV file with the predictions as additional
                     columns: predicted_LABEL and, for each class,
                     probability_CLASS; _2 is added to a name that already exists
  --invert           treat all images as dark on a light background (default: detect
                     the background of each image)
  --as-is            resize images, but do not invert, crop or center them
  --show             draw each grayscale image on stderr, as the network receives it
  --json             print the results as one JSON document
  --out FILE         write the results to FILE (default: stdout)
  --overwrite        replace FILE if it exists

Each image is converted to look like the training images. An image that is dark on light
is inverted if the training images are light on dark, and vice versa. If the
training images are drawings that are cropped and centered (like MNIST), the drawing
in the image is cropped, scaled with its proportions kept, and centered. A line on
stderr reports these changes. A blank image is an error. If a file has an error, the
other files are still predicted, and the exit code is 1. With a model of an earlier
version of percept, images are only resized.

Numbers must be in the units of the training data; pixels are from 0 to 255. The
three most probable classes of each row are printed with their probabilities (each
output divided by the sum of all outputs). If an example can have several labels,
the probability of every label is printed. For regression, the predicted numbers are
printed.

If a cell of a table is missing, the result depends on the field dataset.missing.then
of the spec. If the field is "drop", the prediction of the row is empty (null in JSON).
If the field is "mean", a missing number is replaced by the mean of its column in the
training rows, and the prediction of the row is empty if a category is missing. If
the field is "error", the missing cell is reported as an error in the file.

A CSV file may be of any size. With --csv the cells, the separator, the line ends
and the lines above the header stay unchanged. Numbers in the additional columns
use the decimal sign of the training table. The output is UTF-8.

examples
  ${COMMAND} predict runs/mnist seven.jpg --show
  ${COMMAND} predict runs/mnist data/mnist/t10k-images-idx3-ubyte.gz
  ${COMMAND} predict runs/xor rows.csv --json
  ${COMMAND} predict runs/iris new.csv --csv --out predicted.csv
`;

/** The largest number of outputs that are predicted in one call. */
const MOST_OUTPUTS = 2 ** 18;

/** Predicts the images or rows in files; see `help`. */
export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, {
    text: ["out"],
    plain: ["csv", "invert", "as-is", "show", "json", "overwrite", "help"],
    operands: Infinity,
  });
  const [model, ...files] = flags.operands;
  const mlp = await readModel(model);
  if (files.length === 0) {
    throw new UsageError("FILE is missing; type the path of a file");
  }
  const isCsv = flags.has("csv"), isJson = flags.has("json");
  if (isCsv && isJson) {
    throw new UsageError("--csv must be omitted with --json");
  }
  if (isCsv && files.length > 1) {
    throw new UsageError(
      `--csv must be used with one FILE: found ${files.length} files, ${
        files.join(" ")
      }`,
    );
  }
  if (flags.has("show")) mustReadGray(mlp);
  const failed: Failed[] = [], facts = outputFacts(mlp);
  const predicted = predict(mlp, files, flags, failed);
  await writeOut(
    isCsv
      ? csvOf(predicted, mlp, facts)
      : isJson
      ? jsonOf(predicted, facts, failed)
      : textOf(predicted, facts),
    flags,
  );
  return failed.length > 0 ? 1 : 0;
}

/** Reads files block by block, and predicts the rows of each block. */
async function* predict(
  mlp: Mlp,
  files: readonly string[],
  flags: Flags,
  failed: Failed[],
): AsyncGenerator<Predicted> {
  const { plan, spec, fitted } = mlp;
  const { image, form, bytes, scales, range, columns: table } = fitted;
  const wanted = {
    ...{ columns: plan.inputs, image, bytes, table, scales, range },
    transpose: isIdx(spec.dataset) && spec.dataset.transpose,
    precision: spec.precision,
    reading: isTable(spec.dataset) ? spec.dataset : undefined,
    onNote: (note: string) => say(`note: ${note}`),
    scale: spec.inputs.scale,
    deskew: spec.inputs.deskew,
    shape: imageOf(spec),
    form,
    invert: flags.has("invert"),
    asIs: flags.has("as-is"),
  };
  const fits = new FitNotes(mlp, flags);
  const most = Math.ceil(MOST_OUTPUTS / plan.outputs);
  for (const file of files) {
    let first = 0;
    try {
      const { readable } = await Deno.open(await mustBeFile(file));
      const blocks: AsyncIterable<RowBlock> = readRows(readable, file, wanted);
      for await (const { inputs, dropped, text, fit } of blocks) {
        if (fit !== undefined) fits.say(file, fit);
        if (flags.has("show")) show(inputs, mlp);
        for (let from = 0; from < inputs.rows; from += most) {
          yield {
            ...{ file, first, fit },
            dropped: dropped?.subarray(from, from + most),
            text: text && { ...text, from: text.from + from },
            outputs: mlp.predict(rowsFrom(inputs, from, most)),
          };
          first += Math.min(most, inputs.rows - from);
        }
      }
    } catch (error) {
      const told = ofTrained(error, spec);
      if (files.length === 1 || !isOfFile(told)) throw told;
      failed.push({ file, message: told.message });
      say(`error: ${told.message}`);
    }
  }
  fits.end();
}

/**
 * Whether an error concerns only one file. After an error that concerns only
 * one file, the remaining files are still predicted.
 */
function isOfFile(error: unknown): error is Error {
  return error instanceof DatasetError || error instanceof IdxError ||
    error instanceof GzipError || error instanceof UsageError; // UsageError: the file does not exist
}
