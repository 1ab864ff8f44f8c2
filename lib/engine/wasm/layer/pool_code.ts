/**
 * The interface of a pooling layer: the code for one window, which `pool.ts` and
 * `pool_backward.ts` repeat for all windows.
 *
 * @module
 */

import type { LayerPlan, Windows } from "../../../layer/mod.ts";
import type { Code, Local, Locals } from "../code/assemble.ts";
import type { LayerLayout } from "./kernel.ts";

/** The memory layout of a pooling layer. */
export interface PoolLayout extends LayerLayout {
  readonly windows: Windows;
}

/** A position of a window: an address, and a byte offset from this address. */
export type Place = readonly [at: Local, offset: number];

/**
 * Calls `body` for each position of a window, and joins the code that `body` returns.
 * The argument `x` is code that reads four channels of the image at the position.
 */
type Each = (body: (x: Code, place: Place) => Code) => Code;

/** Makes the code that computes and stores the gradient of a position. */
export interface Gradient {
  /**
   * Code that computes the gradient that is passed to `give`, from dL/dx of a
   * position and its value x. `maxPool2d` passes the maximum of the window as
   * x, because only the position of the maximum gets the gradient.
   */
  of(x: Code, dx: Code): Code;
  /** Code that stores the gradient of a position. */
  give(place: Place, gradient: Code): Code;
}

/** The code of a pooling layer for one window, four channels at a time. */
export interface Pool {
  /** The windows of the pooling layer over its input. */
  windowsOf(plan: LayerPlan): Windows;
  /** Code that computes the output of a window. */
  forward(local: Locals, each: Each, windows: Windows): Code;
  /**
   * Code that stores the gradient of each position, computed from `dz`, which
   * is dL/dz of the window.
   */
  backward(
    local: Locals,
    dz: Code,
    each: Each,
    gradient: Gradient,
    windows: Windows,
  ): Code;
}
