/**
 * The distorted pictures of each epoch. Workers make those of the next epoch
 * while the network trains on the current one.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import type { AugmentSpec } from "../spec/mod.ts";
import { distorter, distorterProgram, type Distortion } from "./augment.ts";
import { DatasetError } from "../format/mod.ts";
import { Pool } from "../pool/mod.ts";
import type { Dataset, Examples } from "./examples.ts";

/** The largest number of workers: memory is too slow for more. */
const MOST = 8;
/** The most bytes to distort at a time: about 50 ms of work with `elastic`. */
const BYTES = 2 ** 19;
/** At least this many pieces per worker, so that all finish at about the same time. */
const PIECES = 4;

/** How pictures are distorted. */
export interface AugmenterOptions {
  /** Their width and height. */
  readonly image: Dataset["image"] | undefined;
  /** How far each kind of distortion may go. */
  readonly spec: AugmentSpec;
  /** The random seed. */
  readonly seed: number;
  /** The number of epochs. */
  readonly epochs: number;
  /** The number of workers (default: one per core, at most 8). */
  readonly threads?: number | undefined;
}

/** The pieces of one epoch. */
type Pieces = ReturnType<Pool<Distortion, Uint8Array>["begin"]>;

/**
 * Examples, distorted anew in every epoch, with the same bits on any number of
 * workers. They work in parallel wherever there are workers: in Deno and in web
 * pages, bundled or not, with or without permissions and `SharedArrayBuffer`.
 * Elsewhere, as in Node.js, the calling thread distorts.
 */
export class Augmenter {
  readonly #examples: Examples & { readonly inputs: ByteFrame };
  readonly #options: AugmenterOptions;
  readonly #distort: (work: Distortion) => Uint8Array;
  readonly #target: Uint8Array;
  readonly #pool: Pool<Distortion, Uint8Array>;
  readonly #rows: number; // in a piece
  #ahead: { readonly epoch: number; readonly pieces: Pieces } | undefined;

  /**
   * Starts the workers.
   *
   * @throws {DatasetError} If the examples are no pictures.
   */
  constructor(
    { inputs, ...rest }: Examples,
    options: AugmenterOptions,
  ) {
    const { image, spec, threads } = options;
    if (!isPictures(inputs, image)) {
      throw new DatasetError(
        "augment must have pictures, bytes of which width and height are known: found other inputs",
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
   * Returns the examples of an epoch, and begins those of the next one. The next
   * call overwrites them.
   *
   * @throws The signal's reason, if it is aborted before all are made.
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

  /** Ends the workers. */
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
