/**
 * The progress of the downloads of a data set, as one line that is redrawn.
 *
 * @module
 */

import type { DownloadProgress } from "../disk/mod.ts";
import { downloadLine } from "../report/mod.ts";
import { type LiveLine, width } from "./terminal.ts";

/** Shows how much of each file has been downloaded. */
export class DownloadDisplay {
  readonly #line: LiveLine;
  readonly #files = new Map<string, DownloadProgress>();
  #startedMs: number | undefined;

  /**
   * Creates a display that draws on `line`. Other displays may also draw on
   * `line`.
   */
  constructor(line: LiveLine) {
    this.#line = line;
  }

  /** Redraws the line after each downloaded chunk of bytes. */
  readonly progress = (progress: DownloadProgress): void => {
    this.#files.set(progress.file, progress);
    this.#startedMs ??= performance.now();
    const ms = performance.now() - this.#startedMs;
    this.#line.draw(() => {
      let received = 0, bytes = 0;
      for (const file of this.#files.values()) {
        received += Math.min(file.received, file.bytes);
        bytes += file.bytes;
      }
      return downloadLine({ received, bytes, ms }, width() - 1);
    });
  };
}
