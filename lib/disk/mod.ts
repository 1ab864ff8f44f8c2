/**
 * Files, downloads and run folders. Only this module and `cli/` use `Deno`.
 *
 * @module
 */

export type { DownloadOptions, DownloadProgress } from "./download.ts";
export { type Attempt, DownloadError } from "./download_error.ts";
export { checkFiles, fetchFiles, type Holding } from "./holdings.ts";
export { loadDataset, type LoadOptions, loadScored } from "./load_dataset.ts";
export { HostError } from "./host.ts";
export type { Timeouts } from "./mirror.ts";
export type { PlaceOptions } from "./places.ts";
export {
  fileFault,
  mustBePlain,
  readFile,
  SaveError,
  writeWhole,
} from "./files.ts";
export { isWithin, readSpecPath, type SpecFolders } from "./spec_path.ts";
export { lookAtFolder } from "./load_dataset.ts";
export { loadModel, saveModel } from "./model.ts";
export { removeParts } from "./parts.ts";
export { findRecord, readRecord } from "./record.ts";
export { RunFolder } from "./run_folder.ts";
export { isHeld, readLog } from "./run_log.ts";
export { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
