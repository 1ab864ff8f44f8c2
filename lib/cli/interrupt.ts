/**
 * Ctrl-C, SIGTERM and SIGHUP (a closed terminal): the first one asks a run to stop where it can go on, a
 * second one stops at once.
 *
 * @module
 */

/** So long a second signal is taken for the same: `deno task` sends one twice. */
const SAME_MS = 500;

/** A run that a person ended. */
export class Interruption extends Error {
  /** The name a stack trace shows. */
  override readonly name = "Interruption";
}

/** Signals, heard from the time this is made until it is disposed of. */
export class Interrupts implements Disposable {
  readonly #controller = new AbortController();
  readonly #names: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  #first: number | undefined;

  /** Begins to listen. */
  constructor() {
    for (const name of this.#names) {
      Deno.addSignalListener(name, this.#listener);
    }
  }

  /** Aborted by the first of them. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #listener = (): void => {
    const now = performance.now();
    if (this.#first !== undefined && now - this.#first >= SAME_MS) {
      Deno.exit(130);
    }
    this.#first ??= now;
    this.#controller.abort(new Interruption("interrupted: nothing was saved"));
  };

  /** Ends the listening. */
  [Symbol.dispose](): void {
    for (const name of this.#names) {
      Deno.removeSignalListener(name, this.#listener);
    }
  }
}
