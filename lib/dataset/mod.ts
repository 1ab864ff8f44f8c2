/**
 * Data sets, from files and servers into memory.
 *
 * @module
 */

export type { CategoricalColumn, Column, NumericColumn } from "./columns.ts";
export { Augmenter } from "./augmenter.ts";
export { DatasetError } from "../format/dataset_error.ts";
export { deskew } from "./deskew.ts";
export type { DownloadOptions, DownloadProgress } from "../disk/download.ts";
export { type Attempt, DownloadError } from "../disk/download_error.ts";
export {
  type Dataset,
  exampleFacts,
  type Examples,
  type Scored,
  scoredOf,
} from "./examples.ts";
export { checkFiles, fetchFiles, type Holding } from "../disk/holdings.ts";
export type { IdxData } from "../format/idx_elements.ts";
export type { IdxOptions } from "../format/idx_header.ts";
export { decodeIdx, encodeIdx, type Idx } from "../format/idx.ts";
export { IdxError } from "../format/idx_error.ts";
export {
  encodeIdxStream,
  type IdxStream,
  idxStream,
  type IdxStreamOptions,
} from "../format/idx_stream.ts";
export {
  type DatasetSpec,
  loadDataset,
  type LoadOptions,
  loadScored,
} from "./load.ts";
export type { Timeouts } from "../disk/mirror.ts";
export type { PlaceOptions } from "../disk/places.ts";
export { standardizedAgain } from "./standardize.ts";
export { foldsOf, heldOut, holdOut, type Split } from "./sample.ts";
