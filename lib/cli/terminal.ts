/**
 * The terminal: results go to stdout, narration to stderr.
 *
 * @module
 */

import { epochLine, progressBar } from "../report/mod.ts";
import type { Progress } from "../train/mod.ts";
import { environment } from "./paths.ts";
import { safe } from "./safe.ts";

/** How often a bar is drawn again, in milliseconds. */
const REDRAWN_MS = 100;

/** Whether a stream takes colours. */
export function hasColor(stream: { isTerminal(): boolean }): boolean {
  return stream.isTerminal() && !environment("NO_COLOR");
}

/** How a report is drawn on stdout: in color and with images on a terminal alone. */
export function look(): {
  readonly color: boolean;
  readonly width: number;
  readonly images: boolean;
} {
  const images = Deno.stdout.isTerminal();
  return { color: hasColor(Deno.stdout), width: width(), images };
}

/** How many columns there are to draw in. */
export function width(): number {
  try {
    const { columns } = Deno.consoleSize(); // 0 where nobody set a size
    return Math.min(Math.max(columns || 80, 20), 120);
  } catch {
    return 80; // no terminal
  }
}

/**
 * Writes a line of progress to stderr. One that cannot be written, because the
 * disk is full or the terminal is closed, is dropped: no run ends for that.
 */
export function say(line: string): void {
  write(`${safe(line)}\n`);
}

/** A line that is drawn over itself: nothing at all where stderr is a log. */
export class LiveLine {
  readonly #live = Deno.stderr.isTerminal();
  #drawnMs = -Infinity;

  /** Draws the line anew, if the last time is long enough ago. */
  draw(line: () => string): void {
    if (!this.#live || performance.now() - this.#drawnMs < REDRAWN_MS) return;
    this.#drawnMs = performance.now();
    write(`\r\x1b[K${line()}`);
  }

  /** Takes the line away, for a lasting one to stand there. */
  clear(): void {
    if (this.#live && this.#drawnMs > -Infinity) write("\r\x1b[K");
    this.#drawnMs = -Infinity;
  }
}

/** Shows epochs: a bar for the one under way, and a line for each that is over. */
export class EpochDisplay {
  readonly #line = new LiveLine();
  readonly #every: number;

  readonly #color = hasColor(Deno.stderr);

  /** Many epochs show only every so many, so that a log stays readable. */
  constructor(
    epochs: number,
    readonly unit: string,
    readonly quiet: boolean,
  ) {
    this.#every = Math.ceil(epochs / 50);
  }

  /** After a chunk. */
  progress(progress: Progress): void {
    if (this.quiet) return;
    this.#line.draw(() =>
      progressBar(progress, width() - 1, { // a full line would wrap
        unit: this.unit,
        color: this.#color,
      })
    );
  }

  /** After an epoch. */
  epoch(progress: Progress): void {
    const { epoch, epochs } = progress;
    if (this.quiet || epoch % this.#every !== 0 && epoch !== epochs) return;
    this.#line.clear();
    say(epochLine(progress, { unit: this.unit }));
  }

  /** Before anything else is said. */
  clear(): void {
    this.#line.clear();
  }
}

/** Writes to stderr what can be written. */
function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) {
      at += Deno.stderr.writeSync(bytes.subarray(at));
    }
  } catch {
    // no space left, broken pipe, closed terminal
  }
}
