/**
 * One file from one server, within limits of time and size. What to do when it
 * fails is for `mirrors.ts`.
 *
 * @module
 */

import { permissionNeeded } from "./_permission.ts";
import type { Bytes } from "../format/mod.ts";

/** How long a server may take, in milliseconds. */
export interface Timeouts {
  /** Until it answers: name, connection and first line. */
  readonly answerMs: number;
  /** From one piece of the file to the next. */
  readonly idleMs: number;
  /** For each 16 KiB, so that one who drips is not waited for. */
  readonly paceMs: number;
  /** For the whole file. */
  readonly totalMs: number;
  /** The longest wait that a busy server may ask for before it is asked again. */
  readonly againMs: number;
  /** Without a byte of the file from any server. */
  readonly quietMs: number;
}

/** What a server did instead of sending the file. */
export class MirrorError extends Error {
  /** The name a stack trace shows. */
  override readonly name = "MirrorError";

  /** Says it in words that follow the server's name. */
  constructor(
    problem: string,
    /** Whether the server is not there at all, so that asking again is vain. */
    readonly down: boolean,
    options?: ErrorOptions & { readonly againMs?: number | undefined },
  ) {
    super(problem, options);
    this.againMs = options?.againMs;
  }

  /** After how long it may be asked again; absent where that is vain. */
  readonly againMs: number | undefined;
}

/** The limits of one request. */
export interface RequestOptions {
  /** The most bytes to take. */
  readonly maxBytes: number;
  /** How long it may take. */
  readonly timeouts: Timeouts;
  /** Where the server may send one on to, such as `example.org:8080`. */
  readonly hosts: ReadonlySet<string>;
  /** Hears that the server is there. */
  readonly onAnswer?: (() => void) | undefined;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
  /** Hears how many bytes have come. */
  readonly onBytes?: ((received: number) => void) | undefined;
}

/**
 * Fetches a file into memory.
 *
 * @throws {MirrorError} On any failure but the signal's, whose reason is thrown.
 */
export async function fetchFile(
  url: URL,
  { maxBytes, timeouts, hosts, signal, onAnswer, onBytes }: RequestOptions,
): Promise<Bytes> {
  const { LimitedBytesTransformStream, toArrayBuffer } = await import(
    "@std/streams" // 14 ms, which only downloads need
  );
  signal?.throwIfAborted();
  const late = new AbortController();
  const within = (ms: number, problem: string) =>
    setTimeout(() => late.abort(new MirrorError(problem, true)), ms);
  const { answerMs, idleMs, paceMs, totalMs } = timeouts;
  const slow = `slower than 16 KiB in ${seconds(paceMs)}`;
  let wait = within(answerMs, `no answer within ${seconds(answerMs)}`);
  let pace: ReturnType<typeof setTimeout> | undefined;
  const total = within(totalMs, `not done within ${seconds(totalMs)}`);
  let received = 0;
  const watch = new TransformStream<Bytes, Bytes>({
    transform(chunk, controller) {
      clearTimeout(wait);
      const before = received;
      received += chunk.length;
      wait = within(
        idleMs,
        `silent for ${seconds(idleMs)} after ${received} bytes`,
      );
      if (received >> paceBits > before >> paceBits) {
        clearTimeout(pace);
        pace = within(paceMs, slow);
      }
      onBytes?.(received);
      controller.enqueue(chunk);
    },
  });
  let response: Response | undefined;
  try {
    response = await follow(
      url,
      hosts,
      AbortSignal.any(signal ? [late.signal, signal] : [late.signal]),
    );
    onAnswer?.();
    if (!response.ok) {
      const { status, statusText } = response;
      throw new MirrorError(`answered ${status} ${statusText}`.trim(), false, {
        againMs: retryAfter(response),
      });
    }
    const length = Number(response.headers.get("content-length") ?? 0);
    if (length > maxBytes) throw tooLong(maxBytes, `${length}`);
    clearTimeout(wait);
    wait = within(idleMs, `silent for ${seconds(idleMs)} after its answer`);
    pace = within(paceMs, slow);
    const body = response.body ?? new Blob().stream();
    return new Uint8Array(
      await toArrayBuffer(
        body
          .pipeThrough(
            new LimitedBytesTransformStream(maxBytes, { error: true }),
          )
          .pipeThrough(watch),
      ),
    );
  } catch (error) {
    await response?.body?.cancel().catch(() => {}); // locked, or over
    signal?.throwIfAborted();
    throw explain(error, maxBytes, response && received);
  } finally {
    for (const timer of [wait, pace, total]) clearTimeout(timer);
  }
}

/** 16 KiB, as a power of two. */
const paceBits = 14;

/** How often a server may send one on. */
const mostRedirects = 5;

/** Asks, and goes where the answer sends one on to, to `hosts` only. */
async function follow(
  url: URL,
  hosts: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Response> {
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await fetch(url, { signal, redirect: "manual" });
    const location = response.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(response.status) || !location) {
      return response;
    }
    await response.body?.cancel();
    const next = URL.parse(location, url);
    const weaker = url.protocol === "https:" && next?.protocol !== "https:";
    if (next === null || weaker || !hosts.has(next.host)) {
      const found = location.replaceAll(/[^!-~]/g, "?").slice(0, 200);
      throw new MirrorError(
        `must send on to a mirror of the list${
          weaker ? " over https" : ""
        } only: found ${found}`,
        false,
      );
    }
    url = next;
  }
  throw new MirrorError(
    `must send on at most ${mostRedirects} times: found one more`,
    false,
  );
}

/** How long to wait where no server says it. */
const shortMs = 500;

/** When a server may be asked again; never, if it will answer the same. */
function retryAfter({ status, headers }: Response): number | undefined {
  if (![429, 500, 502, 503, 504].includes(status)) return undefined;
  const after = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  const ms = Date.parse(after) - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(ms) ? shortMs : Math.max(0, ms); // by the server's clock
}

/** A failure as what the server did; `received` is absent if it never answered. */
function explain(
  error: unknown,
  maxBytes: number,
  received: number | undefined,
): MirrorError {
  if (error instanceof MirrorError) return error;
  if (error instanceof RangeError) return tooLong(maxBytes, "more");
  if (error instanceof Deno.errors.NotCapable) {
    return new MirrorError(permissionNeeded(error), true, { cause: error });
  }
  const inner = error instanceof Error && error.cause instanceof Error
    ? error.cause
    : error;
  const message = inner instanceof Error ? inner.message : String(inner);
  const why = message.replace(/^.*?client error \(\w+\): /, "");
  if (/^(invalid|message head) /.test(why)) {
    const problem = `must answer in HTTP: found another answer (${why})`;
    return new MirrorError(problem, false, { cause: error });
  }
  const hungUp = message.includes("client error (SendRequest)");
  const down = received === undefined && !hungUp;
  return new MirrorError(
    down
      ? `cannot be reached (${why})`
      : received === undefined
      ? `hung up without an answer (${why})`
      : `broke off after ${received} bytes (${why})`,
    down,
    { cause: error, againMs: down ? undefined : shortMs },
  );
}

function tooLong(maxBytes: number, found: string): MirrorError {
  return new MirrorError(
    `must send at most ${maxBytes} bytes: found ${found}`,
    false,
  );
}

/** A time as a person reads it. */
export function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
