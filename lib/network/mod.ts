/**
 * Networks as plans: shapes, the layout of parameters, and one table each of
 * activations, losses, initializers and optimisers.
 *
 * @module
 */

export { type Activation, activations, type Numbers } from "./activations.ts";
export { type Loss, losses, lossScale, outputError } from "./losses.ts";
export {
  type Move,
  type Optimizer,
  optimizerOf,
  optimizers,
  power,
  TINY,
} from "./optimizers.ts";
export {
  allocate,
  initialParameters,
  type LayerPlan,
  type Plan,
  planNetwork,
} from "./plan.ts";
