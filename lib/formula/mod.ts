/**
 * What a network computes with, as formulas: one table each of activations,
 * losses and optimizers, by the names they have in a spec. Another one is a row
 * here and in each table of the same names in `engine/wasm/` and, for an
 * activation, in `export/`. A missing row does not compile, and code outside the
 * tables asks for the properties of a row, never for a name.
 *
 * @module
 */

export {
  type Activation,
  type ActivationName,
  activationOf,
  activations,
  type Numbers,
} from "./activations.ts";
export {
  dropoutKey,
  dropoutMask,
  dropoutThreshold,
  EXAMPLE,
  UNIT,
} from "./dropout.ts";
export {
  type BiasInitializerName,
  biasInitializers,
  type Initializer,
  type InitializerName,
  initializers,
} from "./initializers.ts";
export {
  DEFAULT_LOSS,
  type Loss,
  losses,
  type LossName,
  lossScale,
  type LossSpec,
  outputError,
  type Reduction,
} from "./losses.ts";
export {
  type Constant,
  type Move,
  type Optimizer,
  type OptimizerConstants,
  type OptimizerInput,
  type OptimizerName,
  optimizerOf,
  optimizers,
  type OptimizerSpec,
  power,
  TINY,
} from "./optimizers.ts";
export {
  type ClipSpec,
  type GradientOptions,
  gradientTransform,
  hasPenalty,
  NORM_EPSILON,
  type RegularizationSpec,
} from "./regularization.ts";
export {
  dependsOnEpochs,
  isWarmup,
  rateAt,
  type ScheduleInput,
  type ScheduleSpec,
} from "./schedules.ts";
export { argmax, HALF, isRight, probabilities, probability } from "./right.ts";
export {
  classNames,
  cutOf,
  type Task,
  type TaskFacts,
  taskOf,
} from "./task.ts";
