/**
 * Errors about tables that are read for a trained network.
 *
 * @module
 */

import { DatasetError } from "../format/mod.ts";
import { isTable, type Spec } from "../spec/mod.ts";

/**
 * Adds notes to an error about a table that is read for a trained network. For
 * example, a note says that a change of `dataset` takes effect only when the
 * network is trained again.
 */
export function ofTrained(
  error: unknown,
  { dataset }: Pick<Spec, "dataset">,
): unknown {
  if (!(error instanceof DatasetError) || !isTable(dataset)) return error;
  const { message, files } = error;
  const { decimal = ".", thousands = "" } = dataset;
  const signs = [
    ...decimal === "." ? [] : [`decimal: "${decimal}"`],
    ...thousands === "" ? [] : [`thousands: "${thousands}"`],
  ];
  const lines = [
    message,
    ...signs.length > 0 &&
        /must have a number[^\n]*found "[^"\n]*\d/.test(message)
      ? [`the network was trained with ${signs.join(" and ")}`]
      : [],
    ...message.includes("in dataset, ")
      ? [
        "a trained network reads columns in the same way as in training: correct the file, or change dataset in the spec and train the network again",
      ]
      : [],
  ];
  return lines.length === 1
    ? error
    : new DatasetError(lines.join("\n"), files, { cause: error });
}

/** Reads rows for a trained network. If the rows cannot be read, the error message also has the notes about the file. */
export async function asTrained<T>(
  spec: Pick<Spec, "dataset">,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw ofTrained(error, spec);
  }
}
