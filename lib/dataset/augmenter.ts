/**
 * The pictures of each epoch, distorted anew, on threads that work ahead while
 * the epoch before is learned from. How many there are changes no bit; where
 * there can be none, the pictures are made when they are asked for.
 *
 * @module
 */

import type { ByteFrame, Frame } from "../frame.ts";
import type { AugmentSpec } from "../spec/mod.ts";
import type { Start } from "./_augment_worker.ts";
import { distorter, type Distortion } from "./augment.ts";
import { DatasetError } from "../format/mod.ts";
import type { Dataset, Examples } from "./examples.ts";

/** The most threads: more would wait for memory. */
const MOST = 8;

/** What pictures are distorted with. */
export interface AugmenterOptions {
  /** Their width and height. */
  readonly image: Dataset["image"] | undefined;
  /** How far each kind of distortion may go. */
  readonly spec: AugmentSpec;
  /** What chance follows from. */
  readonly seed: number;
  /** The last epoch, after which there is nothing to do ahead. */
  readonly epochs: number;
  /** How many threads beside the caller's; as many as there are cores unless given. */
  readonly threads?: number | undefined;
}

/** Examples, distorted anew in every epoch. */
export class Augmenter {
  readonly #examples: Examples & { readonly inputs: ByteFrame };
  readonly #options: AugmenterOptions;
  readonly #distort: (work: Distortion) => void;
  readonly #source: Uint8Array;
  readonly #targets: readonly [Uint8Array, Uint8Array]; // learned from and made ahead, in turn
  readonly #workers: Worker[] = [];
  #ahead: { readonly epoch: number; readonly done: Promise<void> } | undefined;

  /**
   * Starts the threads.
   *
   * @throws {DatasetError} If the examples are no pictures.
   */
  constructor({ inputs, targets }: Examples, options: AugmenterOptions) {
    const { image, spec, threads } = options;
    if (!isPictures(inputs, image)) {
      throw new DatasetError(
        "augment must have pictures, bytes of which width and height are known: found other inputs",
      );
    }
    const cores = threads ?? globalThis.navigator?.hardwareConcurrency ?? 0;
    const count = shared() ? Math.min(cores, MOST) : 0;
    const place = () => {
      const { length } = inputs.data;
      return new Uint8Array(
        count > 0 ? new SharedArrayBuffer(length) : new ArrayBuffer(length),
      );
    };
    this.#source = count > 0 ? place() : inputs.data;
    if (count > 0) this.#source.set(inputs.data);
    this.#targets = [place(), place()];
    this.#examples = { inputs, targets };
    this.#options = options;
    this.#distort = distorter(image!, spec);
    const url = new URL("./_augment_worker.ts", import.meta.url);
    try {
      for (let w = 0; w < count; w++) {
        const worker = new Worker(url, { type: "module" });
        worker.postMessage({ image: image!, spec } satisfies Start);
        this.#workers.push(worker);
      }
    } catch { /* not here, or not allowed */ }
  }

  /**
   * The examples of an epoch, good until the epoch after the next is asked for.
   * Those of the next are begun.
   */
  async examples(epoch: number): Promise<Examples> {
    if (this.#ahead?.epoch !== epoch) {
      await this.#ahead?.done; // it writes where this one would
      this.#begin(epoch);
    }
    await this.#ahead!.done;
    const { inputs, targets } = this.#examples;
    const data = this.#targets[epoch % 2];
    if (epoch < this.#options.epochs && this.#workers.length > 0) {
      this.#begin(epoch + 1);
    }
    return { inputs: { ...inputs, data }, targets };
  }

  #begin(epoch: number): void {
    const { rows } = this.#examples.inputs, parts = this.#workers.length || 1;
    const edge = (part: number) => Math.floor(rows * part / parts);
    const all = Array.from({ length: parts }, async (_, part) => {
      const work: Distortion = {
        source: this.#source,
        target: this.#targets[epoch % 2],
        from: edge(part),
        to: edge(part + 1),
        seed: this.#options.seed,
        epoch,
      };
      const worker = this.#workers.at(part);
      if (!(worker && await help(worker, work))) this.#distort(work);
    });
    this.#ahead = { epoch, done: Promise.all(all).then(() => {}) };
  }

  /** Ends the threads, whatever they are doing. */
  close(): void {
    for (const worker of this.#workers) worker.terminate();
  }
}

function isPictures(
  inputs: Frame | ByteFrame,
  image: Dataset["image"] | undefined,
): inputs is ByteFrame {
  return "scale" in inputs && image !== undefined &&
    image.width * image.height === inputs.columns;
}

/** Whether threads can share memory here. */
function shared(): boolean {
  return typeof Worker === "function" &&
    typeof SharedArrayBuffer === "function";
}

/** Has a worker do its part; false where it could not. */
function help(worker: Worker, work: Distortion): Promise<boolean> {
  return new Promise((resolve) => {
    worker.onmessage = () => resolve(true);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
    worker.postMessage(work);
  });
}
