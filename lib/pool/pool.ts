/**
 * A pool of workers for work that is split into numbered pieces. A piece has the
 * same answer on every thread, so the pool may run it anywhere, even twice.
 *
 * The calling thread works too. It runs pieces that no worker has, and at the end
 * those that no worker has answered yet; the first answer counts. So the work is
 * always finished: a worker that does not start is sent nothing, and nothing waits
 * for a worker that failed, or died without an error event, as terminated ones do.
 *
 * @module
 */

import { yieldToEventLoop } from "./event_loop.ts";
import { startWorker } from "./start.ts";

/** Work in pieces, numbered from 0. */
export interface Work<Request, Answer> {
  /** The number of pieces. */
  readonly count: number;
  /** The message that asks a worker to run a piece, and what in it to transfer. */
  readonly request: (
    piece: number,
  ) => readonly [message: Request, transfer?: Transferable[]];
  /** Runs a piece on the calling thread. Aborted if a worker answers it first. */
  readonly run: (
    piece: number,
    signal: AbortSignal,
  ) => Answer | Promise<Answer>;
}

/** A finished piece. */
export interface Result<Answer> {
  /** Its number. */
  readonly piece: number;
  /** Its answer. */
  readonly answer: Answer;
}

/** Options of a pool. */
export interface PoolOptions {
  /**
   * How many requests a worker holds at a time (default: 1). With 2, it goes on to
   * the next piece even while the calling thread is busy.
   */
  readonly queue?: number | undefined;
}

/** A worker of a pool. */
interface Member {
  readonly worker: Worker;
  isReady: boolean;
  /** The requests it has not answered, by their ids. */
  readonly sent: Map<number, { readonly job: object; readonly piece: number }>;
}

/** What a worker posts: it has started, it has failed, or an answer. */
type Message<Answer> =
  | "ready"
  | "failed"
  | { readonly id: number; readonly answer: Answer };

/** The program of a worker that answers requests, one after another. */
function programOf(body: string): string {
  return `
const start = async () => {
${body}
};
const failed = () => postMessage("failed");
start().then((answerOf) => {
  let last = Promise.resolve();
  globalThis.onmessageerror = failed; // not declared in every host
  onmessage = ({ data: [id, request] }) => {
    last = last.then(() => answerOf(request)).then(([answer, transfer = []]) =>
      postMessage({ id, answer }, transfer)
    ).catch(failed);
  };
  postMessage("ready");
}).catch(failed);`;
}

/** Workers that answer requests. */
export class Pool<Request, Answer> {
  readonly #members = new Set<Member>();
  readonly #queue: number;
  #requests = 0; // the number sent so far, for ids
  #job: Job<Request, Answer> | undefined;

  /**
   * Starts the workers. `close` must be called to end them.
   *
   * @param body The worker's program, as the text of the body of an async function
   *   without parameters. It returns the function that answers a request with
   *   `[answer, transfer?]`, or a promise of that.
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
   * Begins work, and abandons work begun before. Workers start at once, the
   * calling thread when the first result is asked for.
   *
   * @returns The result of each piece, once, in any order.
   * @throws What `run` throws.
   */
  begin(
    work: Work<Request, Answer>,
  ): AsyncGenerator<Result<Answer>, void, undefined> {
    const job = this.#job = new Job(work);
    for (const member of this.#members) this.#send(member);
    return results(job);
  }

  /** Ends all workers at once. Work that is under way goes on without them. */
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
    if (!this.#members.has(member)) return; // dropped in the meantime
    if (message === "failed") return this.#drop(member);
    if (message === "ready") member.isReady = true;
    else {
      const { job, piece } = member.sent.get(message.id)!;
      member.sent.delete(message.id);
      if (job === this.#job) this.#job.add(piece, message.answer);
    }
    this.#send(member);
  }

  /** Sends a worker the next pieces, as many as it may hold. */
  #send(member: Member): void {
    const job = this.#job;
    if (!job || !member.isReady) return;
    while (member.sent.size < this.#queue && job.next < job.work.count) {
      const piece = job.next++, id = this.#requests++;
      try {
        const [request, transfer = []] = job.work.request(piece);
        member.worker.postMessage([id, request], transfer);
        member.sent.set(id, { job, piece });
      } catch { /* it cannot be sent: the calling thread runs it in the end */ }
    }
  }

  /** Ends a worker for good. */
  #drop(member: Member): void {
    this.#members.delete(member);
    member.worker.terminate();
  }
}

/** Work under way. */
class Job<Request, Answer> {
  /** The first piece that was given to nobody. */
  next = 0;
  /** Results that have not been read. */
  readonly results: Result<Answer>[] = [];
  readonly #answered = new Set<number>();
  #wake = () => {};

  constructor(readonly work: Work<Request, Answer>) {}

  /** Adds the answer of a piece, unless it has one. */
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

  /** The piece that the calling thread runs next; there must be one unanswered. */
  pick(): number {
    if (this.next < this.work.count) return this.next++;
    let piece = this.work.count - 1; // the last of those sent to workers
    while (this.#answered.has(piece)) piece--;
    return piece;
  }
}

/** Yields results, and runs pieces on the calling thread while there are none. */
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
          await local.stop(); // it has ended, or a worker was faster
          local = undefined;
        }
        read++;
        yield result;
      } else if (local) await Promise.race([local.ended, job.added()]);
      else {
        await yieldToEventLoop(); // workers' messages may be waiting
        if (job.results.length > 0) continue;
        const piece = job.pick();
        local = new LocalRun(
          piece,
          async (signal) => job.add(piece, await run(piece, signal)),
        );
      }
    }
  } finally {
    job.next = count; // workers get no more of it
    await local?.stop();
  }
}

/** A piece that the calling thread runs. */
class LocalRun {
  /** Settles when it has ended or failed. */
  readonly ended: Promise<void>;
  readonly #controller = new AbortController();

  constructor(
    readonly piece: number,
    run: (signal: AbortSignal) => Promise<void>,
  ) {
    this.ended = run(this.#controller.signal);
    this.ended.catch(() => {}); // a failure is reported where it is awaited
  }

  /** Aborts it, and waits until it has ended. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await this.ended.catch(() => {});
  }
}
