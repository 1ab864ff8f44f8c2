/**
 * Data sets, from files and servers into memory.
 *
 * @module
 */

export type { CategoricalColumn, Column, NumericColumn } from "./columns.ts";
export { Augmenter } from "./augmenter.ts";
export { DatasetError } from "./dataset_error.ts";
export { deskew } from "./deskew.ts";
export type { DownloadOptions, DownloadProgress } from "./download.ts";
export { type Attempt, DownloadError } from "./download_error.ts";
export {
  type Dataset,
  exampleFacts,
  type Examples,
  type Scored,
  scoredOf,
} from "./examples.ts";
export { checkFiles, fetchFiles, type Holding } from "./holdings.ts";
export type { IdxData } from "./_elements.ts";
export type { IdxOptions } from "./_header.ts";
export { decodeIdx, encodeIdx, type Idx } from "./idx.ts";
export { IdxError } from "./idx_error.ts";
export {
  encodeIdxStream,
  type IdxStream,
  idxStream,
  type IdxStreamOptions,
} from "./idx_stream.ts";
export {
  type DatasetSpec,
  loadDataset,
  type LoadOptions,
  loadScored,
} from "./load.ts";
export type { Timeouts } from "./mirror.ts";
export type { PlaceOptions } from "./places.ts";
export { standardizedAgain } from "./standardize.ts";
export { foldsOf, heldOut, holdOut, type Split } from "./sample.ts";
