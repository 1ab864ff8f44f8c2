/**
 * A pool of workers for work that is split into numbered pieces. The result of
 * a piece of work must not depend on the thread that runs the piece. Therefore
 * the pool can run a piece on any thread, even on two threads.
 *
 * The calling thread also runs pieces of the work. The calling thread runs
 * pieces that were not sent to a worker and, at the end, pieces that no worker
 * has answered yet. Only the first answer for a piece is used. Therefore the
 * work finishes even if all workers fail. A worker that does not start gets no
 * requests, and the pool does not wait for a worker that failed or was
 * terminated.
 *
 * @module
 */

import { yieldToEventLoop } from "./event_loop.ts";
import { startWorker } from "./start.ts";

/** Work that is split into pieces. The pieces are numbered from 0. */
export interface Work<Request, Answer> {
  /** The number of pieces. */
  readonly count: number;
  /**
   * Returns the message that asks a worker to run a piece, and the objects that
   * are transferred to the worker, not copied.
   */
  readonly request: (
    piece: number,
  ) => readonly [message: Request, transfer?: Transferable[]];
  /**
   * Runs a piece on the calling thread. The signal is aborted if a worker answers
   * the piece first.
   */
  readonly run: (
    piece: number,
    signal: AbortSignal,
  ) => Answer | Promise<Answer>;
}

/** The answer of a finished piece of work. */
export interface Result<Answer> {
  /** The number of the piece. */
  readonly piece: number;
  /** The value that a worker or the calling thread computed for the piece. */
  readonly answer: Answer;
}

/** Options of a pool of workers. */
export interface PoolOptions {
  /**
   * The largest number of requests to a worker that the worker has not answered
   * yet (default: 1). With a queue of 2 requests, a worker can start the next
   * piece while the calling thread is busy.
   */
  readonly queue?: number | undefined;
}

/** A worker of a pool. */
interface Member {
  readonly worker: Worker;
  isReady: boolean;
  /** The requests that the worker has not answered. The keys are the ids of the requests. */
  readonly sent: Map<number, { readonly job: object; readonly piece: number }>;
}

/**
 * A message from a worker: `ready` after the start of the worker, `failed`
 * after an error, or an answer.
 */
type Message<Answer> =
  | "ready"
  | "failed"
  | { readonly id: number; readonly answer: Answer };

/** The source text of a worker that answers requests one after another. */
function programOf(body: string): string {
  return `
const start = async () => {
${body}
};
const failed = () => postMessage("failed");
start().then((answerOf) => {
  let last = Promise.resolve();
  globalThis.onmessageerror = failed; // some JavaScript runtimes do not have this event
  onmessage = ({ data: [id, request] }) => {
    last = last.then(() => answerOf(request)).then(([answer, transfer = []]) =>
      postMessage({ id, answer }, transfer)
    ).catch(failed);
  };
  postMessage("ready");
}).catch(failed);`;
}

/** A pool of workers that answer requests. */
export class Pool<Request, Answer> {
  readonly #members = new Set<Member>();
  readonly #queue: number;
  #requests = 0; // the number of requests sent so far, which is the id of the next request
  #job: Job<Request, Answer> | undefined;

  /**
   * Starts the workers. The workers run until `close` is called.
   *
   * @param body The worker's program: the source text of the body of an async
   *   function without parameters. The async function must return a second
   *   function, which takes a request and returns `[answer, transfer?]` or a
   *   promise of this array.
   * @param count The number of workers, besides the calling thread.
   */
  constructor(body: string, count: number, { queue = 1 }: PoolOptions = {}) {
    this.#queue = queue;
    for (let n = 0; n < count; n++) this.#start(programOf(body));
  }

  /** The number of workers that have not failed. */
  get size(): number {
    return this.#members.size;
  }

