/**
 * A download under way as one line of a terminal.
 *
 * @module
 */

import { clip, duration } from "./_text.ts";

/** How far a download is. */
export interface DownloadState {
  /** Bytes that have come. */
  readonly received: number;
  /** Bytes in all. */
  readonly bytes: number;
  /** Milliseconds since the first of them. */
  readonly ms: number;
}

/**
 * Bytes, share, rate and time left, as many of them as there is room for.
 *
 * @returns One line without a line end, at most `width` columns.
 */
export function downloadLine(
  { received, bytes, ms }: DownloadState,
  width = 80,
): string {
  const come = Math.min(received, bytes);
  const share = bytes === 0 ? 0 : Math.floor(100 * come / bytes);
  const words = [
    `fetching ${megabytes(come)} of ${megabytes(bytes)} MB`,
    `${share}%`.padStart(4),
  ];
  if (ms >= 500 && come > 0) { // before that a rate is a guess
    const rate = received / ms; // bytes a millisecond
    words.push(
      `${megabytes(1000 * rate)} MB/s`,
      `${duration((bytes - come) / rate)} left`,
    );
  }
  return clip(words.join("  "), width);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
