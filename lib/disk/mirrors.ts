/**
 * Download from several mirrors of the same files: the first received file with
 * the SHA-256 in the catalogue is used.
 *
 * @module
 */

import type { CatalogueFile } from "../catalogue.ts";
import { pause } from "./_pause.ts";
import type { Bytes } from "../format/mod.ts";
import type { Attempt } from "./download_error.ts";
import { fetchFile, MirrorError, seconds, type Timeouts } from "./mirror.ts";
import { ceiling, ChecksumError, verify } from "../dataset/mod.ts";

/** A file from a mirror. */
export interface Fetched {
  /** The mirror that sent the file. */
  readonly mirror: URL;
  /** The received bytes, to be saved. */
  readonly bytes: Bytes;
  /** The decompressed and verified contents. */
  readonly contents: Bytes;
}

/** A file to download. */
export interface Wanted {
  readonly file: CatalogueFile;
  readonly signal: AbortSignal | undefined;
  /** Called with the number of bytes from the mirror that has sent the most bytes. */
  readonly onBytes?: ((received: number) => void) | undefined;
}

/**
 * Mirrors that are tried in order. The next mirror is tried when a mirror
 * fails, or has not responded for a short time. While the next mirror is tried,
 * the earlier mirror may still send the file. The time limits of a mirror do
 * not depend on the number of mirrors. If no mirror responds, the download of a
 * file fails after at most twice the time limit `answerMs` for the response of
 * one mirror.
 */
export class Mirrors {
  readonly #urls: readonly URL[];
  readonly #hosts: ReadonlySet<string>;
  readonly #timeouts: Timeouts;
  readonly #alone: Pick<Timeouts, "answerMs" | "idleMs">;
  readonly #silence: string;
  readonly #note: (note: string) => void;
  readonly #down = new Map<string, string>();
  readonly #passedOver = new Set<string>();
  readonly #answered = new Map<string, Promise<void>>();

