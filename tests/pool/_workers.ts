/**
 * Replacing the global `Worker`, to observe, terminate or forbid workers.
 *
 * @module
 */

/** A worker, with its messages so far. */
export interface Watched {
  readonly worker: Worker;
  /** The number of messages it was sent. */
  sent: number;
  /** The messages it posted. */
  readonly posted: unknown[];
  /** Whether it was terminated. */
  isEnded: boolean;
}

/** Settings for `watching()`. */
export interface Watch {
  /** Called after a worker was sent a message, with the number of the message. */
  readonly onSent?: (one: Watched, message: number) => void;
  /** Replaces `Worker`; undefined for a host without workers. */
  readonly instead?: unknown;
}

/** Runs a function, observing the workers that it starts. */
export async function watching<T>(
  work: (all: readonly Watched[]) => Promise<T>,
  watch: Watch = {},
): Promise<T> {
  const Plain = globalThis.Worker, all: Watched[] = [];
  class WatchedWorker extends Plain {
    readonly #one: Watched = {
      ...{ worker: this, sent: 0, posted: [], isEnded: false },
    };

    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener(
        "message",
        ({ data }) => this.#one.posted.push(data),
      );
      all.push(this.#one);
    }

    override postMessage(message: unknown, more: unknown = []): void {
      super.postMessage(message, more as Transferable[]);
      this.#one.sent++;
      watch.onSent?.(this.#one, this.#one.sent);
    }

    override terminate(): void {
      super.terminate();
      this.#one.isEnded = true;
    }
  }
  const instead = "instead" in watch ? watch.instead : WatchedWorker;
  globalThis.Worker = instead as typeof Worker;
  try {
    return await within(work(all));
  } finally {
    globalThis.Worker = Plain;
  }
}

/** Awaits a promise, for a limited time, so that a hang fails. */
export async function within<T>(work: Promise<T>, ms = 300_000): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`must end within ${ms} ms: still running`)),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for a condition, for a limited time. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries === 12_000) {
      throw new Error("the condition must hold within 60 s");
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
