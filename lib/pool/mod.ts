/**
 * Work on several threads: starting a worker from the text of its program, a
 * pool of such workers, and returning to the event loop in long work.
 *
 * @module
 */

export { yieldToEventLoop } from "./event_loop.ts";
export { Pool, type Result, type Work } from "./pool.ts";
export { startWorker, type WorkerEvents } from "./start.ts";
