/**
 * The plan of a network: the shapes of the layers, the layout of the
 * parameters, and the initial parameters.
 *
 * @module
 */

export { allocate, initialParameters, type Plan, planNetwork } from "./plan.ts";
