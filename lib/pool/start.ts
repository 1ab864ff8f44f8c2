/**
 * Starts a worker from the text of its program, so that no file has to be found
 * or read. This works the same in Deno without permissions, in a bundle and in a
 * web page.
 *
 * @module
 */

/** What is called when a worker reports something. */
export interface WorkerEvents {
  /** The worker posted a message. */
  readonly message: (data: unknown) => void;
  /** The worker could not start, or ended with an error that it did not catch. */
  readonly failure: () => void;
}

/**
 * Starts a worker. If a worker is terminated from outside, or by a lack of
 * memory, the host may not report it: then neither callback is called.
 *
 * @param program The text of a JavaScript module.
 * @returns The worker, or nothing if there can be none: Node.js has no global
 *   `Worker`, and a page's security policy can forbid workers.
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
      event.preventDefault(); // otherwise Deno ends the whole program
      release();
      failure();
    };
    worker.onmessageerror = failure; // a message that could not be decoded
    return worker;
  } catch {
    release();
    return undefined;
  }
}
