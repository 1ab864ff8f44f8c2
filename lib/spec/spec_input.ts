/**
 * A spec as it may be written in a program: what has a default may be left out.
 *
 * @module
 */

import type {
  ClipSpec,
  LossName,
  OptimizerInput,
  Reduction,
  RegularizationSpec,
  ScheduleInput,
} from "../formula/mod.ts";
import type { LayerInput } from "../layer/mod.ts";
import type { SweepInput } from "./sweep_spec.ts";
import type {
  AugmentSpec,
  CheckpointSpec,
  ClassWeights,
  DatasetSource,
  EpochMetric,
  Precision,
  ValidationSpec,
} from "./spec.ts";

/** A loss as it may be written: by name, or with its reduction. */
export type LossInput = LossName | {
  /** The loss of an example. */
  readonly type: LossName;
  /** Whether outputs are summed or averaged; else averaged. */
  readonly reduction?: Reduction | undefined;
};

/** Distortions as they may be written. */
export type AugmentInput = Omit<AugmentSpec, "elastic"> & {
  /** Bent, by smooth fields of displacements. */
  readonly elastic?: {
    /** How far; else 34. */
    readonly alpha?: number | undefined;
    /** How smoothly; else 4. */
    readonly sigma?: number | undefined;
  } | undefined;
};

/** A spec as it may be written in a program: what has a default may be left out. */
export interface SpecInput {
  /** The version of the spec language. */
  readonly version?: 1 | undefined;
  /** The network's name, also that of its folder under `runs/`. */
  readonly name: string;
  /** What the spec is for, in words. */
  readonly description?: string | undefined;
  /** What is learned from; absent where a program hands the data over. */
  readonly dataset?: DatasetSource | undefined;
  /** How inputs arrive. */
  readonly inputs?: {
    /** What bytes 0 and 255 become; else 0 and 1. */
    readonly scale?: readonly [number, number] | undefined;
    /** How many inputs there are, where no data set says it. */
    readonly units?: number | undefined;
    /** `[rows, columns, channels]` of an image, for layers that take images. */
    readonly shape?: readonly number[] | undefined;
    /** Whether inputs get mean 0 and deviation 1; else numbers of a table do. */
    readonly standardize?: boolean | undefined;
    /** Whether pictures are made upright; else they are not. */
    readonly deskew?: boolean | undefined;
  } | undefined;
  /** How pictures are distorted before they are learned from; else not at all. */
  readonly augment?: AugmentInput | undefined;
  /** How labels become targets. */
  readonly labels?: {
    /** The target of the outputs that are wrong, and of the one that is right; else 0 and 1. */
    readonly oneHot?: readonly [number, number] | undefined;
    /** The smallest label of IDX files, which is class 0; default: 0. */
    readonly from?: number | undefined;
    /** Whether the numbers that a table has as labels are standardized in training. */
    readonly standardize?: boolean | undefined;
  } | undefined;
  /** The layers in order, without the input layer. */
  readonly layers: readonly LayerInput[];
  /** What is made small; else mse. */
  readonly loss?: LossInput | undefined;
  /** How much each class counts in training; else all the same. */
  readonly classWeights?: ClassWeights | undefined;
  /** How a slope becomes a step; else sgd. */
  readonly optimizer?: OptimizerInput | undefined;
  /** To what the mean slopes of a step are cut; as they are, where absent. */
  readonly clip?: ClipSpec | undefined;
  /** What keeps weights and biases small; nothing, where absent. */
  readonly regularization?: RegularizationSpec | undefined;
  /** The length of a step down the gradient, or how it changes. */
  readonly learningRate: number | ScheduleInput;
  /** How many examples make a step, `full` is all of them; else 32 at most. */
  readonly batchSize?: number | "full" | undefined;
  /** How many times every example is learned from. */
  readonly epochs: number;
  /** Whether each epoch has an order of its own; else it has. */
  readonly shuffle?: boolean | undefined;
  /** What all chance in a run follows from; else 1. */
  readonly seed?: number | undefined;
  /** The precision of parameters and arithmetic; else float32. */
  readonly precision?: Precision | undefined;
  /** What is held out of the training examples; else nothing. */
  readonly validation?: ValidationSpec | undefined;
  /** When to stop; else after the last epoch and with its weights. */
  readonly earlyStopping?: {
    /** The figure that tells which epoch was the best; else validationLoss. */
    readonly metric?: EpochMetric | undefined;
    /** How many epochs without a better one end the run; else 5. */
    readonly patience?: number | undefined;
  } | undefined;
  /** When a run's place is saved; else only when it is interrupted. */
  readonly checkpoint?: CheckpointSpec | undefined;
  /** Many trials of it, which are trained in place of it; else none. */
  readonly sweep?: SweepInput | undefined;
}
