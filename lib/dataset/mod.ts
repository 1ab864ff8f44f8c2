/**
 * Data sets: reading, encoding, splitting, standardization and augmentation of
 * examples. This module does not access the disk or a server.
 *
 * @module
 */

export { Augmenter } from "./augmenter.ts";
export { withClassWeights } from "./class_weights.ts";
export type { CategoricalColumn, Column, NumericColumn } from "./columns.ts";
export { type NumberFormat, numberOf, secondsOf } from "./cells.ts";
export { deskew } from "./deskew.ts";
export {
  type Dataset,
  exampleFacts,
  type Examples,
  type Scored,
  scoredOf,
  type TableRecord,
  type TableRows,
} from "./examples.ts";
export { givenBy, type ReadFile } from "./given.ts";
export { type FolderLook, lookAtFolder } from "./folder_files.ts";
export { readDataset, readScored } from "./load.ts";
export { type Inspection, inspectTable } from "./inspect.ts";
export { LEAST_ROWS, MOST_CLASSES } from "./inspect_labels.ts";
export { lookAtTable } from "./look.ts";
export { isPackaged, openPackaged } from "./packaged.ts";
export type {
  DatasetSpec,
  Entry,
  Opened,
  ReadOptions,
  Source,
} from "./source.ts";
export { foldRows, heldOut, holdOut, type Split, splitRows } from "./sample.ts";
export { scaledAgain, standardizedAgain } from "./standardize.ts";
export { examplesSha256 } from "./digest.ts";
export { formatOf, type Reading, readingOf } from "./reading.ts";
export { PERCENT } from "./numbers.ts";
export { type Cell, ROW, type Row, rowFrame } from "./row.ts";
export type { Fit, FitOptions } from "./own_image.ts";
export { imageFrame, readRows } from "./rows.ts";
export type { RowBlock, RowText } from "./rows_wanted.ts";
export { readScoredTable } from "./scored_rows.ts";
export type { Sheet } from "./sheet.ts";
export { ceiling, ChecksumError, verify } from "./verify.ts";
export {
  type LabelScale,
  labelScales,
  scaledLabels,
  unscaledLabels,
} from "./label_scale.ts";
export { widthOf } from "./fit.ts";
export { LoadedRows, partsOfRows, type RowsParts } from "./table_rows.ts";
