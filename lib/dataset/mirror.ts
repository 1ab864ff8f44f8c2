/**
 * One file from one server, within limits of time and size. What to do when it
 * fails is for `download.ts`.
 *
 * @module
 */

import { LimitedBytesTransformStream, toArrayBuffer } from "@std/streams";
import { permissionNeeded } from "./_permission.ts";
import type { Bytes } from "./_reader.ts";

/** How long a server may take, in milliseconds. */
export interface Timeouts {
  /** Until it answers: name, connection and first line. */
  readonly answerMs: number;
  /** From one piece of the file to the next. */
  readonly idleMs: number;
  /** For the whole file. */
  readonly totalMs: number;
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
    options?: ErrorOptions,
  ) {
    super(problem, options);
  }
}

/** The limits of one request. */
export interface RequestOptions {
  /** The most bytes to take. */
  readonly maxBytes: number;
  /** How long it may take. */
  readonly timeouts: Timeouts;
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
  { maxBytes, timeouts, signal, onBytes }: RequestOptions,
): Promise<Bytes> {
  signal?.throwIfAborted();
  const late = new AbortController();
  const within = (ms: number, problem: string) =>
    setTimeout(() => late.abort(new MirrorError(problem, true)), ms);
  const { answerMs, idleMs, totalMs } = timeouts;
  let wait = within(answerMs, `no answer within ${seconds(answerMs)}`);
  const total = within(totalMs, `not done within ${seconds(totalMs)}`);
  let received = 0;
  const watch = new TransformStream<Bytes, Bytes>({
    transform(chunk, controller) {
      clearTimeout(wait);
      wait = within(
        idleMs,
        `silent for ${seconds(idleMs)} after ${received += chunk.length} bytes`,
      );
      onBytes?.(received);
      controller.enqueue(chunk);
    },
  });
  let response: Response | undefined;
  try {
    response = await fetch(url, {
      signal: AbortSignal.any(signal ? [late.signal, signal] : [late.signal]),
    });
    if (!response.ok) {
      const { status, statusText } = response;
      throw new MirrorError(`answered ${status} ${statusText}`.trim(), false);
    }
    const length = Number(response.headers.get("content-length") ?? 0);
    if (length > maxBytes) throw tooLong(maxBytes, `${length}`);
    clearTimeout(wait);
    wait = within(idleMs, `silent for ${seconds(idleMs)} after its answer`);
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
    clearTimeout(wait);
    clearTimeout(total);
  }
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
  return new MirrorError(
    received === undefined
      ? `cannot be reached (${why})`
      : `broke off after ${received} bytes (${why})`,
    received === undefined,
    { cause: error },
  );
}

function tooLong(maxBytes: number, found: string): MirrorError {
  return new MirrorError(
    `must send at most ${maxBytes} bytes: found ${found}`,
    false,
  );
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
