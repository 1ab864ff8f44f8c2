/**
 * Download of one file from one server, with limits of time and size.
 * `mirrors.ts` handles failures.
 *
 * @module
 */

import { permissionNeeded } from "./_permission.ts";
import type { Bytes } from "../format/mod.ts";

/** The time limits for servers, in milliseconds. */
export interface Timeouts {
  /** The time limit for name resolution, connection and response headers. */
  readonly answerMs: number;
  /** The time limit between two received blocks of the file. */
  readonly idleMs: number;
  /** The time limit for each 16 KiB of the file; a slower server is abandoned. */
  readonly paceMs: number;
  /** The time limit for the whole file. */
  readonly totalMs: number;
  /**
   * The longest delay before a request to a busy server is repeated. If the
   * server asks for a longer delay, the delay is shortened to `againMs`.
   */
  readonly againMs: number;
  /** If no server sends a byte of the file for this time, all requests are aborted. */
  readonly quietMs: number;
}

/** A failed request to a server. */
export class MirrorError extends Error {
  /** The name of the error class. */
  override readonly name = "MirrorError";

  /**
   * Makes an error; the message is written after the server's name, such as
   * `closed the connection after 20 bytes`.
   */
  constructor(
    problem: string,
    /** Whether the server cannot be reached, so that a retry is pointless. */
    readonly down: boolean,
    options?: ErrorOptions & { readonly againMs?: number | undefined },
  ) {
    super(problem, options);
    this.againMs = options?.againMs;
  }

  /** The delay before a retry in milliseconds; undefined if a retry is pointless. */
  readonly againMs: number | undefined;
}

/** The limits of one request. */
export interface RequestOptions {
  /** The largest accepted size in bytes. */
  readonly maxBytes: number;
  /** The time limits. */
  readonly timeouts: Timeouts;
  /** The hosts to which the server may redirect, such as `example.org:8080`. */
  readonly hosts: ReadonlySet<string>;
  /** Called when the server responds. */
  readonly onAnswer?: (() => void) | undefined;
  /** A signal that aborts the request. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of bytes received so far. */
  readonly onBytes?: ((received: number) => void) | undefined;
}

/**
 * Downloads a file into memory.
 *
 * @throws {MirrorError} On any failure. If the signal is aborted, the signal's
 * reason is thrown instead of a `MirrorError`.
 */
export async function fetchFile(
  url: URL,
  { maxBytes, timeouts, hosts, signal, onAnswer, onBytes }: RequestOptions,
): Promise<Bytes> {
  const { LimitedBytesTransformStream, toArrayBuffer } = await import(
    "@std/streams" // loading this module takes 14 ms, so only downloads load it
  );
  signal?.throwIfAborted();
  const late = new AbortController();
  const within = (ms: number, problem: string) =>
    setTimeout(() => late.abort(new MirrorError(problem, true)), ms);
  const { answerMs, idleMs, paceMs, totalMs } = timeouts;
  const slow = `sent less than 16 KiB in ${seconds(paceMs)}`;
  let wait = within(answerMs, `did not respond within ${seconds(answerMs)}`);
  let pace: ReturnType<typeof setTimeout> | undefined;
  const total = within(
    totalMs,
    `did not send the whole file within ${seconds(totalMs)}`,
  );
  let received = 0;
  const watch = new TransformStream<Bytes, Bytes>({
    transform(chunk, controller) {
      clearTimeout(wait);
      const before = received;
      received += chunk.length;
      wait = within(
        idleMs,
        `sent nothing for ${seconds(idleMs)} after ${received} bytes`,
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
    wait = within(
      idleMs,
      `sent no bytes of the file for ${
        seconds(idleMs)
      } after the response header`,
    );
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
    await response?.body?.cancel().catch(() => {}); // the body may be locked or closed
    signal?.throwIfAborted();
    throw explain(error, maxBytes, response && received);
  } finally {
    for (const timer of [wait, pace, total]) clearTimeout(timer);
  }
}

/** The binary logarithm of 16,384, the number of bytes in 16 KiB. */
const paceBits = 14;

/** The largest number of redirects. */
const mostRedirects = 5;

/** Sends a request, and follows redirects to the given hosts only. */
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
        `must redirect only to the host of a mirror${
          weaker ? " over https" : ""
        }: found ${found}`,
        false,
      );
    }
    url = next;
  }
  throw new MirrorError(
    `must redirect at most ${mostRedirects} times: found more redirects`,
    false,
  );
}

/** The delay before a retry, if the server specifies no delay. */
const shortMs = 500;

/** The delay before a retry; undefined if a retry is pointless. */
function retryAfter({ status, headers }: Response): number | undefined {
  if (![429, 500, 502, 503, 504].includes(status)) return undefined;
  const after = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  const ms = Date.parse(after) - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(ms) ? shortMs : Math.max(0, ms); // the server's clock gives both times
}

/**
 * Describes a failure as an action of the server, such as `closed the connection after
 * 20 bytes`.
 *
 * @param received The number of received bytes; `undefined` if the server did
 * not respond.
 */
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
    const problem = `must respond in HTTP: found another response (${why})`;
    return new MirrorError(problem, false, { cause: error });
  }
  const hungUp = message.includes("client error (SendRequest)");
  const down = received === undefined && !hungUp;
  return new MirrorError(
    down
      ? `cannot be reached (${why})`
      : received === undefined
      ? `closed the connection without a response (${why})`
      : `closed the connection after ${received} bytes (${why})`,
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

/** Formats a time in seconds. */
export function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
