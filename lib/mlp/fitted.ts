/**
 * What a network knows of its data beside the weights: saved with them, so that
 * one file is the whole network. The form of the engine's kernels is not among
 * it: no bit of an answer depends on that.
 *
 * @module
 */

import { catalogue } from "../catalogue.ts";
import type {
  Column,
  Dataset,
  LabelScale,
  TableRecord,
} from "../dataset/mod.ts";
import { type Task, taskOf } from "../formula/mod.ts";
import { type Frame, frame } from "../frame.ts";
import type { ImageForm } from "../image/mod.ts";
import { datasetName, type Spec } from "../spec/mod.ts";

/** What was fitted on the training rows, or came with them. */
export interface Fitted {
  /** The classes in the order of the outputs. */
  readonly classes?: readonly string[] | undefined;
  /** Width and height in pixels, where the inputs are pictures. */
  readonly image?:
    | { readonly width: number; readonly height: number }
    | undefined;
  /**
   * How the training images look, so that other images are brought to that form.
   * Models of earlier versions have none: images are only resized.
   */
  readonly form?: ImageForm | undefined;
  /** Whether the inputs are bytes, though no gray pictures. */
  readonly bytes?: true | undefined;
  /** What numbers are scaled by: one for each column, or for each channel of images. */
  readonly scales?: readonly LabelScale[] | undefined;
  /** The least and the largest number learned from, where they are not usual bytes. */
  readonly range?: readonly [number, number] | undefined;
  /** What the columns of a table became, in the order of the inputs. */
  readonly columns?: readonly Column[] | undefined;
  /** Of labels that are numbers and standardized, the scale of each column. */
  readonly labels?: readonly LabelScale[] | undefined;
  /** What the outputs stand for, where spec and classes do not tell. */
  readonly task?: Task | undefined;
  /** The rows of a table, and which of them were held out to test on. */
  readonly table?: TableRecord | undefined;
}

/** What the catalogue says of a spec's data set. */
export function knownOf({ dataset }: Spec): Fitted {
  const name = datasetName(dataset);
  return name === undefined ? {} : fittedOf(catalogue[name]);
}

/** What a data set says, once it is loaded. */
export function fittedOf(
  { classes, image, form, bytes, columns, rows, task, scales, range }: Pick<
    Dataset,
    | "classes"
    | "image"
    | "form"
    | "bytes"
    | "columns"
    | "rows"
    | "task"
    | "scales"
    | "range"
  >,
): Fitted {
  const isToldByLabels = columns && !classes && task?.type === "binary";
  const table = rows?.record;
  return {
    ...{ classes, image, columns, table },
    ...(bytes && { bytes }),
    ...(scales && { scales }),
    ...(range && { range }),
    ...(isToldByLabels && { task }),
    ...(form && { form }),
  };
}

/** What a network's outputs stand for, as far as its spec and what was fitted tell. */
export function knownTask(
  { loss, labels, dataset }: Spec,
  outputs: number,
  { classes, task }: Fitted,
  given: readonly Frame[] = [],
): Task {
  if (task) return task;
  const inline = typeof dataset === "object" && "inputs" in dataset;
  return taskOf(loss.type, {
    outputs,
    classes: classes && labels.oneHot,
    targets: inline ? [frame(dataset.labels)] : given,
  });
}
