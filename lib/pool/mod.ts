/**
 * Work on several threads: a pool of workers, workers that are started from
 * source text, and a function that lets the event loop run during a long
 * computation.
 *
 * @module
 */

export { yieldToEventLoop } from "./event_loop.ts";
export { Pool, type Result, type Work } from "./pool.ts";
export { startWorker, type WorkerEvents } from "./start.ts";
