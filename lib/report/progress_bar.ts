/**
 * The progress of a run as one line of a terminal, drawn again and again. A log
 * gets the lines of `epoch_line.ts` instead.
 *
 * @module
 */

import { clip, widthOf } from "./_text.ts";
import type { Progress } from "../train/mod.ts";
import { type EpochLineOptions, progressWords } from "./epoch_line.ts";

/** Options of the bar. */
export interface ProgressBarOptions extends EpochLineOptions {
  /** Whether to use ANSI colors. */
  readonly color?: boolean | undefined;
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const green = "38;5;78";
const trough = "48;5;238";

/**
 * Draws a bar for the whole run, and the metrics that fit beside the bar.
 *
 * @param progress The progress of the run.
 * @param width The largest number of columns. Pass one column less than the terminal has:
 *   some terminals move to the next line when the last column is filled.
 * @returns One line, at most `width` columns.
 */
export function progressBar(
  progress: Progress,
  width: number,
  { color = false, ...options }: ProgressBarOptions = {},
): string {
  const { epoch, epochs, examples, count } = progress;
  const words = progressWords(progress, options);
  const share = count === 0
    ? 0
    : Math.min(1, ((epoch - 1) * count + examples) / (epochs * count));
  const cells = Math.max(8, Math.min(24, Math.floor(width / 8)));
  const room = width - widthOf(words.epoch) - 2 - cells - (color ? 0 : 2);
  if (room < 0) return clip(words.epoch, width);

  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  const wanted = [words.time, words.loss, words.accuracy, words.rate, percent]
    .filter((part) => part !== undefined);
  const kept = new Set<string>();
  let left = room;
  for (const part of wanted) { // the most important part first
    const taken = widthOf(part) + 2;
    if (taken > left) break;
    kept.add(part);
    left -= taken;
  }
  const shown = [percent, words.loss, words.accuracy, words.rate, words.time]
    .filter((part) => part !== undefined && kept.has(part));
  return [words.epoch, bar(share, cells, color), ...shown].join("  ");
}

/** A bar of `cells` characters. The filled part has a precision of an eighth of a character. */
function bar(share: number, cells: number, color: boolean): string {
  const filled = Math.floor(share * cells * 8);
  const ink = "█".repeat(Math.floor(filled / 8)) + eighths[filled % 8];
  const whole = ink.padEnd(cells);
  return color ? `\x1b[${green};${trough}m${whole}\x1b[0m` : `▕${whole}▏`;
}
