/**
 * The rules for folders of images and for IDX files.
 *
 * @module
 */

import { visible } from "./_excerpt.ts";
import type { Fault } from "./_fault.ts";
import { fault, type Scene } from "./_scene.ts";
import type { FolderDataset, IdxDataset, Spec } from "./spec.ts";

/** Whether a data set consists of IDX files. */
export function isIdx(dataset: Spec["dataset"]): dataset is IdxDataset {
  return typeof dataset === "object" && "idx" in dataset;
}

/** Whether a data set is a folder of images. */
export function isFolder(dataset: Spec["dataset"]): dataset is FolderDataset {
  return typeof dataset === "object" && "folder" in dataset;
}

/**
 * If the data set is a folder of images, checks that `validation` and
 * `inputs.shape` are allowed for the folder.
 */
function* folderData(
  { draft: { dataset, inputs, augment, validation } }: Scene,
): Iterable<Fault> {
  if (!isFolder(dataset)) return;
  if (validation?.last !== undefined) {
    yield fault(
      ["validation", "last"],
      `must be replaced by validation.fraction or validation.folds, since the images of a folder are sorted by class: found ${validation.last}`,
      ["dataset", "folder"],
    );
  }
  if (inputs?.shape === undefined) {
    yield {
      keys: ["dataset", "folder"],
      on: "value",
      message:
        "needs the field inputs.shape, the size to which each image is resized; write inputs: { shape: [rows, columns, channels] }, such as [28, 28, 1] for gray or [64, 64, 3] for color",
    };
    return;
  }
  const [, , channels] = inputs.shape;
  if (channels !== 1 && channels !== 3) {
    yield fault(
      ["inputs", "shape"],
      `must have 1 channel for gray or 3 for color: found ${channels}`,
      ["dataset", "folder"],
    );
  }
  const isGray = inputs.deskew ? "inputs.deskew" : augment ? "augment" : "";
  if (isGray && channels === 3) {
    yield fault(
      ["inputs", "shape"],
      `must have 1 channel, since ${isGray} is for gray images: found 3`,
      ["dataset", "folder"],
    );
  }
}

/** Checks that the names of the classes of IDX files are unique. */
function* classNames({ draft: { dataset } }: Scene): Iterable<Fault> {
  if (!isIdx(dataset)) return;
  const { classes = [] } = dataset;
  for (const [c, name] of classes.entries()) {
    const first = classes.indexOf(name);
    if (name === undefined || first === c) continue;
    yield fault(
      ["dataset", "classes", c],
      `must be unique among the names of classes: found "${
        visible(name)
      }" twice`,
      ["dataset", "classes", first],
    );
  }
}

/** The rules for folders of images and for IDX files, by name. */
export const fileRules = { folderData, classNames };
