/**
 * The way to a file of the catalogue: a folder that has it, or else one mirror
 * after another, until one gives what the catalogue's SHA-256 says.
 *
 * @module
 */

import type { CatalogueFile } from "../catalogue.ts";
import type { Bytes } from "./_reader.ts";
import {
  type Broken,
  describe,
  keep,
  look,
  sweep,
  unpackedName,
} from "./cache.ts";
import { DatasetError } from "./dataset_error.ts";
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

/** What one place did. */
export interface Attempt {
  /** A path, or a server's address. */
  readonly place: string;
  /** What it did instead of giving the file. */
  readonly problem: string;
}

/** A file that no mirror gave. */
export class DownloadError extends Error {
  /** The name a stack trace shows. */
  override readonly name = "DownloadError";

  /** Says what each place did, and ends with the commands that work. */
  constructor(
    /** The data set's name. */
    readonly dataset: string,
    /** The file's name. */
    readonly file: string,
    /** What each place did, in the order they were asked. */
    readonly attempts: readonly Attempt[],
  ) {
    const tried = attempts.map(({ place, problem }) => `  ${place} ${problem}`);
    super(
      [
        `${file} of ${dataset} must come from a mirror: none gave it`,
        ...tried,
        "with the files in a folder, with another mirror, or with no network:",
        `  deno task train specs/${dataset}.yaml --data DIR`,
        `  deno task train specs/${dataset}.yaml --mirror URL`,
        "  deno task train specs/digits.yaml",
      ].join("\n"),
    );
  }
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
  readonly #down = new Map<string, string>();

  constructor(dataset: string, places: Places, options: DownloadOptions = {}) {
    this.#dataset = dataset;
    this.#places = places;
    this.#options = options;
    this.#timeouts = {
      answerMs: Math.min(5_000, unreachableMs / places.mirrors.length),
      idleMs: 10_000,
      totalMs: 600_000,
      ...options.timeouts,
    };
  }

  /**
   * Opens a file, fetching it where it is not at hand.
   *
   * @throws {DatasetError} If a folder that must have it has not, or not whole.
   * @throws {DownloadError} If no mirror gave it.
   */
  async open(file: CatalogueFile): Promise<Opened> {
    const { folder, mirrors, title = folder } = this.#places;
    const { signal, now = () => 0 } = this.#options;
    signal?.throwIfAborted();
    if (mirrors.length > 0) await sweep(folder, now());
    const { kept, broken } = await look(folder, file);
    if (kept !== undefined) return { ...kept, place: title };
    if (mirrors.length === 0) throw missing(folder, file, broken);
    for (const { path, problem } of broken) {
      this.#note(`${path} ${problem}; fetching it anew`);
    }
    const attempts: Attempt[] = broken.map(({ path, problem }) => ({
      place: path,
      problem,
    }));
    for (const mirror of mirrors) {
      const known = this.#down.has(mirror.href);
      try {
        const { bytes, contents } = await this.#fetch(mirror, file);
        await this.#keep(file, bytes, broken);
        const path = new URL(file.name, mirror).href;
        return { contents, path, place: mirror.href };
      } catch (error) {
        if (!(error instanceof MirrorError || error instanceof ChecksumError)) {
          throw error;
        }
        attempts.push({ place: mirror.href, problem: error.message });
        const next = mirrors[mirrors.indexOf(mirror) + 1];
        if (next !== undefined && !known) {
          this.#note(`${mirror.href} ${error.message}; asking ${next.host}`);
        }
      }
    }
    throw new DownloadError(this.#dataset, file.name, attempts);
  }

  async #fetch(mirror: URL, file: CatalogueFile) {
    const problem = this.#down.get(mirror.href);
    if (problem !== undefined) throw new MirrorError(problem, true);
    const { signal, onProgress } = this.#options;
    try {
      const bytes = await fetchFile(new URL(file.name, mirror), {
        maxBytes: ceiling(file),
        timeouts: this.#timeouts,
        signal,
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
    }
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
        if (corrupt && other !== path) await Deno.remove(other);
      }
    } catch (error) {
      this.#note(
        `${file.name} is not kept for the next time: ${folder} ${
          describe(error)
        }`,
      );
    }
  }

  #note(note: string): void {
    this.#options.onNote?.(`${this.#dataset}: ${note}`);
  }
}

/** Why a folder that must have a file is of no use. */
function missing(
  folder: string,
  file: CatalogueFile,
  broken: readonly Broken[],
): DatasetError {
  return broken.length > 0
    ? new DatasetError(
      broken.map(({ path, problem }) => `${path} ${problem}`).join("\n"),
      broken.map(({ path }) => path),
    )
    : new DatasetError(
      `${folder} must have ${file.name} or ${
        unpackedName(file)
      }: found neither`,
      [file.name],
    );
}
