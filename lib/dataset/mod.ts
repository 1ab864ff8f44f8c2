/**
 * Examples: read, encoded, split, standardized, distorted. Nothing here touches
 * a disk or a server.
 *
 * @module
 */

export { Augmenter } from "./augmenter.ts";
export type { CategoricalColumn, Column, NumericColumn } from "./columns.ts";
export { deskew } from "./deskew.ts";
export {
  type Dataset,
  exampleFacts,
  type Examples,
  type Scored,
  scoredOf,
} from "./examples.ts";
export { givenBy, type ReadFile } from "./given.ts";
export { readDataset, readScored } from "./load.ts";
export { isPackaged, openPackaged } from "./packaged.ts";
export type { DatasetSpec, Opened, ReadOptions, Source } from "./source.ts";
export { foldsOf, heldOut, holdOut, type Split } from "./sample.ts";
export { standardizedAgain } from "./standardize.ts";
export { examplesSha256 } from "./digest.ts";
export { readRows } from "./rows.ts";
export type { Sheet } from "./sheet.ts";
export { ceiling, ChecksumError, verify } from "./verify.ts";
export {
  type LabelScale,
  labelScales,
  scaledLabels,
  unscaledLabels,
} from "./label_scale.ts";
