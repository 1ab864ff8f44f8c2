/**
 * Early stopping: the best weights of a run, and when to wait no longer for
 * better ones.
 *
 * @module
 */

import { isLater, type Later, type Program } from "../engine/mod.ts";
import type { Numbers } from "../formula/mod.ts";
import type { EarlyStoppingSpec } from "../spec/mod.ts";
import type { EpochFigures } from "./checkpoint.ts";

/** A figure that is smaller where it is better. */
const METRICS: Readonly<
  Record<
    EarlyStoppingSpec["metric"],
    (figures: EpochFigures) => number | undefined
  >
> = {
  loss: ({ loss }) => loss,
  accuracy: ({ accuracy }) => negative(accuracy),
  validationLoss: ({ validation }) => validation?.loss,
  validationAccuracy: ({ validation }) => negative(validation?.accuracy),
};

function negative(figure: number | undefined): number | undefined {
  return figure === undefined ? undefined : -figure;
}

/** Watches a run, epoch by epoch. */
export class EarlyStopping {
  readonly #cost: (figures: EpochFigures) => number | undefined;
  readonly #patience: number;
  #epochs = 0;
  #best = 0;
  #least = Infinity;
  #parameters: Numbers | undefined;

  /** Begins to watch, or goes on after some epochs with what a checkpoint kept. */
  constructor(
    { metric, patience }: EarlyStoppingSpec,
    figures: readonly EpochFigures[] = [],
    parameters?: Numbers | undefined,
  ) {
    this.#cost = METRICS[metric];
    this.#patience = patience;
    for (const epoch of figures) this.#isBest(epoch);
    this.#parameters = parameters;
  }

  /** The best epoch, from 1, of equals the first; 0 before there is one. */
  get best(): number {
    return this.#best;
  }

  /** Its weights. */
  get parameters(): Numbers | undefined {
    return this.#parameters;
  }

  /** Whether so many epochs have passed since the best that it is over. */
  get isOver(): boolean {
    return this.#epochs - this.#best >= this.#patience;
  }

  /** Takes one more epoch in, and the program's weights if it is the best. */
  watch(figures: EpochFigures, program: Program): Later<void> {
    if (!this.#isBest(figures)) return;
    const keep = (parameters: Numbers) => {
      this.#parameters = parameters;
    };
    const parameters = program.parameters();
    return isLater(parameters) ? parameters.then(keep) : keep(parameters);
  }

  #isBest(figures: EpochFigures): boolean {
    this.#epochs++;
    const cost = this.#cost(figures) ?? NaN;
    if (!(cost < this.#least)) return false;
    [this.#best, this.#least] = [this.#epochs, cost];
    return true;
  }

  /** Gives the program the best weights. */
  restore(program: Program): Later<void> {
    if (this.#parameters) {
      return program.write({ parameters: this.#parameters });
    }
  }
}
