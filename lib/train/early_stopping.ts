/**
 * Early stopping: keeps the best weights of a run, and decides when to stop.
 *
 * @module
 */

import { isLater, type Later, type Program } from "../engine/mod.ts";
import type { Numbers } from "../formula/mod.ts";
import type { EarlyStoppingSpec } from "../spec/mod.ts";
import type { EpochFigures } from "./checkpoint.ts";

/**
 * Converts each metric to a cost: a smaller cost is better. An accuracy is
 * negated.
 */
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

/** The state of early stopping in one run. */
export class EarlyStopping {
  readonly #cost: (figures: EpochFigures) => number | undefined;
  readonly #patience: number;
  #epochs = 0;
  #best = 0;
  #least = Infinity;
  #parameters: Numbers | undefined;

  /**
   * Starts early stopping. To resume, pass the finished epochs and the best
   * parameters of a checkpoint.
   */
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

  /**
   * The number of the best epoch, counted from 1; 0 if there is no best epoch
   * yet. If several epochs are equally good, the first of these epochs is the
   * best.
   */
  get best(): number {
    return this.#best;
  }

  /** The parameters of the best epoch. */
  get parameters(): Numbers | undefined {
    return this.#parameters;
  }

  /**
   * Whether training stops, because `patience` epochs have passed since the
   * best epoch.
   */
  get isFinished(): boolean {
    return this.#epochs - this.#best >= this.#patience;
  }

  /** Records a finished epoch, and copies the program's parameters if the epoch is the best so far. */
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

  /** Sets the program's parameters to the parameters of the best epoch. */
  restore(program: Program): Later<void> {
    if (this.#parameters) {
      return program.write({ parameters: this.#parameters });
    }
  }
}
