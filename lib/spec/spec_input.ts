/**
 * The types of a spec that a program passes to percept. Fields with a default
 * are optional.
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
  InitializeSpec,
  Precision,
  ValidationSpec,
} from "./spec.ts";

/** A loss function: its name, or its name and its reduction. */
export type LossInput = LossName | {
  /** The name of the loss function. */
  readonly type: LossName;
  /**
   * The reduction of the losses of the outputs: their mean or their sum
   * (default: mean).
   */
  readonly reduction?: Reduction | undefined;
};

/** Random distortion of training images; fields with a default are optional. */
export type AugmentInput = Omit<AugmentSpec, "elastic"> & {
  /** Elastic distortion, by a smooth random field of displacements. */
  readonly elastic?: {
    /** The strength: the factor that multiplies the smoothed displacements, in pixels (default: 34). */
    readonly alpha?: number | undefined;
    /** The smoothness: the standard deviation of the Gaussian filter, in pixels (default: 4). */
    readonly sigma?: number | undefined;
  } | undefined;
};

/**
 * A spec that a program passes to `checkSpec` or `compile`; fields with a
 * default are optional.
 */
export interface SpecInput {
  /** The version of the spec language (default: 1). */
  readonly version?: 1 | undefined;
  /** The name of the network, and of its folder in `runs/`. */
  readonly name: string;
  /** Free text about the spec. */
  readonly description?: string | undefined;
  /** The data set; absent if a program passes the examples to `train`. */
  readonly dataset?: DatasetSource | undefined;
  /** The preprocessing of inputs. */
  readonly inputs?: {
    /** The numbers that the bytes 0 and 255 are scaled to (default: 0 and 1). */
    readonly scale?: readonly [number, number] | undefined;
    /**
     * The number of inputs; required only without a data set and without
     * `inputs.shape`.
     */
    readonly units?: number | undefined;
    /** The shape of an image, `[rows, columns, channels]`, for layers that take images. */
    readonly shape?: readonly number[] | undefined;
    /** Standardize inputs to mean 0 and standard deviation 1 (default: true for numeric columns of a table, false otherwise). */
    readonly standardize?: boolean | undefined;
    /**
     * Deskew images: shear each image so that its drawing is upright (default:
     * false). The shear is computed from the image moments.
     */
    readonly deskew?: boolean | undefined;
  } | undefined;
  /** Random distortion of training images, new in every epoch (default: none). */
  readonly augment?: AugmentInput | undefined;
  /** The conversion of labels to targets. */
  readonly labels?: {
    /**
     * The two target values of a one-hot encoding: the first value for the
     * wrong classes, the second value for the correct class (default: 0 and 1).
     */
    readonly oneHot?: readonly [number, number] | undefined;
    /** The smallest label in IDX files, which becomes class 0 (default: 0). */
    readonly from?: number | undefined;
    /**
     * For a table: standardize numeric labels during training (default: true if
     * the last activation is identity).
     */
    readonly standardize?: boolean | undefined;
  } | undefined;
  /** The layers in order, without the input layer. */
  readonly layers: readonly LayerInput[];
  /** The loss function (default: mse). */
  readonly loss?: LossInput | undefined;
  /** The weight of each class in the training loss (default: 1 for every class). */
  readonly classWeights?: ClassWeights | undefined;
  /** The optimizer (default: sgd). */
  readonly optimizer?: OptimizerInput | undefined;
  /** Gradient clipping (default: none). */
  readonly clip?: ClipSpec | undefined;
  /**
   * Regularization of weights and biases (default: none). The reported loss does
   * not include the penalties.
   */
  readonly regularization?: RegularizationSpec | undefined;
  /** The learning rate: a number, or a schedule. */
  readonly learningRate: number | ScheduleInput;
  /**
   * The number of examples in a batch; `full` is the whole training set
   * (default: 32, or the number of training examples if there are fewer than
   * 32).
   */
  readonly batchSize?: number | "full" | undefined;
  /** The number of passes over the training set. */
  readonly epochs: number;
  /** Shuffle the training examples in each epoch (default: true). */
  readonly shuffle?: boolean | undefined;
  /** The random seed (default: 1). */
  readonly seed?: number | undefined;
  /**
   * The model that gives the network its initial weights (default: random
   * weights).
   */
  readonly initialize?: InitializeSpec | undefined;
  /** The precision of parameters and arithmetic (default: float32). */
  readonly precision?: Precision | undefined;
  /** Examples held out of the training set for validation (default: none). */
  readonly validation?: ValidationSpec | undefined;
  /**
   * Early stopping (default: none; training keeps the weights of the last
   * epoch).
   */
  readonly earlyStopping?: {
    /** The metric that decides which epoch is the best (default: validationLoss). */
    readonly metric?: EpochMetric | undefined;
    /** The number of epochs without improvement after which training stops (default: 5). */
    readonly patience?: number | undefined;
  } | undefined;
  /**
   * The interval between two checkpoints (default: a checkpoint is saved only
   * if the training is interrupted).
   */
  readonly checkpoint?: CheckpointSpec | undefined;
  /** The trials that the command `sweep` trains (default: none). */
  readonly sweep?: SweepInput | undefined;
}