  /**
   * Begins new work. The workers get no more pieces of earlier work: a worker
   * finishes the pieces that it already has, and then runs pieces of the new
   * work. The calling thread begins to run pieces when the first result is
   * requested.
   *
   * @returns An iterator that yields the result of each piece exactly once, in
   *   any order. If `work.run` throws an error, the iterator throws this error.
   */
  begin(
    work: Work<Request, Answer>,
  ): AsyncGenerator<Result<Answer>, void, undefined> {
    const job = this.#job = new Job(work);
    for (const member of this.#members) this.#send(member);
    return results(job);
  }

  /**
   * Terminates all workers immediately. Unfinished work continues on the
   * calling thread.
   */
  close(): void {
    for (const member of this.#members) this.#drop(member);
  }

  #start(program: string): void {
    const worker = startWorker(program, {
      message: (data) => this.#receive(member, data as Message<Answer>),
      failure: () => this.#drop(member),
    });
    if (!worker) return;
    const member: Member = { worker, isReady: false, sent: new Map() };
    this.#members.add(member);
  }

  #receive(member: Member, message: Message<Answer>): void {
    if (!this.#members.has(member)) return; // the worker was removed from the pool
    if (message === "failed") return this.#drop(member);
    if (message === "ready") member.isReady = true;
    else {
      const { job, piece } = member.sent.get(message.id)!;
      member.sent.delete(message.id);
      if (job === this.#job) this.#job.add(piece, message.answer);
    }
    this.#send(member);
  }

  /**
   * Sends the next pieces to a worker, until the worker has as many unanswered
   * requests as the option `queue` allows.
   */
  #send(member: Member): void {
    const job = this.#job;
    if (!job || !member.isReady) return;
    while (member.sent.size < this.#queue && job.next < job.work.count) {
      const piece = job.next++, id = this.#requests++;
      try {
        const [request, transfer = []] = job.work.request(piece);
        member.worker.postMessage([id, request], transfer);
        member.sent.set(id, { job, piece });
      } catch {
        /* the request cannot be sent: the calling thread runs the piece later */
      }
    }
  }

  /** Terminates a worker and removes it from the pool. */
  #drop(member: Member): void {
    this.#members.delete(member);
    member.worker.terminate();
  }
}

/** The state of unfinished work. */
class Job<Request, Answer> {
  /** The number of the first piece that is not assigned to a thread. */
  next = 0;
  /** Results that have not been read yet. */
  readonly results: Result<Answer>[] = [];
  readonly #answered = new Set<number>();
  #wake = () => {};

  constructor(readonly work: Work<Request, Answer>) {}

  /** Adds the answer of a piece, unless the piece has an answer already. */
  add(piece: number, answer: Answer): void {
    if (this.#answered.has(piece)) return;
    this.#answered.add(piece);
    this.results.push({ piece, answer });
    this.#wake();
  }

  /** Resolves when the next result is added. */
  added(): Promise<void> {
    return new Promise((resolve) => this.#wake = resolve);
  }

  /** The piece that the calling thread runs next. At least one piece must be unanswered. */
  pick(): number {
    if (this.next < this.work.count) return this.next++;
    let piece = this.work.count - 1; // the last piece that was sent to a worker
    while (this.#answered.has(piece)) piece--;
    return piece;
  }
}

/** Yields results, and runs pieces on the calling thread while no result is available. */
async function* results<Request, Answer>(
  job: Job<Request, Answer>,
): AsyncGenerator<Result<Answer>, void, undefined> {
  const { count, run } = job.work;
  let local: LocalRun | undefined;
  try {
    for (let read = 0; read < count;) {
      const result = job.results.shift();
      if (result) {
        if (result.piece === local?.piece) {
          await local.stop(); // the local run has ended, or a worker was faster
          local = undefined;
        }
        read++;
        yield result;
      } else if (local) await Promise.race([local.ended, job.added()]);
      else {
        await yieldToEventLoop(); // the messages of workers are handled first
        if (job.results.length > 0) continue;
        const piece = job.pick();
        local = new LocalRun(
          piece,
          async (signal) => job.add(piece, await run(piece, signal)),
        );
      }
    }
  } finally {
    job.next = count; // from now on, workers get no pieces of this work
    await local?.stop();
  }
}

/** A piece of work that runs on the calling thread. */
class LocalRun {
  /** A promise that settles when the piece has ended or failed. */
  readonly ended: Promise<void>;
  readonly #controller = new AbortController();

  constructor(
    readonly piece: number,
    run: (signal: AbortSignal) => Promise<void>,
  ) {
    this.ended = run(this.#controller.signal);
    this.ended.catch(() => {}); // the code that awaits `ended` gets the error
  }

  /** Aborts the piece, and waits until it has ended. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await this.ended.catch(() => {});
  }
}
