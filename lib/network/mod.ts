/**
 * The plan of a network: shapes, the layout of the parameters and their initial
 * values.
 *
 * @module
 */

export { allocate, initialParameters, type Plan, planNetwork } from "./plan.ts";
