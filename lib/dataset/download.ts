/**
 * The way to a file of the catalogue: a folder that has it, or else one mirror
 * after another, until one gives what the catalogue's SHA-256 says.
 *
 * @module
 */

import type { CatalogueFile } from "../catalogue.ts";
import { pause } from "./_pause.ts";
import type { Bytes } from "./_reader.ts";
import { type Broken, describe, keep, look, missing, sweep } from "./cache.ts";
import { DatasetError } from "./dataset_error.ts";
import { DownloadError } from "./download_error.ts";
import { fetchFile, MirrorError, type Timeouts } from "./mirror.ts";
import { ceiling, ChecksumError, verify } from "./verify.ts";

/** How much of a file has come. */
export interface DownloadProgress {
  /** The file's name. */
  readonly file: string;
  /** Bytes so far. */
  readonly received: number;
  /** Bytes in all, as the catalogue has it; a server that unpacks sends more. */
  readonly bytes: number;
}

/** What a caller may hear of, and set. */
export interface DownloadOptions {
  /** Ends a download early; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Hears what happened, in words for a person, a line each. */
  readonly onNote?: ((note: string) => void) | undefined;
  /** Hears of each piece that comes. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Milliseconds since 1970, so that what a killed run left can be told by its age. */
  readonly now?: (() => number) | undefined;
  /** How long servers may take. */
  readonly timeouts?: Partial<Timeouts> | undefined;
}

/** Where files may be. */
export interface Places {
  /** A folder that may have them, and keeps what is fetched. */
  readonly folder: string;
  /** Folders on servers, best first; none where `folder` must have them. */
  readonly mirrors: readonly URL[];
  /** What to call the folder, where its path is of no interest. */
  readonly title?: string;
}

/** The contents of a file, and where they came from. */
export interface Opened {
  /** Unpacked and verified. */
  readonly contents: Bytes;
  /** The path or address of the file. */
  readonly path: string;
  /** The folder or mirror it was in. */
  readonly place: string;
}

/** The longest wait for answers if no mirror is there, all of them together. */
const unreachableMs = 10_000;

/** Opens the files of one data set; remembers which mirrors are down. */
export class FileSource {
  readonly #dataset: string;
  readonly #places: Places;
  readonly #options: DownloadOptions;
  readonly #timeouts: Timeouts;
  readonly #hosts: ReadonlySet<string>;
  readonly #down = new Map<string, string>();
  readonly #answered = new Map<string, Promise<void>>();
  readonly #noted = new Set<string>();
  #swept: Promise<void> | undefined;

