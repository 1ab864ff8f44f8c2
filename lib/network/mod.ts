/**
 * Networks as plans: shapes, the layout of parameters and their first values.
 *
 * @module
 */

export { allocate, initialParameters, type Plan, planNetwork } from "./plan.ts";
