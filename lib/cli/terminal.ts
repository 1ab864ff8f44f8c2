/**
 * Output to the terminal: results go to stdout, messages and progress to
 * stderr.
 *
 * @module
 */

import { epochLine, progressBar } from "../report/mod.ts";
import type { Progress } from "../train/mod.ts";
import { environment } from "./paths.ts";
import { safe } from "./safe.ts";

/** The interval between two redraws of a progress bar, in milliseconds. */
const REDRAWN_MS = 100;

/** Whether a stream shows colors. */
export function hasColor(stream: { isTerminal(): boolean }): boolean {
  return stream.isTerminal() && !environment("NO_COLOR");
}

/**
 * The display options of reports on stdout: colors and images are drawn only on a
 * terminal.
 */
export function look(): {
  readonly color: boolean;
  readonly width: number;
  readonly images: boolean;
} {
  const images = Deno.stdout.isTerminal();
  return { color: hasColor(Deno.stdout), width: width(), images };
}

/** The number of columns of the terminal. */
export function width(): number {
  try {
    const { columns } = Deno.consoleSize(); // the number is 0 if the size is not known
    return Math.min(Math.max(columns || 80, 20), 120);
  } catch {
    return 80; // the output is not a terminal
  }
}

/**
 * Writes a line to stderr. If the line cannot be written, for example because
 * the terminal is closed, the error is ignored, so that the run does not fail.
 */
export function say(line: string): void {
  write(`${safe(line)}\n`);
}

/**
 * A line that is redrawn in place. Nothing is drawn if stderr is not a
 * terminal.
 */
export class LiveLine {
  readonly #live = Deno.stderr.isTerminal();
  #drawnMs = -Infinity;

  /** Redraws the line, at most once in 100 ms. */
  draw(line: () => string): void {
    if (!this.#live || performance.now() - this.#drawnMs < REDRAWN_MS) return;
    this.#drawnMs = performance.now();
    write(`\r\x1b[K${line()}`);
  }

  /** Erases the line. */
  clear(): void {
    if (this.#live && this.#drawnMs > -Infinity) write("\r\x1b[K");
    this.#drawnMs = -Infinity;
  }
}

/**
 * Shows the training progress: a bar for the whole run, and a line for each completed
 * epoch.
 */
export class EpochDisplay {
  readonly #line = new LiveLine();
  readonly #every: number;

  readonly #color = hasColor(Deno.stderr);

  /**
   * With more than 50 epochs, only some epochs get a line, at equal intervals,
   * so that a log stays short.
   */
  constructor(
    epochs: number,
    readonly unit: string,
    readonly quiet: boolean,
  ) {
    this.#every = Math.ceil(epochs / 50);
  }

  /** Redraws the progress bar. */
  progress(progress: Progress): void {
    if (this.quiet) return;
    this.#line.draw(() =>
      progressBar(progress, width() - 1, { // a line of the full width would wrap
        unit: this.unit,
        color: this.#color,
      })
    );
  }

  /** Prints the line of a completed epoch. */
  epoch(progress: Progress): void {
    const { epoch, epochs } = progress;
    if (this.quiet || epoch % this.#every !== 0 && epoch !== epochs) return;
    this.#line.clear();
    say(epochLine(progress, { unit: this.unit }));
  }

  /** Erases the progress bar before other output. */
  clear(): void {
    this.#line.clear();
  }
}

/** Writes to stderr, and ignores errors. */
function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) {
      at += Deno.stderr.writeSync(bytes.subarray(at));
    }
  } catch {
    // the disk is full, the pipe is broken or the terminal is closed
  }
}
