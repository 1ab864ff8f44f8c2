/**
 * The types of the field `sweep` of a spec.
 *
 * @module
 */

/** The list or range from which the value of a field is drawn. */
export type SweepRange = readonly unknown[] | {
  /**
   * Numbers between two bounds, on a logarithmic scale: a value from 0.001 to 0.01
   * is as likely as a value from 0.01 to 0.1.
   */
  readonly log: readonly number[];
} | {
  /** Numbers between two bounds; all numbers are equally likely. */
  readonly uniform: readonly number[];
} | {
  /** Whole numbers between two bounds; all these numbers are equally likely. */
  readonly whole: readonly number[];
} | {
  /**
   * Whole numbers between two bounds, on a logarithmic scale: a value from 8 to 16
   * is as likely as a value from 16 to 32.
   */
  readonly wholeLog: readonly number[];
};

/** The metric that ranks the trials of a sweep. */
export type SweepMetric = "validationLoss" | "validationAccuracy";

/** The field `sweep`: many trials of one spec, each with its own settings. */
export interface SweepSpec {
  /**
   * For the path of each field, the list of values to try. A sweep trains
   * networks with every combination of the values.
   */
  readonly grid?: { readonly [path: string]: readonly unknown[] } | undefined;
  /** The values that are drawn from a scrambled Halton sequence. */
  readonly draw?: {
    /**
     * The number of points to draw from the Halton sequence. Each point has a
     * value for every field in `from`.
     */
    readonly points: number;
    /**
     * For the path of each field, the list or range from which its values are
     * drawn.
     */
    readonly from: { readonly [path: string]: SweepRange };
  } | undefined;
  /**
   * The number of seeds for each combination of values: the seed of the spec,
   * the seed + 1 and so on.
   */
  readonly repeats: number;
  /**
   * The metric that ranks the settings. The settings are ranked by the mean of
   * this metric over the trials that differ only in the seed.
   */
  readonly metric: SweepMetric;
}

/** The field `sweep` as a user writes it: fields with defaults are optional. */
export type SweepInput = Omit<SweepSpec, "repeats" | "metric"> & {
  /** The number of seeds for each combination of values (default: 1). */
  readonly repeats?: number | undefined;
  /** The metric that ranks the settings (default: validationLoss). */
  readonly metric?: SweepMetric | undefined;
};
