/**
 * Networks as plans: shapes, the layout of parameters, and one table each of
 * activations, losses and initializers.
 *
 * @module
 */

export { type Activation, activations, type Numbers } from "./activations.ts";
export { type Loss, losses, lossScale, outputError } from "./losses.ts";
export {
  allocate,
  initialParameters,
  type LayerPlan,
  type Plan,
  planNetwork,
} from "./plan.ts";
