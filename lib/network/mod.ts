/**
 * Networks as plans: shapes, the layout of parameters, initializers and
 * optimisers, with the formulas that a plan is made of.
 *
 * @module
 */

export {
  type Activation,
  activations,
  type Loss,
  losses,
  lossScale,
  type Numbers,
  outputError,
} from "../formula/mod.ts";
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
