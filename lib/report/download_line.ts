/**
 * The progress of a download, as one line of a terminal.
 *
 * @module
 */

import { clip, duration } from "./_text.ts";

/** The progress of a download. */
export interface DownloadState {
  /** The bytes received. */
  readonly received: number;
  /** The size of the file in bytes. */
  readonly bytes: number;
  /** Milliseconds since the first byte. */
  readonly ms: number;
}

/**
 * Writes the progress as text: the number of received megabytes, the
 * percentage, the rate and the remaining time. Text that does not fit the width
 * is cut off.
 *
 * @returns One line, at most `width` columns.
 */
export function downloadLine(
  { received, bytes, ms }: DownloadState,
  width = 80,
): string {
  const done = Math.min(received, bytes);
  const share = bytes === 0 ? 0 : Math.floor(100 * done / bytes);
  const words = [
    `downloading ${megabytes(done)} of ${megabytes(bytes)} MB`,
    `${share}%`.padStart(4),
  ];
  if (ms >= 500 && done > 0) { // in the first 0.5 s, the rate is not reliable
    const rate = received / ms; // bytes per millisecond
    words.push(
      `${megabytes(1000 * rate)} MB/s`,
      `${duration((bytes - done) / rate)} left`,
    );
  }
  return clip(words.join("  "), width);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
