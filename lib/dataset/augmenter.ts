/**
 * Augmentation of images in worker threads. The worker threads augment the
 * images of the next epoch while the network trains on the current epoch.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import type { AugmentSpec } from "../spec/mod.ts";
import { distorter, distorterProgram, type Distortion } from "./augment.ts";
import { DatasetError } from "../format/mod.ts";
import { Pool } from "../pool/mod.ts";
import type { Dataset, Examples } from "./examples.ts";

/**
 * The largest number of workers; more workers are not faster, since the memory
 * bandwidth limits the speed.
 */
const MOST = 8;
/**
 * The largest size in bytes of a block of images; elastic distortion of a block
 * of this size takes about 50 ms.
 */
const BYTES = 2 ** 19;
/**
 * Each worker gets at least this many blocks of images, so that all workers
 * finish at about the same time.
 */
const PIECES = 4;

/** Options of the augmentation. */
export interface AugmenterOptions {
  /** The width and height of the images. */
  readonly image: Dataset["image"] | undefined;
  /** The kinds of augmentation and their limits. */
  readonly spec: AugmentSpec;
  /** The random seed. */
  readonly seed: number;
  /** The number of epochs. */
  readonly epochs: number;
  /** The number of workers (default: one per core, at most 8). */
  readonly threads?: number | undefined;
}

/** The blocks of images of one epoch, which workers augment. */
type Pieces = ReturnType<Pool<Distortion, Uint8Array>["begin"]>;

/**
 * Examples whose images are augmented in a new way in every epoch. The number of
 * workers does not change any bit of the results. Deno and web pages use worker
 * threads, which need no permission, no `SharedArrayBuffer` and no separate file.
 * In Node.js, the calling thread augments the images.
 */
export class Augmenter {
  readonly #examples: Examples & { readonly inputs: ByteFrame };
  readonly #options: AugmenterOptions;
  readonly #distort: (work: Distortion) => Uint8Array;
  readonly #target: Uint8Array;
  readonly #pool: Pool<Distortion, Uint8Array>;
  readonly #rows: number; // images per block
  #ahead: { readonly epoch: number; readonly pieces: Pieces } | undefined;

  /**
   * Starts the workers.
   *
   * @throws {DatasetError} If the examples are not images.
   */
  constructor(
    { inputs, ...rest }: Examples,
    options: AugmenterOptions,
  ) {
    const { image, spec, threads } = options;
    if (!isPictures(inputs, image)) {
      throw new DatasetError(
        "augment must be used with grayscale images whose pixels are bytes and whose width and height are known: found other inputs",
      );
    }
    const cores = threads ?? globalThis.navigator?.hardwareConcurrency ?? 0;
    const count = Math.min(cores, MOST);
    const each = Math.ceil(inputs.rows / (PIECES * Math.max(1, count)));
    this.#rows = Math.min(each, Math.ceil(BYTES / inputs.columns));
    this.#examples = { inputs, ...rest };
    this.#options = options;
    this.#distort = distorter(image!, spec);
    this.#target = new Uint8Array(inputs.data.length);
    const program = distorterProgram(image!, spec);
    this.#pool = new Pool(program, count, { queue: 2 });
  }

  /**
   * Returns the examples of an epoch, and starts to augment the examples of the next
   * epoch. The next call overwrites the returned examples.
   *
   * @throws The abort reason of `signal`, if the signal is aborted before the
   * examples are ready.
   */
  async examples(epoch: number, signal?: AbortSignal): Promise<Examples> {
    const { inputs, ...rest } = this.#examples, data = this.#target;
    const pieces = this.#ahead?.epoch === epoch
      ? this.#ahead.pieces
      : this.#begin(epoch);
    for await (const { piece, answer } of pieces) {
      signal?.throwIfAborted();
      data.set(answer, piece * this.#rows * inputs.columns);
    }
    const next = epoch + 1;
    this.#ahead = epoch < this.#options.epochs
      ? { epoch: next, pieces: this.#begin(next) }
      : undefined;
    return { inputs: { ...inputs, data }, ...rest };
  }

  #begin(epoch: number): Pieces {
    const { data, rows, columns } = this.#examples.inputs;
    const { seed } = this.#options;
    const work = (piece: number) => {
      const first = piece * this.#rows, end = first + this.#rows;
      const source = data.slice(first * columns, end * columns) as Uint8Array<
        ArrayBuffer
      >;
      return { source, first, seed, epoch };
    };
    return this.#pool.begin({
      count: Math.ceil(rows / this.#rows),
      request(piece) {
        const message = work(piece);
        return [message, [message.source.buffer]];
      },
      run: (piece) => this.#distort(work(piece)),
    });
  }

  /** Stops the workers. */
  close(): void {
    this.#pool.close();
  }
}

function isPictures(
  inputs: Frame | ByteFrame,
  image: Dataset["image"] | undefined,
): inputs is ByteFrame {
  return "scale" in inputs && image !== undefined &&
    image.width * image.height === inputs.columns;
}
