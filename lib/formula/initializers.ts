/**
 * The initializers of weights and biases.
 *
 * @module
 */

import type { Random } from "../random.ts";

/** The name of an initializer for weights. */
export type InitializerName =
  | "lecunNormal"
  | "glorotUniform"
  | "glorotNormal"
  | "heNormal"
  | "heUniform";

/** The name of an initializer for biases. */
export type BiasInitializerName = "zeros" | "uniform";

/**
 * A function that draws the initial value of one parameter. `fanIn` is the
 * number of inputs that each output depends on, and `fanOut` is the number of
 * outputs that depend on each input.
 */
export type Initializer = (
  random: Random,
  fanIn: number,
  fanOut: number,
) => number;

const normal =
  (variance: (fanIn: number, fanOut: number) => number): Initializer =>
  (random, fanIn, fanOut) =>
    random.normal() * Math.sqrt(variance(fanIn, fanOut));

/**
 * A uniform distribution with mean 0 and a given variance. A uniform distribution
 * of width w has variance w^2 / 12.
 */
const uniform =
  (variance: (fanIn: number, fanOut: number) => number): Initializer =>
  (random, fanIn, fanOut) =>
    (2 * random.uniform() - 1) * Math.sqrt(3 * variance(fanIn, fanOut));

/** All initializers for weights; the keys are the names used in a spec. */
export const initializers: Readonly<Record<InitializerName, Initializer>> = {
  /** @see LeCun, Bottou, Orr and Müller, Efficient BackProp (1998), section 4.6 */
  lecunNormal: normal((fanIn) => 1 / fanIn),
  /** @see Glorot and Bengio, Understanding the difficulty of training (2010) */
  glorotUniform: uniform((fanIn, fanOut) => 2 / (fanIn + fanOut)),
  glorotNormal: normal((fanIn, fanOut) => 2 / (fanIn + fanOut)),
  /** @see He, Zhang, Ren and Sun, Delving deep into rectifiers (2015) */
  heNormal: normal((fanIn) => 2 / fanIn),
  heUniform: uniform((fanIn) => 2 / fanIn),
};

/** All initializers for biases; the keys are the names used in a spec. */
export const biasInitializers: Readonly<
  Record<BiasInitializerName, Initializer>
> = {
  zeros: () => 0,
  /**
   * The uniform distribution from 0 to 1, as in the Go program that percept is
   * based on.
   */
  uniform: (random) => random.uniform(),
};
