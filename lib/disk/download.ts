/**
 * Reading of catalogue files from a folder, or by download from the first
 * mirror that has the file with the right SHA-256.
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
  removeStale,
  unwritable,
} from "./cache.ts";
import { DownloadError } from "./download_error.ts";
import type { Timeouts } from "./mirror.ts";
import { Mirrors } from "./mirrors.ts";

/** The progress of a download. */
export interface DownloadProgress {
  /** The name of the file. */
  readonly file: string;
  /** The number of bytes received so far. */
  readonly received: number;
  /**
   * The size of the file in bytes, as listed in the catalogue. A server that
   * decompresses the file sends more bytes.
   */
  readonly bytes: number;
}

/** Options of a download. */
export interface DownloadOptions {
  /** A signal that aborts the download; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called with messages for the user, one line each. */
  readonly onNote?: ((note: string) => void) | undefined;
  /** Called after each received block of bytes. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /**
   * Returns the current time in milliseconds since 1970. Temporary files of killed
   * processes are recognized by their age.
   */
  readonly now?: (() => number) | undefined;
  /** The time limits for servers. */
  readonly timeouts?: Partial<Timeouts> | undefined;
}

/** The folder and the mirrors to search for the files of a data set. */
export interface Places {
  /** The folder that may have the files; downloads are saved in this folder. */
  readonly folder: string;
  /** The URLs of mirrors, in the order of preference; empty if `folder` must have the files. */
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
   * Opens files in parallel. If one file cannot be downloaded from any mirror, the
   * downloads of the other files are aborted. If there are no mirrors, the error
   * lists all missing files.
   *
   * @throws The errors that the method `open` throws.
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
   * Opens a file, and downloads it if necessary.
   *
   * @throws {DatasetError} If the file is missing or damaged, and there are no
   * mirrors.
   * @throws {DownloadError} If no mirror has the file.
   */
  async open(
    file: CatalogueFile,
    signal: AbortSignal | undefined = this.#options.signal,
  ): Promise<Opened> {
    const { folder, mirrors } = this.#places;
    const { now = () => 0 } = this.#options;
    signal?.throwIfAborted();
    if (mirrors.length > 0) await (this.#swept ??= removeStale(folder, now()));
    const { kept, broken } = await look(folder, file);
    if (kept !== undefined) return { ...kept, place: folder };
    if (mirrors.length === 0) throw await missing(folder, file, broken);
    for (const { path, problem } of broken) {
      this.#note(`${path} ${problem}; downloading the file again`);
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

  /**
   * Saves a file for later runs. If the file cannot be saved, there is a note
   * but no error.
   */
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
        await Deno.remove(other).catch(() => {}); // another process may have removed the file
      }
    } catch (error) {
      const why = unwritable(error, folder);
      this.#note(`${file.name} could not be saved for later runs: ${why}`);
    }
  }

  /** Passes a note to the caller. If several files have the same note, the note is passed only once. */
  #note(note: string): void {
    if (this.#noted.has(note)) return;
    this.#noted.add(note);
    this.#options.onNote?.(`${this.#dataset}: ${note}`);
  }
}
