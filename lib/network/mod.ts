/**
 * Networks as plans: shapes, the layout of parameters, initializers, and the
 * formulas that a plan is made of.
 *
 * @module
 */

export {
  type Activation,
  activations,
  type Loss,
  losses,
  lossScale,
  type Move,
  type Numbers,
  type Optimizer,
  optimizerOf,
  outputError,
  power,
  TINY,
} from "../formula/mod.ts";
export {
  allocate,
  initialParameters,
  type LayerPlan,
  type Plan,
  planNetwork,
} from "./plan.ts";
