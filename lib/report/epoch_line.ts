/**
 * An epoch as one plain line, for logs. Terminals get `progress_bar.ts`.
 *
 * @module
 */

import type { FiguresRecord } from "../mlp/mod.ts";
import type { Progress } from "../train/mod.ts";
import { duration, lossText, thousands } from "./_text.ts";

/** How progress is put into words. */
export interface EpochLineOptions {
  /** What the examples are: `images` where they are pictures. */
  readonly unit?: string | undefined;
}

/** The figures of a run under way, in words; what is not known is left out. */
export interface ProgressWords {
  /** `epoch 3/5` */
  readonly epoch: string;
  /** `loss 0.0312` */
  readonly loss: string;
  /** `accuracy 0.9641`; absent where answers are numbers. */
  readonly accuracy?: string;
  /** `validation 0.0712 0.9791`, loss and accuracy; absent where nothing is held out. */
  readonly validation?: string;
  /** `41,200 images/s`, over the run so far; absent without a clock. */
  readonly rate?: string;
  /** `12 s left`, or `in 4.2 s` at the end; absent without a clock. */
  readonly time?: string;
}

/**
 * Writes an epoch down as one line.
 *
 * @param progress Where the run is; usually at the end of an epoch.
 * @returns One line without a line end, such as
 *   `epoch 3/5  loss 0.0312  accuracy 0.9641  41,200 images/s  12 s left`.
 */
export function epochLine(
  progress: Progress,
  options: EpochLineOptions = {},
): string {
  const { epoch, loss, accuracy, validation, rate, time } = progressWords(
    progress,
    options,
  );
  const figures = [epoch, loss, accuracy, validation];
  const lines = [[...figures, rate, time], [...figures, time], figures]
    .map((parts) => parts.filter((part) => part !== undefined).join("  "));
  return lines.find((line) => line.length <= COLUMNS) ?? lines[2];
}

/** How long a line should be at most; speed and time are left out of one that is longer. */
const COLUMNS = 80;

/** Puts the figures of a run into words. */
export function progressWords(
  { epoch, epochs, examples, count, loss, accuracy, validation, elapsedMs }:
    Progress,
  { unit = "examples" }: EpochLineOptions = {},
): ProgressWords {
  const done = (epoch - 1) * count + examples;
  const left = epochs * count - done;
  const figures = {
    epoch: `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`,
    loss: `loss ${lossText(loss)}`,
    ...(accuracy !== undefined && { accuracy: accuracyText(accuracy) }),
    ...(validation && { validation: heldText(validation) }),
  };
  if (!(elapsedMs > 0) || done === 0) return figures;
  const perSecond = done / elapsedMs * 1000;
  return {
    ...figures,
    rate: `${rateText(perSecond)} ${unit}/s`,
    time: left === 0
      ? `in ${
        elapsedMs < 59_950
          ? `${(elapsedMs / 1000).toFixed(1)} s`
          : duration(elapsedMs)
      }`
      : `${duration(left / perSecond * 1000)} left`,
  };
}

/** Figures of what was held out: `validation loss 0.0712 accuracy 0.9791`. */
export function validationText({ loss, accuracy }: FiguresRecord): string {
  const right = accuracy === undefined ? "" : ` ${accuracyText(accuracy)}`;
  return `validation loss ${lossText(loss)}${right}`;
}

function heldText({ loss, accuracy }: FiguresRecord): string {
  const right = accuracy === undefined ? "" : ` ${shareText(accuracy)}`;
  return `validation ${lossText(loss)}${right}`;
}

function accuracyText(accuracy: number): string {
  return `accuracy ${shareText(accuracy)}`;
}

function shareText(share: number): string {
  return Number.isFinite(share) ? share.toFixed(4) : "-";
}

/** Three digits that count: more would only flicker. */
function rateText(perSecond: number): string {
  return perSecond < 100
    ? perSecond.toFixed(1)
    : thousands(Number(perSecond.toPrecision(3)));
}
