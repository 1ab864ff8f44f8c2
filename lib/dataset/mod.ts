/**
 * Data sets, from files and servers into memory.
 *
 * @module
 */

export { DatasetError } from "./dataset_error.ts";
export {
  type Attempt,
  DownloadError,
  type DownloadOptions,
  type DownloadProgress,
} from "./download.ts";
export type { Dataset, Examples } from "./examples.ts";
export { decodeIdx, type Idx, IdxError, type IdxOptions } from "./idx.ts";
export { type DatasetSpec, loadDataset, type LoadOptions } from "./load.ts";
export type { Timeouts } from "./mirror.ts";