  constructor(
    urls: readonly URL[],
    timeouts: Timeouts,
    note: (note: string) => void,
  ) {
    this.#urls = urls;
    this.#hosts = new Set(urls.map(({ host }) => host));
    this.#timeouts = timeouts;
    const others = Math.max(1, urls.length - 1);
    this.#alone = {
      answerMs: timeouts.answerMs / others,
      idleMs: timeouts.idleMs / others,
    };
    this.#silence = `did not respond within ${seconds(this.#alone.answerMs)}`;
    this.#note = note;
  }

  /**
   * Requests a file from the mirrors. A request to a busy mirror is repeated once.
   *
   * @returns The file, or the failures of all mirrors.
   */
  async fetch({ file, signal, onBytes }: Wanted): Promise<Fetched | Attempt[]> {
    const over = new AbortController();
    const either = AbortSignal.any([over.signal, ...(signal ? [signal] : [])]);
    const problems = new Map<URL, string>();
    const received = new Map<URL, number>();
    const busy: { mirror: URL; ms: number; due: Promise<void> }[] = [];
    const { againMs: mostAgainMs, quietMs } = this.#timeouts;
    const giveUp = () =>
      over.abort(
        new MirrorError(
          `did not send the whole file: the download was canceled, since no mirror sent a byte for ${
            seconds(quietMs)
          }`,
          false,
        ),
      );
    let quiet = setTimeout(giveUp, quietMs);
    const ask = async (mirror: URL, onSign = () => {}) => {
      try {
        return await this.#ask(mirror, file, either, {
          onAnswer: onSign,
          onBytes: (bytes) => {
            onSign();
            clearTimeout(quiet);
            quiet = setTimeout(giveUp, quietMs);
            received.set(mirror, bytes);
            onBytes?.(Math.max(...received.values()));
          },
        });
      } catch (error) {
        if (!(error instanceof MirrorError || error instanceof ChecksumError)) {
          throw error;
        }
        received.delete(mirror);
        const { message } = error;
        const again = problems.has(mirror);
        problems.set(
          mirror,
          again ? `${message}, also on the second try` : message,
        );
        if (error instanceof MirrorError && error.againMs !== undefined) {
          const ms = Math.min(error.againMs, mostAgainMs);
          const due = pause(ms, either).catch(() => {}); // the pause may be aborted
          busy.push({ mirror, ms, due });
        }
        return undefined;
      }
    };
    try {
      const asked: Promise<Fetched | undefined>[] = [];
      for (const mirror of this.#urls) {
        const silence = Promise.withResolvers<undefined>();
        const silent = () => silence.resolve(undefined);
        const { answerMs, idleMs } = this.#alone;
        let timer = setTimeout(silent, answerMs);
        let silentFor = this.#silence;
        const onSign = () => {
          clearTimeout(timer);
          timer = setTimeout(silent, idleMs);
          silentFor = `sent nothing for ${seconds(idleMs)}`;
        };
        const latest = ask(mirror, onSign).finally(() => clearTimeout(timer));
        asked.push(latest);
        const next = this.#urls[asked.length];
        const fetched = await (next
          ? Promise.race([first(asked), latest, silence.promise])
          : first(asked));
        if (fetched !== undefined) {
          return fetched;
        }
        const problem = problems.get(mirror) ?? silentFor;
        if (next) {
          this.#note(`${mirror.href} ${problem}; trying ${next.host}`);
        }
      }
      for (const { mirror, ms, due } of busy.splice(0)) {
        if (over.signal.aborted) break;
        this.#note(
          `${mirror.href} ${problems.get(mirror)}; trying again after ${
            Math.ceil(ms / 1000)
          } s`,
        );
        await due;
        signal?.throwIfAborted();
        this.#passedOver.delete(mirror.href);
        const fetched = await ask(mirror);
        if (fetched !== undefined) return fetched;
      }
      return this.#urls.map((mirror) => ({
        place: mirror.href,
        problem: problems.get(mirror)!,
      }));
    } finally {
      clearTimeout(quiet);
      over.abort(); // abort slower mirrors
    }
  }

  async #ask(
    mirror: URL,
    file: CatalogueFile,
    signal: AbortSignal,
    { onAnswer, onBytes }: {
      readonly onAnswer: () => void;
      readonly onBytes: (received: number) => void;
    },
  ): Promise<Fetched> {
    const tell = await this.#firstToAsk(mirror);
    let heard = false;
    const hear = () => {
      heard = true;
      onAnswer();
      tell();
    };
    try {
      signal.throwIfAborted();
      const problem = this.#down.get(mirror.href);
      if (problem !== undefined) throw new MirrorError(problem, true);
      if (this.#passedOver.has(mirror.href)) {
        throw new MirrorError(this.#silence, false, { againMs: 0 });
      }
      const bytes = await fetchFile(new URL(file.name, mirror), {
        maxBytes: ceiling(file),
        timeouts: this.#timeouts,
        hosts: this.#hosts,
        signal,
        onAnswer: hear,
        onBytes,
      });
      const contents = await verify(bytes, file);
      this.#note(`downloaded ${file.name} from ${mirror.href}`);
      return { mirror, bytes, contents };
    } catch (error) {
      if (error instanceof MirrorError && error.down) {
        this.#down.set(mirror.href, error.message);
      } else if (signal.aborted && !heard) {
        this.#passedOver.add(mirror.href);
      }
      throw error;
    } finally {
      tell();
    }
  }

  /**
   * Waits until the first request to a mirror has its response. The caller that
   * makes the first request does not wait. After the response, the caller that
   * made the first request must call the returned function.
   */
  async #firstToAsk(mirror: URL): Promise<() => void> {
    const answer = this.#answered.get(mirror.href);
    if (answer !== undefined) {
      await answer;
      return () => {};
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answered.set(mirror.href, promise);
    return resolve;
  }
}

/**
 * The earliest result of the promises that is not undefined; undefined if all
 * results are undefined.
 */
async function first<T>(
  promises: readonly Promise<T | undefined>[],
): Promise<T | undefined> {
  const found = Promise.withResolvers<T | undefined>();
  for (const each of promises) {
    each.then((value) => {
      if (value !== undefined) found.resolve(value);
    }, found.reject);
  }
  Promise.all(promises).then(() => found.resolve(undefined), () => {});
  return await found.promise;
}
