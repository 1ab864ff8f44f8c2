/**
 * The formulas of a network: tables of activation functions, loss functions and
 * optimizers, by the names used in a spec. To add an activation function, a
 * loss function or an optimizer, add a row to its table in this module, and a
 * row with the same name to the table in `engine/wasm/`. For an activation
 * function, also add rows to the tables in `export/`. TypeScript reports an
 * error if an activation function, a loss function or an optimizer is missing
 * in one of its tables. Code outside the tables does not depend on the name of
 * an activation function, a loss function or an optimizer. Code outside the
 * tables reads only the properties of an activation function, a loss function
 * or an optimizer, such as `isLinear`.
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
