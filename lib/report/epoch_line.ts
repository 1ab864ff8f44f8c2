/**
 * An epoch as one line of a log. A terminal shows the bar of `progress_bar.ts`
 * instead.
 *
 * @module
 */

import type { FiguresRecord } from "../mlp/mod.ts";
import type { Progress } from "../train/mod.ts";
import { duration, lossText, thousands } from "./_text.ts";

/** Options of the line. */
export interface EpochLineOptions {
  /** The word for examples, such as `images` (by default, `examples`). */
  readonly unit?: string | undefined;
}

/** The metrics of an epoch as text. A metric is absent if its value is not known. */
export interface ProgressWords {
  /** `epoch 3/5` */
  readonly epoch: string;
  /** `loss 0.0312` */
  readonly loss: string;
  /** The accuracy, such as `accuracy 0.9641`; absent for a regression. */
  readonly accuracy?: string;
  /**
   * The validation loss and accuracy, such as `validation 0.0712 0.9791`;
   * absent without validation.
   */
  readonly validation?: string;
  /**
   * The mean speed since the start of the run, such as `41,200 images/s`;
   * absent if the elapsed time is not known.
   */
  readonly rate?: string;
  /**
   * The remaining time, such as `12 s left`; at the end, the total time, such
   * as `in 4.2 s`; absent if the elapsed time is not known.
   */
  readonly time?: string;
}

/**
 * Writes an epoch as one line.
 *
 * @param progress The progress of the run, usually at the end of an epoch.
 * @returns One line, such as
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

/**
 * The largest number of columns of a line. A line that would have more columns
 * is written without the speed and, if necessary, without the time.
 */
const COLUMNS = 80;

/** Writes the metrics of an epoch as text. */
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

/**
 * The metrics of the validation examples, such as
 * `validation loss 0.0712 accuracy 0.9791`.
 */
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

/** A rate with three significant digits. */
function rateText(perSecond: number): string {
  return perSecond < 100
    ? perSecond.toFixed(1)
    : thousands(Number(perSecond.toPrecision(3)));
}
