/**
 * The part of a spec that says which trials a sweep has.
 *
 * @module
 */

/** From what an axis draws: one of some values, or a number of a range. */
export type SweepRange = readonly unknown[] | {
  /** Numbers from the first to the second, each power of ten as often as another. */
  readonly log: readonly number[];
} | {
  /** Numbers from the first to the second. */
  readonly uniform: readonly number[];
} | {
  /** Whole numbers from the first to the second. */
  readonly whole: readonly number[];
} | {
  /** Whole numbers from the first to the second, each doubling as often as another. */
  readonly wholeLog: readonly number[];
};

/** The metric that ranks the trials of a sweep. */
export type SweepMetric = "validationLoss" | "validationAccuracy";

/** Many trials of one spec, each with settings of its own. */
export interface SweepSpec {
  /** Every combination of these values, by the paths of their fields. */
  readonly grid?: { readonly [path: string]: readonly unknown[] } | undefined;
  /** Points of a scrambled Halton sequence. */
  readonly draw?: {
    /** How many points. */
    readonly points: number;
    /** From what each field is drawn, by its path. */
    readonly from: { readonly [path: string]: SweepRange };
  } | undefined;
  /** How many seeds each combination is trained with: the spec's, and those after it. */
  readonly repeats: number;
  /** The metric that ranks the settings, by its mean over the repeats. */
  readonly metric: SweepMetric;
}

/** The same as it may be written: with defaults left out. */
export type SweepInput = Omit<SweepSpec, "repeats" | "metric"> & {
  /** How many seeds each combination is trained with; else 1. */
  readonly repeats?: number | undefined;
  /** The metric that ranks the settings; else validationLoss. */
  readonly metric?: SweepMetric | undefined;
};
