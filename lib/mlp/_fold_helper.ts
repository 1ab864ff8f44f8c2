/**
 * A worker that takes folds over, where there can be one.
 *
 * @module
 */

import type { FoldFigures } from "./record.ts";
import type { FoldMeans, FoldWork } from "./_fold.ts";

/** A worker that does one fold at a time. */
export class FoldHelper {
  readonly #worker: Worker | undefined;

  /** Starts it; where it cannot start it never helps. */
  constructor() {
    try {
      const url = new URL("./_fold_worker.ts", import.meta.url);
      this.#worker = new Worker(url, { type: "module" });
    } catch {
      this.#worker = undefined; // not here, or not allowed
    }
  }

  /**
   * Does a fold.
   *
   * @returns Nothing where it could not: then it is to be done without help.
   * @throws The signal's reason, when it is aborted.
   */
  async learn(
    work: FoldWork,
    { engine, signal }: FoldMeans,
  ): Promise<FoldFigures | undefined> {
    signal?.throwIfAborted();
    const worker = this.#worker;
    if (!worker) return undefined;
    const { promise, resolve, reject } = Promise.withResolvers<
      FoldFigures | undefined
    >();
    const stop = () => reject(signal!.reason);
    signal?.addEventListener("abort", stop);
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(undefined);
    };
    try {
      worker.postMessage({ work, engine: engine.name });
      return await promise;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Ends it, whatever it is doing. */
  close(): void {
    this.#worker?.terminate();
  }
}
