/**
 * Work on several threads: a pool of workers, workers started from source text, and
 * a return to the event loop during long work.
 *
 * @module
 */

export { yieldToEventLoop } from "./event_loop.ts";
export { Pool, type Result, type Work } from "./pool.ts";
export { startWorker, type WorkerEvents } from "./start.ts";
