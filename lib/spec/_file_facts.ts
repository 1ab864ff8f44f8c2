/**
 * What must hold of folders of images and of IDX files, and agree with other fields.
 *
 * @module
 */

import { visible } from "./_excerpt.ts";
import type { Fault } from "./_fault.ts";
import { fault, type Scene } from "./_scene.ts";
import type { FolderDataset, IdxDataset, Spec } from "./spec.ts";

/** Whether a data set is in IDX files. */
export function isIdx(dataset: Spec["dataset"]): dataset is IdxDataset {
  return typeof dataset === "object" && "idx" in dataset;
}

/** Whether a data set is a folder of images. */
export function isFolder(dataset: Spec["dataset"]): dataset is FolderDataset {
  return typeof dataset === "object" && "folder" in dataset;
}

/** Whether a folder of images has what a network needs to know of them. */
function* folderData(
  { draft: { dataset, inputs, augment, validation } }: Scene,
): Iterable<Fault> {
  if (!isFolder(dataset)) return;
  if (validation?.last !== undefined) {
    yield fault(
      ["validation", "last"],
      `must be fraction or folds, since the images of a folder are in the order of their classes: found last: ${validation.last}`,
      ["dataset", "folder"],
    );
  }
  if (inputs?.shape === undefined) {
    yield {
      keys: ["dataset", "folder"],
      on: "value",
      message:
        "must have beside it the size that its images are resized to: write inputs: { shape: [rows, columns, channels] }, such as [28, 28, 1] for gray or [64, 64, 3] for color",
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

/** Whether the classes of IDX files have names that can be told apart. */
function* classNames({ draft: { dataset } }: Scene): Iterable<Fault> {
  if (!isIdx(dataset)) return;
  const { classes = [] } = dataset;
  for (const [c, name] of classes.entries()) {
    const first = classes.indexOf(name);
    if (name === undefined || first === c) continue;
    yield fault(
      ["dataset", "classes", c],
      `must be a name that no other class has: found "${visible(name)}" twice`,
      ["dataset", "classes", first],
    );
  }
}

/** The rules of both. */
export const fileRules = { folderData, classNames };
