/**
 * The way to a file of the catalogue: a folder that has it, or else one mirror
 * after another, until one gives what the catalogue's SHA-256 says.
 *
 * @module
 */

import type { CatalogueFile } from "../catalogue.ts";
import type { Opened } from "../dataset/mod.ts";
import { type Bytes, DatasetError } from "../format/mod.ts";
import {
  type Broken,
  keep,
  look,
  missing,
  sweep,
  unwritable,
} from "./cache.ts";
import { DownloadError } from "./download_error.ts";
import type { Timeouts } from "./mirror.ts";
import { Mirrors } from "./mirrors.ts";

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
}

/** Opens the files of one data set. */
export class FileSource {
  readonly #dataset: string;
  readonly #places: Places;
  readonly #options: DownloadOptions;
  readonly #mirrors: Mirrors;
  readonly #noted = new Set<string>();
  #swept: Promise<void> | undefined;

  constructor(dataset: string, places: Places, options: DownloadOptions = {}) {
    this.#dataset = dataset;
    this.#places = places;
    this.#options = options;
    this.#mirrors = new Mirrors(places.mirrors, {
      answerMs: 5_000,
      idleMs: 10_000,
      paceMs: 30_000,
      totalMs: 600_000,
      againMs: 10_000,
      quietMs: 50_000,
      ...options.timeouts,
    }, (note) => this.#note(note));
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
    const { folder, mirrors } = this.#places;
    const { now = () => 0 } = this.#options;
    signal?.throwIfAborted();
    if (mirrors.length > 0) await (this.#swept ??= sweep(folder, now()));
    const { kept, broken } = await look(folder, file);
    if (kept !== undefined) return { ...kept, place: folder };
    if (mirrors.length === 0) throw await missing(folder, file, broken);
    for (const { path, problem } of broken) {
      this.#note(`${path} ${problem}; fetching anew`);
    }
    return await this.#download(file, broken, signal);
  }

  async #download(
    file: CatalogueFile,
    broken: readonly Broken[],
    signal: AbortSignal | undefined,
  ): Promise<Opened> {
    const { onProgress } = this.#options;
    const { name, bytes } = file;
    const fetched = await this.#mirrors.fetch({
      file,
      signal,
      onBytes: onProgress &&
        ((received) => onProgress({ file: name, received, bytes })),
    });
    if (Array.isArray(fetched)) {
      throw new DownloadError(this.#dataset, name, [
        ...broken.map(({ path, problem }) => ({ place: path, problem })),
        ...fetched,
      ]);
    }
    const { mirror, contents } = fetched;
    await this.#keep(file, fetched.bytes, broken);
    return { contents, path: new URL(name, mirror).href, place: mirror.href };
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
      const why = unwritable(error, folder);
      this.#note(`${file.name} is not kept for the next time: ${why}`);
    }
  }

  /** Says something once, of however many files it holds. */
  #note(note: string): void {
    if (this.#noted.has(note)) return;
    this.#noted.add(note);
    this.#options.onNote?.(`${this.#dataset}: ${note}`);
  }
}
