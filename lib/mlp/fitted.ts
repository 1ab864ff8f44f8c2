/**
 * Facts about the training data that a network needs besides its weights, such
 * as class names and scales. The facts about the training data are saved with
 * the weights, so that one file contains the whole network.
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

/**
 * Facts about the training data: names, and values that were computed from the
 * training rows.
 */
export interface Fitted {
  /** The class names, in the order of the outputs. */
  readonly classes?: readonly string[] | undefined;
  /** Width and height of the images in pixels, if the inputs are images. */
  readonly image?:
    | { readonly width: number; readonly height: number }
    | undefined;
  /**
   * Properties of the training images, such as the brightness of the
   * background. An image for a prediction is converted so that it has these
   * properties of the training images. In models of earlier versions, `form` is
   * absent, and images for a prediction are only resized.
   */
  readonly form?: ImageForm | undefined;
  /** True if the inputs are bytes but not grayscale images. */
  readonly bytes?: true | undefined;
  /**
   * The mean and deviation that inputs are standardized by, for each column or for
   * each channel of images.
   */
  readonly scales?: readonly LabelScale[] | undefined;
  /**
   * The smallest and the largest number of the training inputs before scaling;
   * absent if the inputs are bytes and the largest byte is at least 128.
   */
  readonly range?: readonly [number, number] | undefined;
  /** The columns of a table and their encoding, in the order of the inputs. */
  readonly columns?: readonly Column[] | undefined;
  /**
   * In regression with standardized labels: the mean and the standard deviation
   * that are used to standardize each label column.
   */
  readonly labels?: readonly LabelScale[] | undefined;
  /**
   * The task of the network (classification or regression), if the spec and the
   * class names do not decide which task it is.
   */
  readonly task?: Task | undefined;
  /**
   * A record of the table that the network was trained on: the number of rows,
   * a checksum, and which rows are test rows.
   */
  readonly table?: TableRecord | undefined;
}

/**
 * The facts that the catalogue of data sets contains about the data set of a
 * spec.
 */
export function knownOf({ dataset }: Spec): Fitted {
  const name = datasetName(dataset);
  return name === undefined ? {} : fittedOf(catalogue[name]);
}

/**
 * The facts about a loaded data set that are saved with a network, such as the
 * class names.
 */
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
  const isDecidedByLabels = columns && !classes && task?.type === "binary";
  const table = rows?.record;
  return {
    ...{ classes, image, columns, table },
    ...(bytes && { bytes }),
    ...(scales && { scales }),
    ...(range && { range }),
    ...(isDecidedByLabels && { task }),
    ...(form && { form }),
  };
}

/**
 * Decides the task of a network from its spec, from the facts about its data
 * and, if necessary, from the labels.
 */
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