  constructor(dataset: string, places: Places, options: DownloadOptions = {}) {
    this.#dataset = dataset;
    this.#places = places;
    this.#options = options;
    this.#hosts = new Set(places.mirrors.map(({ host }) => host));
    this.#timeouts = {
      answerMs: Math.min(5_000, unreachableMs / places.mirrors.length),
      idleMs: 10_000,
      paceMs: 30_000,
      totalMs: 600_000,
      againMs: 10_000,
      ...options.timeouts,
    };
  }

  /**
   * Opens files, all at once. If no mirror gives one, the others are let go of;
   * of a folder that must have them, all that is missing is said.
   *
   * @throws As `open` does.
   */
  async openAll(files: readonly CatalogueFile[]): Promise<Opened[]> {
    const { signal } = this.#options;
    const enough = new AbortController();
    const either = AbortSignal.any(
      signal ? [signal, enough.signal] : [enough.signal],
    );
    const opening = files.map(async (file) => {
      try {
        return await this.open(file, either);
      } catch (error) {
        if (!(error instanceof DatasetError)) enough.abort(error);
        throw error;
      }
    });
    const settled = await Promise.allSettled(opening);
    if (either.aborted) throw either.reason; // the first error
    const missing = settled.filter(({ status }) => status === "rejected")
      .map((each) => (each as PromiseRejectedResult).reason as DatasetError);
    if (missing.length > 0) {
      throw new DatasetError(
        [...new Set(missing.map(({ message }) => message))].join("\n"),
        missing.flatMap(({ files }) => files),
      );
    }
    return await Promise.all(opening);
  }

  /**
   * Opens a file, fetching it where it is not at hand.
   *
   * @throws {DatasetError} If a folder that must have it has not, or not whole.
   * @throws {DownloadError} If no mirror gave it.
   */
  async open(
    file: CatalogueFile,
    signal: AbortSignal | undefined = this.#options.signal,
  ): Promise<Opened> {
    const { folder, mirrors, title = folder } = this.#places;
    const { now = () => 0 } = this.#options;
    signal?.throwIfAborted();
    if (mirrors.length > 0) await (this.#swept ??= sweep(folder, now()));
    const { kept, broken } = await look(folder, file);
    if (kept !== undefined) return { ...kept, place: title };
    if (mirrors.length === 0) throw missing(folder, file, broken);
    for (const { path, problem } of broken) {
      this.#note(`${path} ${problem}; fetching it anew`);
    }
    return await this.#download(file, broken, signal);
  }

  /** Asks the mirrors, and those that were busy once more. */
  async #download(
    file: CatalogueFile,
    broken: readonly Broken[],
    signal: AbortSignal | undefined,
  ): Promise<Opened> {
    const { mirrors } = this.#places;
    const problems = new Map<URL, string>();
    const busy: { mirror: URL; againMs: number }[] = [];
    const ask = async (mirror: URL): Promise<Opened | undefined> => {
      try {
        const { bytes, contents } = await this.#fetch(mirror, file, signal);
        await this.#keep(file, bytes, broken);
        const path = new URL(file.name, mirror).href;
        return { contents, path, place: mirror.href };
      } catch (error) {
        if (!(error instanceof MirrorError || error instanceof ChecksumError)) {
          throw error;
        }
        const { message } = error;
        const again = problems.has(mirror);
        problems.set(mirror, again ? `${message}, when asked again` : message);
        const next = mirrors[mirrors.indexOf(mirror) + 1];
        if (next !== undefined && !again) {
          this.#note(`${mirror.href} ${message}; asking ${next.host}`);
        }
        if (error instanceof MirrorError && error.againMs !== undefined) {
          busy.push({ mirror, againMs: error.againMs });
        }
      }
      return undefined;
    };
    for (const mirror of mirrors) {
      const opened = await ask(mirror);
      if (opened !== undefined) return opened;
    }
    for (const { mirror, againMs } of busy.splice(0)) {
      const ms = Math.min(againMs, this.#timeouts.againMs);
      const problem = problems.get(mirror);
      this.#note(
        `${mirror.href} ${problem}; asking again in ${Math.ceil(ms / 1000)} s`,
      );
      await pause(ms, signal);
      const opened = await ask(mirror);
      if (opened !== undefined) return opened;
    }
    throw new DownloadError(this.#dataset, file.name, [
      ...broken.map(({ path, problem }) => ({ place: path, problem })),
      ...mirrors.map((mirror) => ({
        place: mirror.href,
        problem: problems.get(mirror)!,
      })),
    ]);
  }

  async #fetch(
    mirror: URL,
    file: CatalogueFile,
    signal: AbortSignal | undefined,
  ) {
    const answered = await this.#firstToAsk(mirror);
    try {
      const problem = this.#down.get(mirror.href);
      if (problem !== undefined) throw new MirrorError(problem, true);
      const { onProgress } = this.#options;
      const bytes = await fetchFile(new URL(file.name, mirror), {
        maxBytes: ceiling(file),
        timeouts: this.#timeouts,
        hosts: this.#hosts,
        signal,
        onAnswer: answered,
        onBytes: onProgress &&
          ((received) =>
            onProgress({ file: file.name, received, bytes: file.bytes })),
      });
      const contents = await verify(bytes, file);
      this.#note(`fetched ${file.name} from ${mirror.href}`);
      return { bytes, contents };
    } catch (error) {
      if (error instanceof MirrorError && error.down) {
        this.#down.set(mirror.href, error.message);
      }
      throw error;
    } finally {
      answered();
    }
  }

  /** Waits until whoever asked a mirror first had an answer, or the first is who asks. */
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

  /** Keeps a file for the next run; this one can do without. */
  async #keep(
    file: CatalogueFile,
    bytes: Bytes,
    broken: readonly Broken[],
  ): Promise<void> {
    const { folder } = this.#places;
    try {
      const path = await keep(folder, file, bytes, this.#options.now?.() ?? 0);
      for (const { path: other, corrupt } of broken) {
        if (!corrupt || other === path) continue;
        await Deno.remove(other).catch(() => {}); // another process was quicker
      }
    } catch (error) {
      this.#note(
        `${file.name} is not kept for the next time: ${folder} ${
          describe(error)
        }`,
      );
    }
  }

  /** Says something once, of however many files it holds. */
  #note(note: string): void {
    if (this.#noted.has(note)) return;
    this.#noted.add(note);
    this.#options.onNote?.(`${this.#dataset}: ${note}`);
  }
}
