/**
 * The progress of a sweep. A terminal shows one line, which is redrawn. If
 * stderr is not a terminal, progress is printed as separate lines.
 *
 * @module
 */

import { metricText, type SweepRow } from "../report/mod.ts";
import { thousands } from "../spec/mod.ts";
import type { SweepFolder } from "./sweep_folder.ts";
import { LiveLine, say } from "./terminal.ts";

/** The largest number of progress lines in a log. */
const MOST_LINES = 50;

/** Shows the progress of a sweep. */
export class SweepDisplay {
  readonly #line = new LiveLine();
  readonly #metric: "validationLoss" | "validationAccuracy";
  readonly #count: number;
  readonly #whole: number;
  readonly #before: number;
  readonly #isLive = Deno.stderr.isTerminal();
  readonly #isQuiet: boolean;
  readonly #startMs = performance.now();
  #done = 0;
  #best: SweepRow | undefined;

  /**
   * Prints the number of trials, if `quiet` is false.
   *
   * @param sweep The folder of the sweep.
   * @param about.count The number of trials to train.
   * @param about.before The trials that are already finished.
   * @param about.quiet Whether to print nothing.
   */
  constructor(
    { trials }: SweepFolder,
    { count, before, quiet }: {
      readonly count: number;
      readonly before: readonly SweepRow[];
      readonly quiet: boolean;
    },
  ) {
    this.#metric = trials.spec.sweep!.metric;
    this.#whole = trials.count;
    this.#count = count;
    this.#before = before.length;
    this.#isQuiet = quiet;
    before.forEach((row) => this.#see(row));
    if (quiet) return;
    const were = before.length > 0
      ? `, ${thousands(before.length)} finished`
      : "";
    say(
      `${thousands(trials.count)} trials${were}, ${thousands(count)} to train`,
    );
  }

  /** Shows that a trial is finished. */
  finished(row: SweepRow): void {
    this.#done++;
    this.#see(row);
    if (this.#isQuiet) return;
    if (this.#isLive) this.#line.draw(() => this.#words());
    else if (this.#isTold) {
      say(`trial ${row.index}: ${this.#figure(row)}; ${this.#words()}`);
    }
  }

  /** Erases the progress line before other output. */
  clear(): void {
    this.#line.clear();
  }

  get #isTold(): boolean {
    const every = Math.ceil(this.#count / MOST_LINES);
    return this.#done % every === 0 || this.#done === this.#count;
  }

  #see(row: SweepRow): void {
    const figure = this.#value(row),
      best = this.#best && this.#value(this.#best);
    if (figure === undefined) return;
    const isBetter = best === undefined ||
      (this.#metric === "validationLoss" ? figure < best : figure > best);
    if (isBetter) this.#best = row;
  }

  #value({ loss, accuracy }: SweepRow): number | undefined {
    return this.#metric === "validationLoss" ? loss : accuracy;
  }

  #figure(row: SweepRow): string {
    return metricText(this.#metric, this.#value(row));
  }

  #words(): string {
    const elapsed = performance.now() - this.#startMs;
    const seconds = elapsed / this.#done * (this.#count - this.#done) / 1000;
    const best = this.#best
      ? `, best ${this.#figure(this.#best)} in trial ${this.#best.index}`
      : "";
    const finished = `${this.#before + this.#done} of ${this.#whole} trials`;
    return this.#done === this.#count
      ? `${finished}${best}, in ${(elapsed / 1000).toFixed(1)} s`
      : `${finished}${best}, ${durationText(seconds)} left`;
  }
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.ceil(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
