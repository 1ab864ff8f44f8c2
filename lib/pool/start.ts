/**
 * Starts a worker from the source text of its program, without reading a file.
 * A worker that is started from source text works in the same way in Deno
 * without permissions, in a bundle and in a web page.
 *
 * @module
 */

/** The callbacks for a worker's messages and failures. */
export interface WorkerEvents {
  /** Called after the worker posted a message. */
  readonly message: (data: unknown) => void;
  /**
   * Called if the worker could not start, or ended with an error that it did
   * not catch.
   */
  readonly failure: () => void;
}

/**
 * Starts a worker. If a running worker is terminated, for example for lack of
 * memory, some JavaScript runtimes call neither `message` nor `failure`.
 *
 * @param program The source text of a JavaScript module.
 * @returns The worker; undefined if workers are not available. Node.js has no
 *   global `Worker`, and the security policy of a web page can forbid workers.
 */
export function startWorker(
  program: string,
  { message, failure }: WorkerEvents,
): Worker | undefined {
  // a blob: URL has the page's origin, so its module may import the page's modules
  const url = URL.createObjectURL(
    new Blob([program], { type: "text/javascript" }),
  );
  const release = () => URL.revokeObjectURL(url);
  try {
    const worker = new Worker(url, { type: "module" });
    worker.onmessage = ({ data }) => {
      release();
      message(data);
    };
    worker.onerror = (event) => {
      event.preventDefault(); // without this call, Deno ends the whole program
      release();
      failure();
    };
    worker.onmessageerror = failure; // the worker's message could not be decoded
    return worker;
  } catch {
    release();
    return undefined;
  }
}
