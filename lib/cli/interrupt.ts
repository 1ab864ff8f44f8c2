/**
 * Handling of Ctrl-C, SIGTERM and SIGHUP (a closed terminal). The first signal
 * asks a run to save and stop. The second signal stops the run immediately.
 *
 * @module
 */

/**
 * Two signals within this time, in milliseconds, count as one signal, because
 * `deno task` sends each signal twice.
 */
const SAME_MS = 500;

/** The error for a run that the user interrupted. */
export class Interruption extends Error {
  /** The name of the error class, shown in stack traces. */
  override readonly name = "Interruption";
}

/** Listens for signals until the object is disposed of. */
export class Interrupts implements Disposable {
  readonly #controller = new AbortController();
  readonly #names: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  #first: number | undefined;

  /** Starts listening. */
  constructor() {
    for (const name of this.#names) {
      Deno.addSignalListener(name, this.#listener);
    }
  }

  /** An abort signal that fires at the first interruption. */
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

  /** Stops listening. */
  [Symbol.dispose](): void {
    for (const name of this.#names) {
      Deno.removeSignalListener(name, this.#listener);
    }
  }
}
